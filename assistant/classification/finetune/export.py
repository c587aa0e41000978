"""From the taught network to the files that answer: an ONNX graph with eight-bit weights, and a tokenizer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import regex
import torch
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.classification.encoder import HEADS, MEANING, PREFIX, plain
from assistant.classification.finetune.network import Network
from assistant.classification.finetune.pretrained import Pretrained
from assistant.errors import MissingDependency

_SPACE = "▁"
_ARABIC = regex.compile(r"[ء-غف-ي]+")
_LIKELY = 40_000
_UNKNOWN = 3
_SPECIAL = 4  # start, padding, end, unknown: where `encoder` expects them


def tokenizer_of(start: Pretrained, keep: Sequence[int]) -> Tokenizer:
    """The pretrained tokenizer with some of its pieces, which are numbered anew in their order."""
    tokenizer = Tokenizer(models.Unigram([(start.pieces[i], start.scores[i]) for i in keep], unk_id=_UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    return tokenizer


def pieces_kept(start: Pretrained, texts: Iterable[str]) -> list[int]:
    """The pieces that Arabic and English are spelled with: all in the Arabic alphabet, the likeliest in ASCII,
    single characters, and what our own texts are made of.
    """
    whole = tokenizer_of(start, range(len(start.pieces)))
    kept = {*range(_SPECIAL), *whole.encode(PREFIX).ids}
    for text in texts:
        kept.update(whole.encode(plain(text)).ids)
    for number, piece in enumerate(start.pieces):  # likeliest first
        letters = piece.lstrip(_SPACE)
        likely = letters.isascii() and number < _LIKELY
        if likely or _ARABIC.fullmatch(letters) or (len(letters) == 1 and _typed_here(letters)):
            kept.add(number)
    return sorted(kept)


def _typed_here(char: str) -> bool:
    return char < "\u0250" or "\u0600" <= char < "\u0700" or char >= "\U0001f300"


def write_encoder(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Write `encoder.onnx` and `tokenizer.json`. Raises `MissingDependency` without onnx."""
    try:
        import onnx  # noqa: F401 - both the exporter and the quantiser need it
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ImportError as error:
        raise MissingDependency("onnx", "pip install 'radd[finetune]'") from error
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    ids = torch.tensor([[0, 5, 6, 2]])
    names = {0: "texts", 1: "tokens"}
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "whole.onnx"
        torch.onnx.export(
            network.eval(),
            (ids, torch.ones_like(ids, dtype=torch.float32)),
            str(whole),
            input_names=["ids", "mask"],
            output_names=[*HEADS, MEANING],
            dynamic_axes={"ids": names, "mask": names},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True)
