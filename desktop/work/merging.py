"""Two records of one employer made one: gaps are filled, nothing that stands is overwritten unless a person says so."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, delete, insert, or_, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from db import search
from db.models.employer import Employer, StatusChange
from db.models.everything import Table
from db.models.hazard import Exposure
from db.models.ledger import TestReport, TestResult
from db.models.upkeep import Merger, NotDuplicate
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook
from desktop.work import editing, findings_tests, grading
from desktop.work.change import Change
from desktop.work.problem import Problem

Row = dict[str, Any]
OURS = ("id", "name", "former_names", "status", "status_since", "status_reason", "registered_on", "pinyin", "sort_key")
# What makes two lines of a ledger the same event. Lines of other ledgers are kept side by side unless wholly equal.
TOLD_BY = {
    "hazard_class": ("hazard_class",), "exposure": ("written", "workshop", "post"),
    "declaration": ("declared_on", "kind"),
    "test_report": ("tested_on", "kind"), "health_exam": ("year", "kind", "examined_on"),
    "training": ("trained_on", "audience"), "labour_standing": ("counted_on",), "commitment": ("version", "signed_on"),
    "management_grade": ("graded_on",),
}  # fmt: skip
SPECIAL = {"registered_on": "earlier", "former_names": "joined", "factors": "joined", "status_since": "status",
           "status_reason": "status"}  # fmt: skip
APART = {"status_change", "not_duplicate", "merger"}  # dealt with by themselves


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a pair.

    what: same, gap (the other fills it), only (ours stands alone), differs; earlier (the earlier day stands),
    joined (both are kept), status (goes with 经营状态).
    """

    field: str
    label: str
    ours: str
    theirs: str
    what: str


def compare(session: Session, keep: int, other: int, rulebook: Rulebook) -> list[Difference]:
    """Every field that is known of either, side by side, in the order of the card. Raises Problem if one is gone."""
    ours, theirs = _both(session, keep, other)
    found = []
    for field in rulebook.fields.values():
        if field.kind == "factors":
            mine, yours = (_factors(session, employer) for employer in (keep, other))
        else:
            mine, yours = getattr(ours, field.column), getattr(theirs, field.column)
        if mine is None and yours is None:
            continue
        what = "same" if mine == yours else "gap" if mine is None else "only" if yours is None else "differs"
        if what != "same":
            what = SPECIAL.get(field.key, what)
        found.append(
            Difference(field.key, field.label, _told(session, field, mine, rulebook),
                       _told(session, field, yours, rulebook), what)
        )  # fmt: skip
    return found


def merge(
    session: Session, keep: int, other: int, *, rulebook: Rulebook, on: date, prefer: Collection[str] = ()
) -> Change:
    """Make two records one: `keep` stays, what it lacks comes from `other`, all ledgers come together, one undo.

    prefer: field keys in which the other's value is to stand. The other's name becomes a former name; its own values,
    also those not taken over, stay with the merger, and its history is told with that of the kept one.
    Raises Problem when one is gone or both are the same.
    """
    ours, theirs = _both(session, keep, other)
    contents = _plain(theirs)
    taken = _values(ours, theirs, {rulebook.fields[key].column for key in prefer if key in rulebook.fields})
    _extend_history(session, ours, theirs)
    for table in Table.metadata.sorted_tables:
        for column in _references(table):
            _bring_over(session, table, column, keep, other)
    _repoint_decisions(session, keep, other)
    session.execute(update(Merger).where(Merger.employer_id == other).values(employer_id=keep))
    session.flush()
    session.expunge(theirs)
    session.execute(delete(Employer).where(Employer.id == other))
    session.execute(update(Employer).where(Employer.id == keep).values(**taken))
    session.execute(
        insert(Merger).values(
            employer_id=keep, former_id=other, name=contents["name"], credit_code=contents["credit_code"],
            merged_on=on, contents=json.dumps(contents, ensure_ascii=False, default=str),
        )
    )  # fmt: skip
    session.expire_all()
    findings_tests.follow(session, rulebook, on, [keep])
    grading.regrade(session, rulebook, on, [keep])
    return Change(f"已合并：“{contents['name']}”并入“{taken['name']}”", frozenset((keep, other)), listed=True)


def _both(session: Session, keep: int, other: int) -> tuple[Employer, Employer]:
    if keep == other:
        raise Problem("这是同一条记录。", "请选择两家不同的企业。")
    ours, theirs = session.get(Employer, keep), session.get(Employer, other)
    if ours is None or theirs is None:
        raise Problem("其中一家已经不在台账里。", "请重新查找重复企业。")
    return ours, theirs


def _plain(row: Table) -> Row:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns if column.computed is None}


def _values(ours: Employer, theirs: Employer, prefer: Collection[str]) -> Row:
    """The columns of the one record: ours, the gaps from theirs, and theirs where a person prefers them."""
    mine, yours = _plain(ours), _plain(theirs)
    found = {
        key: yours[key] if key in prefer and yours[key] is not None else value if value is not None else yours[key]
        for key, value in mine.items()
        if key not in OURS
    }
    if found["credit_code"]:
        found["unlicensed"] = None
    name = yours["name"] if "name" in prefer else mine["name"]
    names = (*_lines(mine["former_names"]), mine["name"], *_lines(yours["former_names"]), yours["name"])
    found["former_names"] = "\n".join(dict.fromkeys(line for line in names if line != name)) or None
    found["name"] = name
    found["pinyin"], found["sort_key"] = search.key(name, found["former_names"])
    earlier = (mine["registered_on"], yours["registered_on"])
    found["registered_on"] = None if None in earlier else min(earlier)
    if "status" in prefer:
        found |= {key: yours[key] for key in ("status", "status_since", "status_reason")}
    return found


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").split("\n") if line.strip()]


def _extend_history(session: Session, ours: Employer, theirs: Employer) -> None:
    """What the other was before ours begins belongs to the one employer; after that, ours stands."""
    first = session.scalar(
        select(StatusChange.since).where(StatusChange.employer_id == ours.id).order_by(StatusChange.since).limit(1)
    )
    earlier = update(StatusChange).where(StatusChange.employer_id == theirs.id).values(employer_id=ours.id)
    if first is not None:
        session.execute(earlier.where(StatusChange.since < first))


def _references(table: SqlTable) -> Iterable[str]:
    if table.name in APART:
        return
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.name == "employer":
            yield constraint.column_keys[0]


def _bring_over(session: Session, table: SqlTable, column: str, keep: int, other: int) -> None:
    """Give the other's lines to the kept employer; a line that says the same fills the gaps of ours instead."""
    owner, key = table.c[column], table.c.id
    theirs = [dict(row) for row in session.execute(select(table).where(owner == other)).mappings()]
    if not theirs:
        return
    ours = [dict(row) for row in session.execute(select(table).where(owner == keep)).mappings()]
    must = [{c.name for c in u.columns} for u in table.constraints if isinstance(u, UniqueConstraint)]
    forced = next((names - {column} for names in must if column in names), None)
    for line in theirs:
        twin = _twin(line, ours, TOLD_BY.get(table.name), forced, {"id", column})
        if twin is None:
            session.execute(update(table).where(key == line["id"]).values({column: keep}))
            continue
        gaps = {name: value for name, value in line.items() if twin[name] is None and value is not None}
        if gaps:
            session.execute(update(table).where(key == twin["id"]).values(**gaps))
        if table.name == TestReport.__tablename__:
            _bring_results(session, twin["id"], line["id"])
        session.execute(delete(table).where(key == line["id"]))


def _twin(
    line: Row, ours: list[Row], told_by: tuple[str, ...] | None, forced: set[str] | None, own: set[str]
) -> Row | None:
    for mine in ours:
        if forced and all(mine[name] == line[name] for name in forced):
            return mine  # the table allows one only
        differing = {name for name in line if name not in own and mine[name] != line[name]}
        if told_by is None:
            if not differing:
                return mine
        elif all(mine[name] == line[name] for name in told_by) and all(
            None in (mine[name], line[name]) for name in differing
        ):
            return mine
    return None


def _bring_results(session: Session, ours: int, theirs: int) -> None:
    held = set(session.scalars(select(TestResult.written).where(TestResult.report_id == ours)))
    move = update(TestResult).where(TestResult.report_id == theirs, TestResult.written.not_in(held))
    session.execute(move.values(report_id=ours))


def _repoint_decisions(session: Session, keep: int, other: int) -> None:
    """“Not the same as a third” holds of the one record as well."""
    mine = or_(NotDuplicate.one_id == other, NotDuplicate.other_id == other)
    rows = session.execute(select(NotDuplicate.one_id, NotDuplicate.other_id, NotDuplicate.decided_on).where(mine))
    thirds = {(one if one != other else two): day for one, two, day in rows.all()}
    for third, day in thirds.items():
        first, second = sorted((keep, third))
        held = select(NotDuplicate.id).where(NotDuplicate.one_id == first, NotDuplicate.other_id == second)
        if third != keep and session.scalar(held) is None:
            session.add(NotDuplicate(one_id=first, other_id=second, decided_on=day))
    session.execute(delete(NotDuplicate).where(mine))


def _factors(session: Session, employer: int) -> str | None:
    written = session.scalars(select(Exposure.written).where(Exposure.employer_id == employer).order_by(Exposure.id))
    return "、".join(dict.fromkeys(written)) or None


def _told(session: Session, field: Field, value: object, rulebook: Rulebook) -> str:
    if field.kind == "factors":
        return str(value) if value else editing.UNKNOWN
    return editing.shown(session, field, value, rulebook).replace("\n", "、")
