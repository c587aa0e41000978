"""A small Argos package made by hand: a real SentencePiece model and a real CTranslate2 network of 5 words.

The decoder's weights say which word follows which, and its attention to the source says which of two words
ends the sentence: "وصل مكسور" becomes "It came broken", "وصل جديد" becomes "It came new".
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

_ARABIC = ("وصل", "مكسور", "جديد")
_ENGLISH = ("It", "came", "broken", "new")
_FOLLOWS = {
    "<s>": ["▁It"],
    "▁It": ["▁came"],
    "▁came": ["▁broken", "▁new"],
    "▁broken": ["</s>"],
    "▁new": ["</s>"],
}
_MEANS = {"▁مكسور": "▁broken", "▁جديد": "▁new"}


def build_package(folder: Path) -> Path:
    """Write `toy.argosmodel` into a folder and return its path."""
    import ctranslate2
    import numpy as np
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    home = folder / "translate-ar_en-1_0"
    home.mkdir(parents=True)
    words = [*_ARABIC, *_ENGLISH]
    text = folder / "words.txt"
    text.write_text(f"{' '.join(words)}\n" * 20, encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=str(home / "sentencepiece"),
        model_type="word",
        vocab_size=len(words) + 3,
        minloglevel=2,
    )
    vocabulary = ["<unk>", "<s>", "</s>", *(f"▁{word}" for word in words)]
    place = {token: at for at, token in enumerate(vocabulary)}
    size, width = len(vocabulary), 2 * len(vocabulary)

    def zeros(*shape: int) -> Any:
        return np.zeros(shape, dtype=np.float32)

    def flat(norm: Any) -> None:
        norm.gamma, norm.beta = np.ones(width, dtype=np.float32), zeros(width)

    def silent(linear: Any, rows: int, columns: int) -> None:
        linear.weight, linear.bias = zeros(rows, columns), zeros(rows)

    spec = TransformerSpec.from_config(num_layers=1, num_heads=1)
    source, target = zeros(size, width), zeros(size, width)
    source[:, :size], target[:, size:] = np.eye(size), np.eye(size)
    spec.encoder.embeddings[0].weight, spec.decoder.embeddings.weight = source, target
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = zeros(64, width)
        flat(side.layer_norm)
        layer = side.layer[0]
        for part in (layer.self_attention, layer.ffn):
            flat(part.layer_norm)
        silent(layer.self_attention.linear[0], 3 * width, width)
        silent(layer.self_attention.linear[1], width, width)
        silent(layer.ffn.linear_0, width, width)
        silent(layer.ffn.linear_1, width, width)
    attention = spec.decoder.layer[0].attention
    flat(attention.layer_norm)
    silent(attention.linear[0], width, width)
    silent(attention.linear[1], 2 * width, width)
    silent(attention.linear[2], width, width)
    attention.linear[1].weight[width:] = np.eye(width)  # what is attended to is passed on as it is
    attention.linear[2].weight = np.eye(width, dtype=np.float32)
    projection = zeros(size, width)
    for before, after in _FOLLOWS.items():
        for token in after:
            projection[place[token], size + place[before]] = 20
    for arabic, english in _MEANS.items():
        projection[place[english], place[arabic]] = 10
    spec.decoder.projection.weight, spec.decoder.projection.bias = projection, zeros(size)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    (home / "model").mkdir()
    spec.save(str(home / "model"))
    assert ctranslate2.contains_model(str(home / "model"))
    about = {"from_code": "ar", "to_code": "en", "package_version": "1.0", "argos_version": "1.9"}
    (home / "metadata.json").write_text(json.dumps(about), encoding="utf-8")
    package = folder / "toy.argosmodel"
    with zipfile.ZipFile(package, "w") as archive:
        for path in sorted(home.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return package
