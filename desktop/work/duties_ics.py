"""Due items as a calendar file (.ics, RFC 5545), for phones and mail programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from desktop.rules.duties import NOT_YET, Due
from desktop.work import icsfile
from desktop.work.duties import Item
from desktop.work.duties_words import subject
from desktop.work.icsfile import escaped


def calendar(items: Iterable[Item], on: date) -> str:
    """One all-day event for each item that has a date; the same items and day give the same text."""
    events = [_event(item, item.due.due, on) for item in items if item.due.due is not None]
    return icsfile.calendar("职业健康到期事项", "duties", events)


def write(items: Iterable[Item], file: Path, on: date) -> int:
    """Write the calendar as UTF-8; gives the number of events. Raises Problem when it cannot be written."""
    return icsfile.write(calendar(items, on), file, "台账没有改动。")


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
