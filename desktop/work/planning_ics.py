"""Planned visits as a calendar file, for the phones of those who go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from desktop.work import icsfile
from desktop.work.icsfile import escaped
from desktop.work.planning_rows import DROPPED, VisitRow


def calendar(found: Iterable[VisitRow], on: date) -> str:
    """One all-day event for each visit that has a day and was not cancelled."""
    events = [_event(row, row.on, on) for row in found if row.on is not None and row.state != DROPPED]
    return icsfile.calendar("职业健康巡查", "patrol", events)


def write(found: Iterable[VisitRow], file: Path, on: date) -> int:
    """Write the calendar as UTF-8; gives the number of events. Raises Problem when it cannot be written."""
    return icsfile.write(calendar(found, on), file, "计划没有改动。")


def _event(row: VisitRow, day: date, on: date) -> list[str]:
    told = [f"{row.crew or ''}（{'、'.join(row.names)}）第 {row.position or '—'} 家，{row.kind}", row.reason]
    if reach := " ".join(filter(None, (row.contact, row.phone))):
        told.append(f"联系：{reach}")
    place = " ".join(filter(None, (row.village, row.address)))
    uid = hashlib.sha256(f"visit|{row.id}".encode()).hexdigest()[:24]  # a moved visit replaces itself
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}@zhikang",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'巡查 {row.employer}')}",
        f"DESCRIPTION:{escaped(chr(10).join(filter(None, told)))}",
        "CATEGORIES:巡查",
    ]
    return [*lines, *([f"LOCATION:{escaped(place)}"] if place else []), "END:VEVENT"]
