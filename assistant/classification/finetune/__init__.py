"""Teaching the encoder: under an hour on one core, and only when the examples have grown a lot.

`pretrained` reads the weights that start it, `network` is the transformer, `align` brings messages beside their
translations, `lessons` reads the labels that `teach` then teaches, `batching` puts texts of like length side by
side, `export` writes what `assistant.classification.encoder` runs. The one door to PyTorch; nothing here is
imported to answer.
"""
