"""Single key presses from the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def key_presses() -> Iterator[Callable[[], str]]:
    """Gives a function that waits for one key, without Enter; the end of input and Ctrl-C count as q.

    The terminal is switched once for all, so that keys typed ahead are not lost. Piped input gives its characters.
    """
    if not sys.stdin.isatty():
        yield lambda: sys.stdin.read(1) or "q"
        return
    try:
        import termios
        import tty
    except ImportError:  # no such terminal on this system
        import click

        yield lambda: str(click.getchar())
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)

    def read() -> str:
        try:
            return os.read(terminal, 1).decode("ascii", "ignore") or "q"
        except KeyboardInterrupt:
            return "q"

    try:
        yield read
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
