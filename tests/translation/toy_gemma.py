"""A Gemma 3 of a few thousand weights as a GGUF file: what trains the translator is run on it for real."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:?▁ابتثجحخدذرزسشصضطظعغفقكلمنهويءةى"
_WIDE, _DEEP, _INNER, _HEAD = 32, 2, 64, 16
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6


def build(path: Path) -> Path:
    """Write the model; its words are single letters, what it says is nonsense."""
    import gguf
    import numpy as np

    tokens = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), *_LETTERS]
    kinds = [_CONTROL, _CONTROL, _CONTROL, _UNKNOWN, *[_BYTE] * 256, *[_NORMAL] * len(_LETTERS)]
    writer: Any = gguf.GGUFWriter(path, "gemma3")
    writer.add_context_length(256)
    writer.add_embedding_length(_WIDE)
    writer.add_block_count(_DEEP)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_key_length(_HEAD)
    writer.add_value_length(_HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_sliding_window(64)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(place) for place in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(3)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    dice = np.random.default_rng(3)

    def weights(name: str, *shape: int) -> None:
        writer.add_tensor(f"{name}.weight", dice.normal(0, 0.1, shape).astype("float32"))

    def ones(name: str, size: int) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(size, dtype="float32"))

    weights("token_embd", len(tokens), _WIDE)
    ones("output_norm", _WIDE)
    for layer in range(_DEEP):
        block = f"blk.{layer}"
        weights(f"{block}.attn_q", 2 * _HEAD, _WIDE)
        weights(f"{block}.attn_k", _HEAD, _WIDE)
        weights(f"{block}.attn_v", _HEAD, _WIDE)
        weights(f"{block}.attn_output", _WIDE, 2 * _HEAD)
        weights(f"{block}.ffn_gate", _INNER, _WIDE)
        weights(f"{block}.ffn_up", _INNER, _WIDE)
        weights(f"{block}.ffn_down", _WIDE, _INNER)
        for norm in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"):
            ones(f"{block}.{norm}", _WIDE)
        for norm in ("attn_q_norm", "attn_k_norm"):
            ones(f"{block}.{norm}", _HEAD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def lessons(count: int) -> list[dict[str, str]]:
    """Pairs of letters with a rule in them, for either direction."""
    dice = random.Random(5)
    rows = []
    for number in range(count):
        word = "".join(dice.choices("abc", k=4))
        arabic = word.translate(str.maketrans("abc", "ابت"))
        one, other = (word, arabic) if number % 2 else (arabic, word)
        rows.append({"source": one, "translation": other, "target": "ar" if number % 2 else "en"})
    return rows
