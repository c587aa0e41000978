"""Teaching the encoder: hours on a CPU, minutes on a GPU, and only when the examples have grown a lot.

`pretrained` reads the weights that start it, `lessons` makes the examples into batches, `network` is the
transformer, `teach` trains it, `export` writes what `assistant.classification.encoder` runs. The one door to
PyTorch; nothing here is imported to answer.
"""
