"""Due items as a calendar file (.ics, RFC 5545), for phones and mail programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from desktop.rules.duties import NOT_YET, Due
from desktop.work.duties import Item
from desktop.work.duties_words import subject
from desktop.work.problem import Problem

WIDEST = 75  # octets of a line, without its end (RFC 5545, 3.1)
ENDING = "\r\n"


def calendar(items: Iterable[Item], on: date) -> str:
    """One all-day event for each item that has a date; the same items and day give the same text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//zhikang//duties//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", "X-WR-CALNAME:职业健康到期事项"]  # fmt: skip
    for item in items:
        if item.due.due is not None:
            lines += _event(item, item.due.due, on)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + ENDING for line in lines)


def write(items: Iterable[Item], file: Path, on: date) -> int:
    """Write the calendar as UTF-8; gives the number of events. Raises Problem when it cannot be written."""
    text = calendar(items, on)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise Problem(f"文件写不出来：{file.name}", "请换一个文件夹再试。", "台账没有改动。") from error
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


def _event(item: Item, day: date, on: date) -> list[str]:
    due, who = item.due, item.who
    told = [due.because, f"依据：{due.clause}", f"证明材料：{due.evidence}"]
    if reach := " ".join(filter(None, (who.contact, who.phone))):
        told.append(f"联系：{reach}")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_id(item, due)}@zhikang",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{who.name}：{subject(due)}（{due.state}）')}",
        f"DESCRIPTION:{escaped(chr(10).join(told))}",
        f"CATEGORIES:{escaped(due.group)}",
        "TRANSP:TRANSPARENT",
    ]
    if who.village:
        lines.append(f"LOCATION:{escaped(who.village)}")
    if due.standing == NOT_YET or day > on:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(subject(due))}",
            "TRIGGER:-P7D",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]


def _id(item: Item, due: Due) -> str:
    """The same obligation keeps its id, so that a second import replaces the first."""
    told = "|".join(map(str, (item.who.id, due.duty, due.factor, due.who, due.since, due.due)))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:24]
