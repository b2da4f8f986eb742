"""Where a line of Chinese may end: punctuation kept off line starts and ends, numbers and Latin words kept whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NO_START = frozenset("!%),.:;?]}·’”…—～、。〃々》」』】〕〗！＂％＇），．：；？］｀｜｝～￠℃‰°′″³²")
NO_END = frozenset("([{£¥‘“《「『【〔〖（．［｛￡￥＄$#№")
PAIRED = frozenset("—…")
RUN = re.compile(r"[A-Za-z0-9Α-Ωα-ω][A-Za-z0-9Α-Ωα-ωµ.,:/%+\-_@³²·]*")
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of the text; `last` ends a paragraph or stands before a forced break."""

    start: int
    end: int
    last: bool


def inside_runs(text: str) -> bytearray:
    """For each position whether it lies inside a number or Latin word, where no space may be opened."""
    inside = bytearray(len(text) + 1)
    for match in RUN.finditer(text):
        for position in range(match.start() + 1, match.end()):
            inside[position] = 1
    return inside


def break_lines(text: str, advances: Sequence[float], first: float, rest: float, squeeze: float = 0.0) -> list[Line]:
    """Cut `text` into lines at most `first` (the first one) or `rest` wide, in the unit of `advances`.

    A line may be up to `squeeze` too wide where it would otherwise be more than that too narrow; the caller then sets
    it closer. Spaces hang at the end of a line. A run wider than a whole line is cut; one character is always taken.
    """
    barred = _barred(text)
    runs = inside_runs(text)
    lines: list[Line] = []
    start = 0
    while start < len(text):
        room = rest if lines else first
        end, last = _line_end(text, advances, start, room)
        if not last:
            end = _best(start, end, barred, runs)
            end = _squeezed(text, advances, (start, end), (room, squeeze), (barred, runs))
            last = end == len(text) or text[end] == "\n"
        lines.append(Line(start, end, last))
        start = end + 1 if last else end
        while not last and start < len(text) and text[start] == " ":
            start += 1
    return lines or [Line(0, 0, True)]


def _squeezed(
    text: str,
    advances: Sequence[float],
    line: tuple[int, int],
    room: tuple[float, float],
    barred: tuple[bytearray, bytearray],
) -> int:
    """A later end than `line`'s, if what stands over there is less than what is missing here and fits the squeeze."""
    start, end = line
    width, squeeze = room
    used = sum(advances[start:end])
    missing = width - used
    for position in range(end, len(text)):
        if text[position] in "\n ":
            break
        used += advances[position]
        if used - width > min(squeeze, missing):
            break
        after = position + 1
        if used > width and (after == len(text) or not (barred[0][after] or barred[1][after])):
            return after
    return end


def _barred(text: str) -> bytearray:
    """Positions before which no line may start. A space counts as what stands beyond it: it is not drawn there."""
    barred = bytearray(len(text) + 1)
    for position in range(1, len(text)):
        before, after = text[position - 1], text[position]
        if before == " " or after == " ":
            before, after = text[:position].rstrip(" ")[-1:], text[position:].lstrip(" ")[:1]
        if after in NO_START or before in NO_END or (before == after and after in PAIRED):
            barred[position] = 1
    return barred


def _line_end(text: str, advances: Sequence[float], start: int, room: float) -> tuple[int, bool]:
    """The first position that does not fit, or the end of the paragraph."""
    used = 0.0
    for position in range(start, len(text)):
        if text[position] == "\n":
            return position, True
        used += advances[position]
        if used > room + TOLERANCE and position > start and text[position] != " ":
            return position, False
    return len(text), True


def _best(start: int, end: int, barred: bytearray, runs: bytearray) -> int:
    for position in range(end, start, -1):
        if not barred[position] and not runs[position]:
            return position
    return next((position for position in range(end, start, -1) if not barred[position]), end)
