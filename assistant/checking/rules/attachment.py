"""A file that noon does not take.

Why: the message would be refused, and files other than images are a known way to smuggle contacts and links.
Source: noon ReturnConnect policy, section 4 (attachments): images only, .jpg .jpeg .png, up to 1 GB.
Checked on names and sizes; the files themselves never reach Radd.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import CheckContext


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield one empty-span hit at the draft's start for each file that noon would refuse."""
    for attachment in context.attachments:
        if attachment.problem is not None:
            yield Hit(0, 0, message=attachment.problem, subject=attachment.name)
