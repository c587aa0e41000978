"""Plots as SVG text, drawn in the page's own colours so that light and dark both work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.curves import Point
from evals.statistics import Estimate

_WIDE = 240
_ROW = 22
_NAMES = 190
_SIDE = 230
_EDGE = 44


def interval(estimate: Estimate, baselines: Mapping[str, float] | None = None) -> str:
    """A figure between 0 and 1 on a track: dot, 95% band, and a hollow mark for each answer without a model."""
    drawn = [
        f'<path class="track" d="M0 7v8M{_WIDE / 2:g} 9v4M{_WIDE} 7v8M0 11h{_WIDE}"/>',
        _band(estimate, 0, 11),
    ]
    for name, value in (baselines or {}).items():
        drawn.append(
            f'<rect class="baseline" x="{_x(value) - 3.5:.1f}" y="7.5" width="7" height="7" '
            f'transform="rotate(45 {_x(value):.1f} 11)"><title>{escape(name)}: {value:.3f}</title></rect>'
        )
    return _svg(_WIDE + 10, _ROW, drawn, f"{estimate}", left=-5)


def forest(rows: Mapping[str, Estimate], whole: Estimate) -> str:
    """Figures by slice under each other, the figure of all samples as a line through them."""
    height = _ROW * len(rows) + 20
    line = _NAMES + _x(whole.value)
    drawn = [f'<line class="whole" x1="{line:.1f}" y1="0" x2="{line:.1f}" y2="{height - 18}"/>']
    for place, (name, estimate) in enumerate(rows.items()):
        y = place * _ROW + 11
        drawn += [
            f'<text class="end" x="{_NAMES - 10}" y="{y + 4}">{escape(name)}</text>',
            f'<line class="track" x1="{_NAMES}" y1="{y}" x2="{_NAMES + _WIDE}" y2="{y}"/>',
            _band(estimate, _NAMES, y),
            f'<text x="{_NAMES + _WIDE + 12}" y="{y + 4}">{estimate.value:.2f}'
            f'<tspan class="faint" dx="6">n={estimate.n}</tspan></text>',
        ]
    for tick in (0, 0.5, 1):
        drawn.append(f'<text class="middle faint" x="{_NAMES + _x(tick)}" y="{height - 4}">{tick:g}</text>')
    return _svg(_NAMES + _WIDE + 110, height, drawn, "score by slice")


def confusion(table: Mapping[str, Mapping[str, int]]) -> str:
    """Rows are the truth, columns the answers; a cell is as dark as its part of the row."""
    truths = list(table)
    answers = [*truths, *sorted({name for row in table.values() for name in row} - set(truths))]
    size, top = 30, 130
    drawn = []
    for column, name in enumerate(answers):
        x = _NAMES + column * size + size / 2 + 4
        drawn.append(f'<text transform="translate({x} {top - 8}) rotate(-55)">{escape(name)}</text>')
    for row, truth in enumerate(truths):
        total = sum(table[truth].values())
        y = top + row * size
        drawn.append(f'<text class="end" x="{_NAMES - 8}" y="{y + 19}">{escape(truth)}</text>')
        for column, name in enumerate(answers):
            n = table[truth].get(name, 0)
            kind = "right" if name == truth else "wrong"
            x = _NAMES + column * size
            drawn.append(
                f'<rect class="cell {kind}" x="{x}" y="{y}" width="{size - 2}" height="{size - 2}" '
                f'fill-opacity="{n / total:.2f}"><title>{escape(truth)} called {escape(name)}: {n} of {total}'
                "</title></rect>"
            )
            if n:
                drawn.append(
                    f'<text class="middle number{" dark" if n / total > 0.5 else ""}" x="{x + size / 2 - 1}" y="{y + 19}">{n}</text>'
                )
    return _svg(_NAMES + len(answers) * size + 90, top + len(truths) * size, drawn, "confusion")


def curve(points: Sequence[Point], across: str, up: str, *, diagonal: bool = False, line: bool = True) -> str:
    """Points in the unit square; a dot is as large as its samples are many where there is no line."""
    drawn = [
        f'<rect class="frame" x="{_EDGE}" y="10" width="{_SIDE}" height="{_SIDE}"/>',
        *(
            f'<text class="middle faint" x="{_EDGE + tick * _SIDE}" y="{_SIDE + 26}">{tick:g}</text>'
            f'<text class="end faint" x="{_EDGE - 6}" y="{14 + (1 - tick) * _SIDE}">{tick:g}</text>'
            for tick in (0, 0.5, 1)
        ),
        f'<text class="middle" x="{_EDGE + _SIDE / 2}" y="{_SIDE + 44}">{escape(across)}</text>',
        f'<text class="middle" transform="translate(14 {10 + _SIDE / 2}) rotate(-90)">{escape(up)}</text>',
    ]
    if diagonal:
        drawn.append(f'<path class="whole" d="M{_EDGE} {10 + _SIDE}L{_EDGE + _SIDE} 10"/>')
    places = [(_EDGE + p.x * _SIDE, 10 + (1 - p.y) * _SIDE) for p in points]
    if line:
        drawn.append(f'<path class="line" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>')
    most = max((p.n for p in points), default=1)
    for point, (x, y) in zip(points, places, strict=True):
        radius = 2 if line else 3 + 6 * (point.n / most) ** 0.5
        at = "" if point.at is None else f", from {point.at:.2f}"
        told = f"{across} {point.x:.2f}, {up} {point.y:.2f}, n={point.n}{at}"
        drawn.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{told}</title></circle>'
        )
    return _svg(_EDGE + _SIDE + 16, _SIDE + 52, drawn, f"{up} by {across}")


def _x(value: float) -> float:
    return min(max(value, 0.0), 1.0) * _WIDE


def _band(estimate: Estimate, left: float, y: float) -> str:
    low, high = left + _x(estimate.low), left + _x(estimate.high)
    return (
        f'<line class="band" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>'
        f'<circle class="dot" cx="{left + _x(estimate.value):.1f}" cy="{y}" r="4">'
        f"<title>{estimate}</title></circle>"
    )


def _svg(width: float, height: float, drawn: Sequence[str], told: str, left: float = 0) -> str:
    return (
        f'<svg viewBox="{left:g} 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'role="img" aria-label="{escape(told)}">{"".join(drawn)}</svg>'
    )
