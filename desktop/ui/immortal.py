"""Keeps None, True and False alive under Python 3.11.

PySide6 6.12.0 returns them without taking a reference, which only Python 3.12 and later forgive: there they are
immortal. Measured on 3.11.7: every call that gives None and every emitted signal takes one reference away, and after
some thousand calls the program dies with “Fatal Python error: none_dealloc”. PySide6 6.11.3 is free of it.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 40  # references: more than a window can lose in a hundred years


def hold() -> None:
    """Give the three singletons references to spare, once a run; later Pythons need nothing."""
    if sys.version_info >= (3, 12) or sys.maxsize < PLENTY:
        return
    for single in (None, True, False):
        if sys.getrefcount(single) < PLENTY // 2:
            ctypes.c_ssize_t.from_address(id(single)).value += PLENTY
