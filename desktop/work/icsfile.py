"""Calendar files (.ics, RFC 5545): how lines are cut, text is written out, and a file of events is kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop.work.problem import Problem

WIDEST = 75  # octets of a line, without its end (RFC 5545, 3.1)
ENDING = "\r\n"


def calendar(name: str, product: str, events: Iterable[Iterable[str]]) -> str:
    """A calendar of these events, each given as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//zhikang//{product}//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{name}"]  # fmt: skip
    for event in events:
        lines += event
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + ENDING for line in lines)


def write(text: str, file: Path, kept: str) -> int:
    """Write a calendar as UTF-8; gives the number of events. Raises Problem when it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise Problem(f"文件写不出来：{file.name}", "请换一个文件夹再试。", kept) from error
    return text.count("BEGIN:VEVENT")


def folded(line: str) -> str:
    """A line cut into pieces of at most 75 octets, never inside a character; each further piece begins with a space."""
    pieces, piece, room = [], "", WIDEST
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            pieces.append(piece)
            piece, room = "", WIDEST - 1
        piece += character
        room -= size
    return f"{ENDING} ".join([*pieces, piece])


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line ends are written out."""
    for plain, code in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, code)
    return text
