"""What is copied and never read as words: links, addresses, handles, codes, placeholders, emoji."""

from __future__ import annotations

import regex

# Anything that stands among words without being one, as widely as it is written.
NO_WORDS = regex.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*|[@#][\p{L}\p{N}_-]+"  # links, addresses, handles
    r"|(?=[\p{L}\p{N}-]*\p{N}{2})(?=[\p{L}\p{N}-]*[A-Z])[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*"  # WH-1000XM5, N5529
)
# The same for a translator, which must carry each of them unchanged: with its exact end, so without the full
# stop after a link, and with placeholders, codes of capitals and digits, and sizes.
VERBATIM = regex.compile(
    r"(?P<link>(?:https?://|www\.)[^\s<>\"'()]*[^\s<>\"'().,;:!?،؛؟])"
    r"|(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<placeholder>\{[\w ]{1,40}\}|\[\w{1,40}\])"
    r"|(?P<code>(?<![\w-])(?=[A-Z0-9-]{0,20}[A-Z])(?=[A-Z-]{0,20}[0-9])[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,4}(?![\w-]))"
    r"|(?P<size>(?<![\w-])X{1,3}[SL](?![\w-]))"
)
EMOJI = regex.compile(r"\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|\p{EMod})*")
