"""What became of the register between two days, in words with the names, adding up to the figures of the reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer, StatusChange
from db.models.operation import JournalRow, Operation
from db.models.place import Area
from db.models.upkeep import Merger
from desktop.rules.employer_facts import ONE_DAY, EmployerFacts, standing
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook
from desktop.work import asof, editing, facts
from desktop.work.problem import Problem

NEW, GONE, BACK, STATUS, CHANGED, MERGED = "新增", "核减", "恢复", "状态", "变更", "合并"
KINDS = (NEW, BACK, GONE, STATUS, CHANGED, MERGED)
QUIET = frozenset({"verified_on", "verified_by", "verified_how", "status", "status_since", "status_reason"})


@dataclass(frozen=True, slots=True)
class FieldMove:
    """One field of one employer, before and after."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one employer. `on`: the day it counts for; `said`: the sentence with the name."""

    kind: str
    employer_id: int
    name: str
    credit_code: str | None
    village: str | None
    on: date
    said: str
    moves: tuple[FieldMove, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Between the first and the last day, both included. Entered and left are figure A09 of a period of these days."""

    first: date
    last: date
    listed_before: int  # A01 at the end of the day before `first`
    listed_after: int  # A01 at the end of `last`
    hazardous_before: int  # A02
    hazardous_after: int
    entered: int
    left: int
    events: tuple[Event, ...]

    def of(self, *kinds: str) -> tuple[Event, ...]:
        """The events of these kinds, in order."""
        return tuple(event for event in self.events if event.kind in kinds)

    @property
    def sentence(self) -> str:
        """How the one count becomes the other."""
        before = self.first - ONE_DAY
        return (
            f"{before} 在册 {self.listed_before} 家，增加 {self.entered} 家、核减 {self.left} 家，"
            f"{self.last} 在册 {self.listed_after} 家；存在职业病危害的由 {self.hazardous_before} 家变为"
            f" {self.hazardous_after} 家。"
        )


def between(session: Session, first: date, last: date, rulebook: Rulebook) -> Changes:
    """Everything that happened from `first` to `last`. Raises Problem when the days are in the wrong order."""
    if first > last:
        raise Problem(f"起始日期 {first} 在截止日期 {last} 之后。", "请把较早的日期填在前面。")
    known = facts.employers(session)
    start = asof.register_on(session, first - ONE_DAY, rulebook, known=known)
    end = asof.register_on(session, last, rulebook, known=known)
    by = asof.measured(last, rulebook, since=first)
    tell = _Telling(session, rulebook, first, last)
    events: list[Event] = []
    entered = left = 0
    for entry in known:
        moved = standing(entry, None, by)
        entered, left = entered + len(moved.entered), left + len(moved.left)
        events += tell.movements(entry, moved.entered, moved.left)
    events += tell.edits({event.employer_id for event in events if event.kind == NEW})
    events += tell.mergers()
    order = {kind: place for place, kind in enumerate(KINDS)}
    events.sort(key=lambda event: (order[event.kind], event.on, event.name, event.employer_id))
    return Changes(
        first, last, len(start.listed), len(end.listed), len(start.hazardous), len(end.hazardous),
        entered, left, tuple(events),
    )  # fmt: skip


class _Telling:
    """Movements and edits as sentences."""

    def __init__(self, session: Session, rulebook: Rulebook, first: date, last: date) -> None:
        self._session, self._rulebook, self._first, self._last = session, rulebook, first, last
        self._listed = rulebook.codes.get("status").flagged("in_register")
        self._places = {area: name for area, name in session.execute(select(Area.id, Area.name))}
        self._codes = {number: code for number, code in session.execute(select(Employer.id, Employer.credit_code))}
        self._reasons = {
            (owner, since): reason
            for owner, since, reason in session.execute(
                select(StatusChange.employer_id, StatusChange.since, StatusChange.reason).where(
                    StatusChange.since.between(first, last)
                )
            )
        }

    def movements(self, entry: EmployerFacts, entered: Iterable[date], left: Iterable[date]) -> list[Event]:
        coming, going = set(entered), set(left)
        codes = dict(entry.status)
        events = []
        for day in sorted(coming):
            kind = NEW if _first_time(entry, day) else BACK
            events.append(self._event(kind, entry, day, "列入台账" if kind == NEW else "恢复在册"))
        for day in sorted(going):
            events.append(self._event(GONE, entry, day, self._because(entry, day, codes.get(day) or "移出台账")))
        for since, code in entry.status:
            if since and self._first <= since <= self._last and since not in coming | going and code in self._listed:
                events += [self._event(STATUS, entry, since, self._because(entry, since, f"转为{code}"))]
        return events

    def _because(self, entry: EmployerFacts, day: date, words: str) -> str:
        reason = self._reasons.get((entry.id, day))
        return f"{words}（{reason}）" if reason and reason != words else words

    def _event(self, kind: str, entry: EmployerFacts, day: date, words: str) -> Event:
        where = f"（{entry.village}）" if entry.village else ""
        said = f"{day} {entry.name}{where}{words}"
        return Event(kind, entry.id, entry.name, self._codes.get(entry.id), entry.village, day, said)

    def edits(self, new: set[int]) -> list[Event]:
        """What was rewritten on these days, the net of it, by employer. The writing down of a new one is no change."""
        fields = {field.column: field for field in self._rulebook.fields.values() if field.key not in QUIET}
        events = []
        for owner, (day, before, after) in self._net("employer").items():
            if not before or not after or owner in new:
                continue
            moves = tuple(
                FieldMove(field.key, field.label, self._shown(field, before[column]), self._shown(field, after[column]))
                for column, field in fields.items()
                if column in before and before[column] != after.get(column)
            )
            if moves:
                events.append(self._edited(owner, after, day, moves))
        return events

    def _shown(self, field: Field, value: object) -> str:
        return editing.shown(self._session, field, value, self._rulebook)

    def _edited(self, owner: int, image: dict[str, Any], day: date, moves: tuple[FieldMove, ...]) -> Event:
        village = self._places.get(image.get("area_id") or 0)
        said = "；".join(f"{move.label} {move.before} → {move.after}" for move in moves).replace("\n", "、")
        where = f"（{village}）" if village else ""
        return Event(CHANGED, owner, image["name"], image["credit_code"], village, day,
                     f"{day} {image['name']}{where}{said}", moves)  # fmt: skip

    def _net(self, table: str) -> dict[int, tuple[date, dict[str, Any], dict[str, Any]]]:
        """First and last image, with the day of the last one, of every row written on these days.

        Of a row that was first written down on these days, the first image is what was written then.
        """
        since, until = (datetime.combine(day, time()) for day in (self._first, self._last + timedelta(days=1)))
        query = (
            select(JournalRow.key, JournalRow.before, JournalRow.after, Operation.at)
            .join(Operation, Operation.id == JournalRow.operation_id)
            .where(JournalRow.tbl == table, Operation.at >= since, Operation.at < until)
            .order_by(JournalRow.id)
        )
        raw: dict[int, tuple[datetime, str | None, str | None]] = {}
        for key, before, after, at in self._session.execute(query):
            raw[key] = (at, raw[key][1] if key in raw else before or after, after)
        return {
            key: (at.date(), json.loads(before or "{}"), json.loads(after or "{}"))
            for key, (at, before, after) in raw.items()
            if before != after and before and after
        }

    def mergers(self) -> list[Event]:
        query = (
            select(Merger.name, Merger.merged_on, Employer.id, Employer.name, Employer.credit_code, Area.name)
            .join(Employer, Employer.id == Merger.employer_id)
            .outerjoin(Area, Area.id == Employer.area_id)
            .where(Merger.merged_on.between(self._first, self._last))
        )
        return [
            Event(MERGED, owner, name, code, village, day, f"{day} “{other}”并入“{name}”（同一家登记了两次）")
            for other, day, owner, name, code, village in self._session.execute(query)
        ]


def _first_time(entry: EmployerFacts, day: date) -> bool:
    if entry.registered_on is not None:
        return entry.registered_on == day
    return not any(since and since < day for since, _ in entry.status)


def plain(found: Changes) -> dict[str, Any]:
    """The changes as the commands print them."""
    groups = {"new": (NEW,), "back": (BACK,), "gone": (GONE,), "status": (STATUS,), "changed": (CHANGED,),
              "merged": (MERGED,)}  # fmt: skip
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "said": found.sentence,
        "figures": {
            "A01": {"before": found.listed_before, "after": found.listed_after},
            "A02": {"before": found.hazardous_before, "after": found.hazardous_after},
            "A09": {"新增": found.entered, "核减": found.left},
        },
    } | {
        name: [
            {
                "name": event.name, "credit_code": event.credit_code, "village": event.village,
                "on": event.on.isoformat(), "said": event.said,
                **({"fields": [vars_of(move) for move in event.moves]} if event.moves else {}),
            }
            for event in found.of(*kinds)
        ]
        for name, kinds in groups.items()
    }  # fmt: skip


def vars_of(move: FieldMove) -> dict[str, str]:
    """One field's move as plain values."""
    return {"field": move.field, "label": move.label, "before": move.before, "after": move.after}


def write(found: Changes, path: Path, *, made_on: date, office: str = "") -> None:
    """Write the changes as .xlsx, or as .pdf for paper. Raises Problem when the file cannot be written."""
    title = f"企业台账变化（{found.first} 至 {found.last}）"
    try:
        if path.suffix.lower() == ".pdf":
            _print(found, path, title, office, made_on)
        else:
            _tabulate(found, path, title, made_on)
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{path.name}", "如果它正在 WPS 里打开，请先关闭，或换一个文件名。", "台账没有改动。"
        ) from error


def _print(found: Changes, path: Path, title: str, office: str, made_on: date) -> None:
    from desktop.report import list_1
    from desktop.report.card_1 import Sender
    from desktop.report.file_1 import Ledger

    head = ("类别", "日期", "单位名称", "村（社区）", "变化")
    rows = ((event.kind, str(event.on), event.name, event.village or "未登记", event.said) for event in found.events)
    listed = Ledger(title, head, tuple(rows), "这段时间没有变化。")
    list_1.write(path, listed, found.sentence, Sender(office or "企业台账", made_on))


def _tabulate(found: Changes, path: Path, title: str, made_on: date) -> None:
    from desktop.report.registerlist import ListColumn, write_register

    heads = [
        ListColumn("类别", "text", 10, ""), ListColumn("日期", "date", 12, ""), ListColumn("单位名称", "text", 32, ""),
        ListColumn("统一社会信用代码", "code", 22, ""), ListColumn("村（社区）", "text", 14, ""),
        ListColumn("变化", "text", 80, ""),
    ]  # fmt: skip
    lines = ([event.kind, event.on, event.name, event.credit_code, event.village, event.said] for event in found.events)
    write_register(path, lines, heads, title=title, made_on=made_on)
