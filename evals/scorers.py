"""Scorers that any task may use, by name: `radd eval rescore --scorer NAME`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from assistant.errors import InvalidInput
from evals.task import Mark, Sample, Scorer, label_set


def exact(sample: Sample) -> Mark:
    """1 when the labels are the same, in any order."""
    wanted, got = label_set(sample.expected), label_set(sample.output)
    if wanted == got:
        return Mark(1.0)
    if isinstance(sample.expected, str) and isinstance(sample.output, str):
        return Mark(0.0, f"{sample.expected} taken for {sample.output}")
    missed, extra = sorted(wanted - got), sorted(got - wanted)
    words = [f"missed {', '.join(missed)}"] * bool(missed) + [f"extra {', '.join(extra)}"] * bool(extra)
    return Mark(0.0, "; ".join(words))


def overlap(sample: Sample) -> Mark:
    """The labels shared, as a part of all that either side holds (Jaccard); 1 when both hold none."""
    wanted, got = label_set(sample.expected), label_set(sample.output)
    score = len(wanted & got) / len(wanted | got) if wanted | got else 1.0
    return Mark(score, "" if score == 1 else exact(sample).reason)


def recalled(sample: Sample) -> Mark:
    """The part of the expected labels that was found; extra ones cost nothing."""
    wanted, got = label_set(sample.expected), label_set(sample.output)
    score = len(wanted & got) / len(wanted) if wanted else 1.0
    return Mark(score, "" if score == 1 else f"missed {', '.join(sorted(wanted - got))}")


SCORERS: Mapping[str, Scorer] = {"exact": exact, "overlap": overlap, "recalled": recalled}


def scorer_named(name: str) -> Scorer:
    """A scorer by its name here, or of one's own as `module:function`. Raises `InvalidInput`."""
    if name in SCORERS:
        return SCORERS[name]
    module, separator, function = name.partition(":")
    if not separator:
        raise InvalidInput("scorer", f"{name!r} is none of {', '.join(SCORERS)}, nor module:function")
    try:
        found: Scorer = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise InvalidInput("scorer", f"{name!r} cannot be loaded: {error}") from error
    if not callable(found):
        raise InvalidInput("scorer", f"{name!r} is not a function")
    return found
