"""Training the search: topic models, ranking and refusal, each fitted on questions that its parts did not see.

Cards are taken out of the index in turn and read by a topic model of another fold; the validation questions,
written without sight of the cards, weigh as much as all cards together.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.ports import Embedder, VectorIndex, Vectors
from assistant.retrieval.chunks import ChunkViews, background_of, chunk_signs
from assistant.retrieval.exact import ExactIndex
from assistant.retrieval.fitting import fit_logistic, fit_ranking, fit_topics
from assistant.retrieval.passages import Library
from assistant.retrieval.ranker import (
    FEATURES,
    OUTSIDE,
    SIGNS,
    Floats,
    Fusion,
    Ranker,
    Sight,
    TopicModel,
    best_of,
    signs_of,
)
from assistant.retrieval.views import Views, Wording

_FOLDS = 3
_EVERY = 5  # of the cards, so many are ranked: the few weights need no more
_REFUSED_AT_MOST = 0.06  # of the validation questions that are answered, which are harder than others
_DIRECTIONS = [1] * 6 + [-1] * 4 + [1]  # of the signs
_RATHER_THAN_NOT = 0.5
_SECOND_LOOKS = 0.3  # of the questions: from there on the second encoder changes next to nothing
_PULL = 1e-2  # on the weights of the signs


@dataclass(frozen=True)
class Asked:
    """A question and the passages that answer it; none when nothing does, or when they are not named."""

    question: str
    gold: frozenset[str]
    answerable: bool


@dataclass(frozen=True)
class _Case:
    worded: tuple[list[Wording], Vectors | None]
    gold: frozenset[str]
    fold: int | None  # None: not a card, so any model may read it
    without: int | None
    weight: float = 1.0
    answerable: bool = True

    @property
    def asked(self) -> bool:
        """Whether it is a validation question, not a card or one that no passage answers."""
        return self.fold is None


def train_search(
    library: Library,
    asked: Sequence[Asked],
    *,
    index: VectorIndex,
    embedder: Embedder,
    second: Embedder | None,
    readings: Callable[[str], list[str]],
    report: Callable[[str], None],
) -> Ranker:
    """Fit a ranker. `asked` are the validation questions; `second` adds the weights for two encoders.

    Raises `MissingDependency` without scipy.
    """
    names = [*library.passages, OUTSIDE]
    place = {name: number for number, name in enumerate(names)}
    cards = library.cards()
    texts = [(card.text, place[card.passage_id]) for card in cards]
    texts += [(text, place[OUTSIDE]) for text in library.not_said.values()]
    rows = [(reading, label, fold_of(text)) for text, label in texts for reading in readings(text)]
    labels = np.array([label for _, label, _ in rows], dtype=np.intp)
    folds = np.array([fold for _, _, fold in rows])
    flat = [reading for reading, _, _ in rows]
    report(f"embedding {len(flat)} texts")
    encoders = [embedder] if second is None else [embedder, second]
    vectors = [_embedded(encoder, flat) for encoder in encoders]
    whole, held = [], []
    for number, matrix in enumerate(vectors):
        report(f"topics of encoder {number + 1}")
        whole.append(fit_topics(matrix, labels, names))
        held.append([fit_topics(matrix[folds != f], labels[folds != f], names) for f in range(_FOLDS)])
    start = Ranker(
        whole[0], _nothing(), None if second is None else whole[1], None if second is None else _nothing()
    )
    views = Views(library, index, start)
    vector_of = [dict(zip(flat, matrix, strict=True)) for matrix in vectors]

    def worded(text: str) -> tuple[list[Wording], Vectors | None]:
        texts = readings(text)
        first, *rest = [
            np.stack([known[one] if one in known else encoder.embed([one])[0] for one in texts])
            for known, encoder in zip(vector_of, encoders, strict=True)
        ]
        wordings = [Wording(one, vector) for one, vector in zip(texts, first, strict=True)]
        return wordings, rest[0] if rest else None

    same = library.same_answers
    cases = [
        _Case(worded(card.text), same(card.passage_id), fold_of(card.text), number)
        for number, card in enumerate(views.questions)
        if number % _EVERY == 0
    ]
    share = len(cases) / max(sum(bool(one.gold) for one in asked), 1)
    cases += [
        _Case(worded(text), frozenset(), fold_of(text), len(views.questions) + number, answerable=False)
        for number, text in enumerate(library.not_said.values())
    ]
    cases += [_Case(worded(one.question), one.gold, None, None, share, one.answerable) for one in asked]
    report(f"looking at {len(cases)} questions")
    seen = [_look(views, case, whole, held) for case in cases]
    plain = [_without_second(one) for one in seen]
    ranker = replace(start, first=_fuse(library, cases, plain, report))
    if second is not None:
        ranker = replace(ranker, both=_fuse(library, cases, seen, report))
    ranker = _with_thresholds(ranker, cases, plain, seen, report)
    return _with_chunks(ranker, library, cases, embedder, report)


def _with_chunks(
    ranker: Ranker,
    library: Library,
    cases: Sequence[_Case],
    embedder: Embedder,
    report: Callable[[str], None],
) -> Ranker:
    """Learn to find texts that have no cards: the passages' own, as if the cards had never been written."""
    texts = background_of(library)
    ids = np.repeat(list(library.passages), len(texts) // len(library))
    views = ChunkViews(texts, ExactIndex(_embedded(embedder, texts)))
    cases = [case for case in cases if case.gold or not case.answerable]
    seen = [views.look(case.worded[0]) for case in cases]
    right = np.array([[i in case.gold for i in ids] for case in cases])
    weight = np.array([case.weight for case in cases])
    answerable = right.any(axis=1)
    sights = np.stack(seen)
    ranking = fit_ranking(sights[answerable], right[answerable], weight[answerable])
    rows = np.stack([chunk_signs(one, ranking) for one in sights])
    best = (sights @ ranking).argmax(axis=1)
    truth = right[np.arange(len(cases)), best]  # an answer from another passage is none
    answering, bias = fit_logistic(rows, truth.astype(float), weight, [1] * rows.shape[1])
    fusion = Fusion(ranking, answering, bias)
    odds = np.array([fusion.probability(row) for row in rows])
    asked = np.array([case.asked for case in cases])
    bar = max(float(np.quantile(odds[asked & ~answerable], 1 - _REFUSED_AT_MOST)), _RATHER_THAN_NOT)
    told = (odds >= bar) & asked & answerable
    report(
        f"chunks: first right {truth[asked & answerable].mean():.3f} of the validation questions;"
        f" from probability {bar:.3f}, {told.sum()} are answered, {(told & truth).sum()} of them rightly"
    )
    return replace(ranker, chunks=fusion, chunks_answer_from=bar)


def _with_thresholds(
    ranker: Ranker,
    cases: Sequence[_Case],
    plain: Sequence[Sight],
    seen: Sequence[Sight],
    report: Callable[[str], None],
) -> Ranker:
    """Choose on the validation questions when to ask the second encoder and when to refuse."""
    asked = [number for number, case in enumerate(cases) if case.asked]
    shares = sorted(best_of(plain[number].passages @ ranker.first.ranking)[1] for number in asked)
    ranker = replace(
        ranker, sure_from=shares[int(_SECOND_LOOKS * len(shares))] if ranker.both is not None else 0.0
    )
    yes: list[float] = []
    no: list[float] = []
    again = 0
    for number in asked:
        sight, fusion = plain[number], ranker.first
        if ranker.both is not None and ranker.doubts(sight):
            sight, fusion, again = seen[number], ranker.both, again + 1
        answers = fusion.probability(signs_of(sight, sight.passages @ fusion.ranking))
        (yes if cases[number].answerable else no).append(answers)
    answered_from = sorted(yes)[int(_REFUSED_AT_MOST * len(yes))] - 1e-6
    refused = sum(value < answered_from for value in no)
    report(
        f"second look below {ranker.sure_from:.3f}, at {again} of {len(asked)};"
        f" answered from {answered_from:.3f}, refusing {refused} of {len(no)}"
    )
    return replace(ranker, answered_from=answered_from)


def fold_of(text: str) -> int:
    """The fold in which a text is held out."""
    return zlib.crc32(text.encode()) % _FOLDS


def _embedded(
    encoder: Embedder, texts: Sequence[str], batch: int = 64
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.concatenate([encoder.embed(texts[i : i + batch]) for i in range(0, len(texts), batch)])


def _nothing() -> Fusion:
    return Fusion(np.zeros(len(FEATURES)), np.zeros(len(SIGNS)), 0.0)


def _look(views: Views, case: _Case, whole: list[TopicModel], held: list[list[TopicModel]]) -> Sight:
    models = whole if case.fold is None else [folds[case.fold] for folds in held]
    readings, vectors = case.worded
    reading = views.reading_with(*models)
    sight = reading.look(readings, case.without)
    return sight if vectors is None else reading.look_again(sight, vectors)


def _without_second(sight: Sight) -> Sight:
    passages, outside = sight.passages.copy(), sight.outside.copy()
    passages[:, FEATURES.index("second_topic")] = 0.0
    outside[1] = 0.0
    return Sight(passages, outside)


def _fuse(
    library: Library, cases: Sequence[_Case], seen: Sequence[Sight], report: Callable[[str], None]
) -> Fusion:
    ids = list(library.passages)
    answerable = [number for number, case in enumerate(cases) if case.gold]
    sights = np.stack([seen[number].passages for number in answerable])
    right = np.array([[i in cases[number].gold for i in ids] for number in answerable])
    weight = np.array([cases[number].weight for number in answerable])
    ranking = fit_ranking(sights, right, weight)
    rows = np.stack([signs_of(one, one.passages @ ranking) for one in seen])
    # Whether a question is answered is learned from sellers' questions alone: cards are too plain.
    asked = [number for number, case in enumerate(cases) if case.asked]
    truth = np.array([float(cases[number].answerable) for number in asked])
    shares = np.ones(len(asked))
    for side in (0.0, 1.0):  # both answers count the same
        shares[truth == side] /= max((truth == side).sum(), 1)
    answering, bias = fit_logistic(rows[asked], truth, shares, _DIRECTIONS, _PULL)
    fusion = Fusion(ranking, answering, bias)
    for name, chosen in (
        ("cards", [n for n, case in enumerate(cases) if not case.asked]),
        ("validation questions", [n for n, case in enumerate(cases) if case.asked]),
    ):
        report(f"{name}: {_told(fusion, cases, seen, rows, ids, chosen)}")
    return fusion


def _told(
    fusion: Fusion,
    cases: Sequence[_Case],
    seen: Sequence[Sight],
    rows: Floats,
    ids: list[str],
    chosen: list[int],
) -> str:
    first = third = answerable = 0
    odds = rows @ fusion.answering + fusion.bias
    yes: list[float] = []
    no: list[float] = []
    for number in chosen:
        gold = cases[number].gold
        (yes if cases[number].answerable else no).append(float(odds[number]))
        if gold:
            order = np.argsort(-(seen[number].passages @ fusion.ranking), kind="stable")[:3]
            found = [ids[place] in gold for place in order.tolist()]
            answerable, first, third = answerable + 1, first + found[0], third + any(found)
    bar = sorted(yes)[int(_REFUSED_AT_MOST * len(yes))]
    refused = sum(value < bar for value in no) / max(len(no), 1)
    return (
        f"first {first / answerable:.3f}, in three {third / answerable:.3f} (n={answerable});"
        f" at {_REFUSED_AT_MOST:.0%} refused wrongly, {refused:.3f} of {len(no)} refused rightly"
        f" (from probability {1 / (1 + np.exp(-bar)):.3f})"
    )
