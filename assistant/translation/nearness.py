"""Whether a text is nearly one of many others: by the runs of four letters they share, whatever the spelling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from assistant.text.arabic import fold, squeeze
from assistant.translation.tokens import western_digits

_ALIKE = 0.5  # of the runs of both together


class Near:
    """Holds texts, and tells of others whether they share half of their runs with one of these."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for text in texts:
            runs = _runs(text)
            for run in runs:
                self._holders[run].append(len(self._sizes))
            self._sizes.append(len(runs))

    def to(self, text: str) -> bool:
        """Whether one of the texts held is nearly this one."""
        runs = _runs(text)
        shared: Counter[int] = Counter()
        for run in runs:
            shared.update(self._holders.get(run, ()))
        return any(
            count >= _ALIKE * (len(runs) + self._sizes[place] - count) for place, count in shared.items()
        )


def _runs(text: str) -> set[str]:
    words = f" {' '.join(squeeze(fold(western_digits(text))).lower().split())} "
    return {words[start : start + 4] for start in range(max(1, len(words) - 3))}
