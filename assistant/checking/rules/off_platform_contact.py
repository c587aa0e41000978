"""An invitation to talk outside noon, or a request for the customer's number or account.

Why: outside the conversation neither side is protected, and noon cannot see what was promised. Channels
count under every name (WhatsApp, واتس, the green app, a call, the shop). Refusing one, quoting the
customer, a courier's call, or a product that shows messages does not.
Source: noon ReturnConnect policy, section 3 (restricted content); Radd's rules on other channels.

Bad:
    en: Better drop us the video on Whats app, this box is too slow.
    en: Could you share your mobile number so that our engineer can explain?
    ar: الأسهل أن ترسلوا لنا المقطع على الواتساب لنشرح طريقة التركيب.
    ar: عطني رقمك وأنا أدق عليك الحين أفهمك كيف تركبه.
    arabizi: kalemni 3al whats a7san w ab3atlak el video
Good:
    en: We are not able to move to WhatsApp, so please post the video right here.
    en: The courier will call you on the morning of the pick-up; the watch shows WhatsApp alerts once paired.
    ar: لا يمكننا التواصل عبر الواتساب، لذا نرجو إرسال المقطع هنا.
    ar: سيتصل بكم مندوب نون صباح موعد الاستلام، فلا حاجة لأي خطوة أخرى.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from assistant.checking.addresses import Address
from assistant.checking.document import Document, Sentence
from assistant.checking.fixes import chat_in_place_of
from assistant.checking.matchers import Lexicon
from assistant.checking.numbers import chains
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import CheckContext, ReplyLanguage

_HOSTS = """
wa.me api.whatsapp.com chat.whatsapp.com whatsapp.com t.me telegram.me telegram.org instagram.com instagr.am
ig.me facebook.com fb.com fb.me m.me messenger.com snapchat.com tiktok.com twitter.com x.com linkedin.com
discord.gg linktr.ee viber.com botim.me join.skype.com
"""
_CHAT_HOSTS = frozenset(_HOSTS.split())
_POST = regex.compile(r"/(?:p|reel|reels|videos?|watch|share|status|tv|stories)/|/@?[^/]+/video/|v=")
"""Links to a post or film on a network, which invite nobody to write."""

_HANDLE = regex.compile(r"(?<![\p{L}\p{N}._@/+-])@(?!noon(?![a-z]))(?=[a-z_])[a-z0-9_.]{2,29}[a-z0-9_]")
_GREETED = regex.compile(r"(?:hello|hi|hey|dear|مرحبا|اهلا|هلا|عزيزي|عزيزتي)[ ,]{0,2}$")
_ADDRESSED = regex.compile(
    r"[^\p{L}\p{N}@]{0,3}(?:(?:number|no|num|id|name|account|handle|is|on|at|رقم|الرقم|رقمنا|علي|هو|حسابنا|باسم)[ :]{1,2}){0,2}"
    r"[ :=(>@-]{0,3}(?:[+(]?\d(?:[ ()-]{0,2}\d){6}|(?<=[:=@] ?)[a-z][a-z0-9_.]{3,30}|(?=[a-z0-9._]{0,28}[_.\d])[a-z][a-z0-9_.]{3,30})"
)
"""What may follow a channel's name directly: a number or an account."""
_BEFORE_CHANNEL = regex.compile(r"\d(?:[ ()-]{0,2}\d){6}[ ),./-]{0,3}(?:is |هو |علي |عال)?$")
_LEAST_SPOKEN = 7
_BARE = 3
_CLAUSE = regex.compile(
    r"[,;:()]|\s[-–]\s|(?<![\p{L}])(?:but|so|therefore|hence|however|please|pls|plz|kindly|just|then|and|better|"
    r"instead you|lakin|bas|fa|"
    r"لكن|ولكن|بس|لذا|لذلك|فقط|يرجي|رجاء|نرجو|عشان كذا|عشان كده|فلو|انما|الافضل|الاحسن)(?![\p{L}])"
    r"|\s(?=[وف](?:كلم|تواصل|راسل|ابعت|ارسل|اتصل|ياريت|نرجو|ممكن|لو))"
)
_PHOTOS = regex.compile(r"photo|pic|video|image|screenshot|clip|صور|فيديو|مقطع|sowar|sora|swar")

_REWORDED: dict[tuple[ReplyLanguage, bool], str] = {
    ("en", True): "Please send the photos here in this chat.",
    ("en", False): "Please reply here in this chat if anything about the return is unclear.",
    ("ar", True): "نرجو إرسال الصور هنا في هذه المحادثة.",
    ("ar", False): "نرجو الرد هنا في هذه المحادثة إن بقي أي أمر غير واضح بشأن الإرجاع.",
}

_QUESTION_MARKS = ("?", "؟")


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each sentence or clause that leads outside noon, and accounts that stand alone."""
    done: list[tuple[int, int]] = []
    for hit in (*_invitations(document, lexicon), *_links(document), *_handles(document)):
        if not any(start <= hit.start and hit.end <= end for start, end in done):
            done.append((hit.start, hit.end))
            yield hit


def _invitations(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    reader = _Reader(lexicon, with_mail=not any(not mail.is_noons for mail in document.mails))
    reworded = False
    for sentence in document.plain_sentences:
        found = reader.offence(sentence.text)
        if found is None:
            continue
        start, end = part_span(document, sentence, found, reader.offence)
        if document.plain_span(sentence.start, sentence.end) != (start, end):
            yield _without_clause(document, start, end)
        else:
            yield Hit(start, end, fix="" if reworded else _in_this_chat(document, sentence))
            reworded = True


def _without_clause(document: Document, start: int, end: int) -> Hit:
    """Leave a clause out; a question mark that closed it closes a statement now."""
    if document.source[end : end + 1] in _QUESTION_MARKS and start > 0:
        return Hit(start, end + 1, fix=".")
    return Hit(start, end, fix="")


def _in_this_chat(document: Document, sentence: Sentence) -> str:
    """A request to answer here, or to send the photos here where the sentence was about them."""
    return _REWORDED[document.language, _PHOTOS.search(sentence.text) is not None]


def _links(document: Document) -> Iterator[Hit]:
    for link in document.links:
        if _is_chat(link):
            start, end = document.address_span(link)
            yield Hit(start, end, fix=chat_in_place_of(document.source, start, end, document.language))


def _is_chat(link: Address) -> bool:
    host = link.host.removeprefix("www.").removeprefix("m.")
    return host in _CHAT_HOSTS and not _POST.search(link.text)


def _handles(document: Document) -> Iterator[Hit]:
    taken = [document.address_span(address) for address in (*document.mails, *document.links)]
    for found in _HANDLE.finditer(document.view.text):
        start, end = document.span(*found.span())
        if _GREETED.search(document.view.text, max(0, found.start() - 12), found.start()):
            continue
        if not any(left < end and start < right for left, right in taken):
            yield Hit(start, end, fix=chat_in_place_of(document.source, start, end, document.language))


class _Reader:
    """Finds in one sentence what leads outside noon."""

    def __init__(self, lexicon: Lexicon, *, with_mail: bool) -> None:
        self.lexicon = lexicon
        self.with_mail = with_mail

    def offence(self, text: str) -> tuple[int, int] | None:
        """The span of the first invitation in a folded sentence that is not refused or quoted."""
        kept = set_aside(text, self.lexicon.section("harmless"))
        for found in self._candidates(kept):
            if not self._excused(kept, *found):
                return found
        return None

    def _candidates(self, text: str) -> Iterator[tuple[int, int]]:
        yield from self.lexicon.section("trigger").finditer(text)
        visit = self.lexicon.section("visit").search(text)
        if visit and not self.lexicon.section("visit unless").search(text):
            yield visit
        yield from self._channels(text)
        yield from self._reached(text)
        own = set_aside(text, self.lexicon.section("not theirs"))
        if asked := near(own, self.lexicon.section("request"), self.lexicon.section("theirs"), words=7):
            yield asked

    def _channels(self, text: str) -> Iterator[tuple[int, int]]:
        for name in ("channel", "mail") if self.with_mail else ("channel",):
            channel = self.lexicon.section(name)
            first = channel.search(text)
            if first is None:
                continue
            if self._in_product_talk(text):
                continue
            yield from self._addressed(text, name)
            for cue, words in (("invite", 7), ("own", 2)):
                if found := near(text, self.lexicon.section(cue), channel, words):
                    yield found
            for cue, words in (("invite", 3), ("own", 1), ("offer", 1)):
                if found := near(text, channel, self.lexicon.section(cue), words):
                    yield found
            if len(text.split()) <= _BARE and name == "channel":
                yield first

    def _reached(self, text: str) -> Iterator[tuple[int, int]]:
        """A verb of contacting with a phone's number right behind it: "reach me on 050 …"."""
        reach = self.lexicon.section("reach")
        if reach.search(text) is None:
            return
        shaped = [found.span() for found in _PHONE_SHAPED.finditer(text)]
        for start, end in (*shaped, *_spoken(text, only_words=True)):
            before = text[max(0, start - _REACH) : start]
            verbs = list(reach.finditer(before))
            if verbs and not self.lexicon.section("label").search(before[max(0, verbs[-1][0] - _NOUN) :]):
                yield start - len(before) + verbs[-1][0], end

    def _in_product_talk(self, text: str) -> bool:
        """Whether a channel is named as something the product deals with."""
        if not self.lexicon.section("product").search(text):
            return False
        return not (self.lexicon.section("us").search(text) or self.lexicon.section("media").search(text))

    def _addressed(self, text: str, name: str) -> Iterator[tuple[int, int]]:
        """A channel with a number or account right behind or before it."""
        spoken = None
        for start, end in self.lexicon.section(name).finditer(text):
            if (found := _ADDRESSED.match(text, end)) is not None:
                yield start, found.end()
            elif (before := _BEFORE_CHANNEL.search(text, max(0, start - 40), start)) is not None:
                yield before.start(), end
            else:
                spoken = spoken if spoken is not None else _spoken(text)
                for left, right in spoken:
                    if 0 <= left - end <= _NEAR_NUMBER:
                        yield start, right

    def _excused(self, text: str, start: int, end: int) -> bool:
        """Whether the clause refuses the channel, or tells what the customer wanted."""
        breaks = [found.end() for found in _CLAUSE.finditer(text, 0, start)]
        window = text[breaks[-1] if breaks else 0 : end]
        return (
            self.lexicon.section("excused").search(set_aside(window, self.lexicon.section("not denied")))
            is not None
        )


_PHONE_SHAPED = regex.compile(
    r"(?<![\p{L}\p{N}])(?:[(]?(?:\+|00)\d|0[1-9]|9715|9665|201|5)(?:[ ()-]{0,2}\d){7,12}+(?![\p{L}\p{N}])"
    r"|(?<![\p{L}\p{N}])(?:1[5-9]\d{3}|(?:[68]00|9200)(?:[ -]?\d){2,7}+)(?![\p{L}\p{N}])"
)
_REACH = 40
_NOUN = 5
"""Characters in front of a verb that can make a noun of it: "my contact"."""
_NEAR_NUMBER = 20


def _spoken(text: str, *, only_words: bool = False) -> list[tuple[int, int]]:
    """Where at least seven digits stand, in figures or words (or in words for some part)."""
    return [
        (chain[0].start, chain[-1].end)
        for chain in chains(text)
        if sum(len(piece.digits) for piece in chain) >= _LEAST_SPOKEN
        and (not only_words or sum(piece.spelled for piece in chain) > 1)
    ]
