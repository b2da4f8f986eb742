"""The register as of any date: who stood in it, in which state, what was known - by the rules of the reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Boolean, Date, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.employer import Employer, StatusChange
from db.models.ledger import Declaration, HealthExam, TestReport
from db.models.operation import JournalRow, Operation
from db.models.place import Area
from db.models.verdict import RiskAssessment
from desktop.rules.employer_facts import EmployerFacts, Standing, Yardstick, standing, status_on, yardstick
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period
from desktop.work import columnvalues, employer_file, facts, register
from desktop.work.employer_file import EmployerFile
from desktop.work.problem import Problem
from desktop.work.register import EmployerRow, Query

DayColumn = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
DATED = {
    "status_change": "since", "declaration": "declared_on", "test_report": "tested_on", "health_exam": "examined_on",
    "training": "trained_on", "labour_standing": "counted_on", "commitment": "signed_on",
    "management_grade": "graded_on", "trained_person": "trained_on", "job_change": "changed_on",
    "outside_check": "checked_on", "incident": "happened_on", "honour": "granted_on", "finding": "opened_on",
    "equipment_issue": "issued_on", "warning_sign": "placed_on", "protective_facility": "in_use_on",
    "labour_agency": "since", "risk_assessment": "assessed_on", "attachment": "added_on",
}  # fmt: skip
KEPT_BY_ROW = ("name", "credit_code", "address", "contact", "phone", "size", "staff", "exposed_workers")


@dataclass(frozen=True, slots=True)
class RegisterOn:
    """Who stood in the register at the end of a day. The counts are figures A01 and A02 of a period that ends then."""

    on: date
    standings: tuple[Standing, ...]

    @property
    def listed(self) -> tuple[int, ...]:
        """A01: in the register."""
        return tuple(entry.id for entry in self.standings if entry.in_register)

    @property
    def hazardous(self) -> tuple[int, ...]:
        """A02: in operation, with a hazard."""
        return tuple(entry.id for entry in self.standings if entry.counted)

    @property
    def uncertain(self) -> tuple[int, ...]:
        """Those of whom nothing tells whether they belonged to it."""
        return tuple(entry.id for entry in self.standings if entry.in_register is None)


def measured(on: date, rulebook: Rulebook, since: date | None = None) -> Yardstick:
    """What a standing at the end of `on` is measured with; movements count from `since` (None: 1 January)."""
    return replace(yardstick(Period.quarter_of(on), rulebook), end=on, year_start=since or date(on.year, 1, 1))


def register_on(session: Session, on: date, rulebook: Rulebook, *, known: Sequence[EmployerFacts] = ()) -> RegisterOn:
    """The register at the end of `on`. `known`: the facts, when the caller has them already."""
    by = measured(on, rulebook)
    employers = known or facts.employers(session)
    return RegisterOn(on, tuple(standing(entry, None, by) for entry in employers))


def narrowed(session: Session, asked: Query, on: date, rulebook: Rulebook) -> Query:
    """What is asked, of those who stood in the register at the end of `on`; their lines as they were then.

    Grades and statuses are held against the conditions as of that day, everything else as it is today.
    """
    listed = register_on(session, on, rulebook).listed
    kept = listed if asked.ids is None else tuple(number for number in listed if number in set(asked.ids))
    return by_status(session, replace(asked, ids=kept, on=on), rulebook)


def by_status(session: Session, asked: Query, rulebook: Rulebook) -> Query:
    """The same question with what it asks of the status answered as of its day, if it has one."""
    words = [condition for condition in asked.conditions if condition.kind == "status"]
    if asked.on is None or asked.ids is None or not (asked.statuses or words):
        return asked
    states = statuses(session, asked.on, asked.ids, rulebook)

    def meets(number: int) -> bool:
        state = states.get(number)
        listed = not asked.statuses or state in asked.statuses
        return listed and all((state in word.values) is not word.negated for word in words)

    rest = tuple(condition for condition in asked.conditions if condition not in words)
    return replace(asked, statuses=(), conditions=rest, ids=tuple(filter(meets, asked.ids)))


def refuse_future(on: date, today: date) -> None:
    """Raise Problem for a day that has not come yet."""
    if on > today:
        raise Problem(f"{on} 还没有到。", f"请填今天（{today}）或以前的日期。")


def rows(session: Session, ids: Sequence[int], on: date, rulebook: Rulebook) -> dict[int, EmployerRow]:
    """Lines of the register as they stood at the end of `on`; a missing id is no longer kept at all."""
    now = register.rows(session, ids)
    if not now:
        return {}
    wanted = list(now)
    images, states = _images(session, on, wanted), statuses(session, on, wanted, rulebook)
    villages: dict[int | None, str] = {area: name for area, name in session.execute(select(Area.id, Area.name))}
    latest = {
        key: _latest(session, column, owner, wanted, on)
        for key, column, owner in (
            ("declared_on", Declaration.declared_on, Declaration.employer_id),
            ("tested_on", TestReport.tested_on, TestReport.employer_id),
            ("examined_on", HealthExam.examined_on, HealthExam.employer_id),
        )
    }
    verdicts = _verdicts(session, wanted, on)
    found = {}
    for employer, row in now.items():
        image = images.get(employer, {})
        then: dict[str, Any] = {key: image[key] for key in KEPT_BY_ROW if key in image}
        if "area_id" in image:
            then["village"] = villages.get(image["area_id"])
        then |= {key: days.get(employer) for key, days in latest.items()}
        verdict = verdicts.get(employer)
        for key in ("level", "management", "combined", "edition", "because"):
            then[key] = getattr(verdict, key) if verdict else None
        then["unconfirmed"] = bool(verdict and verdict.unconfirmed)
        then["verified_on"] = _day(image["verified_on"]) if "verified_on" in image else row.verified_on
        if row.tested_on != then["tested_on"]:
            then["over_limit"] = None  # of a later test
        found[employer] = replace(row, status=states.get(employer) or row.status, **then)
    return found


def employer(session: Session, employer_id: int, on: date, rulebook: Rulebook) -> EmployerFile | None:
    """The file of one employer as known at the end of `on`: its fields then, its ledgers until then."""
    file = employer_file.detail(session, employer_id)
    if file is None:
        return None
    fields = dict(file.fields)
    image = _images(session, on, [employer_id]).get(employer_id, {})
    fields |= {key: _typed(key, value) for key, value in image.items() if key in fields}
    if "area_id" in image:
        fields["village"] = session.scalar(select(Area.name).where(Area.id == image["area_id"]))
    fields["status"] = statuses(session, on, [employer_id], rulebook).get(employer_id) or fields["status"]
    ledgers = {
        name: [line for line in lines if not isinstance(day := line.get(DATED.get(name, "")), date) or day <= on]
        for name, lines in file.ledgers.items()
    }
    reports = {line["id"] for line in ledgers["test_report"]}
    ledgers["test_result"] = [line for line in ledgers["test_result"] if line["report_id"] in reports]
    return EmployerFile(file.id, str(fields["name"]), fields["village"], fields, ledgers)


def statuses(session: Session, on: date, ids: Sequence[int], rulebook: Rulebook) -> dict[int, str | None]:
    """The status of these employers at the end of `on`; None: not known."""
    ends = rulebook.codes.get("status").flagged("ends")
    dated: dict[int, list[tuple[date | None, str]]] = {}
    query = select(StatusChange.employer_id, StatusChange.since, StatusChange.status).order_by(StatusChange.since)
    for owner, since, code in session.execute(query.where(StatusChange.employer_id.in_(ids))):
        dated.setdefault(owner, []).append((since, code))
    now = select(Employer.id, Employer.name, Employer.status_since, Employer.status).where(Employer.id.in_(ids))
    return {
        owner: status_on(EmployerFacts(owner, name, None, tuple(dated.get(owner, [(since, code)]))), on, ends)
        for owner, name, since, code in session.execute(now)
    }


def fields(session: Session, ids: Sequence[int], on: date) -> dict[int, dict[str, Any]]:
    """The fields of these employers by column at the end of `on`, where they were changed since; else nothing."""
    columns = Employer.__table__.columns
    return {
        number: {key: _typed(key, value) for key, value in image.items() if key in columns}
        for number, image in _images(session, on, ids).items()
    }


def with_fields(
    session: Session, rows: Mapping[int, EmployerRow], columns: Sequence[str], on: date
) -> dict[int, EmployerRow]:
    """These lines with further columns of the employers, as they were at the end of `on`."""
    now, then = columnvalues.with_fields(session, rows, columns), fields(session, list(rows), on)
    return {
        number: replace(row, more={**row.more, **{c: v for c, v in then.get(number, {}).items() if c in columns}})
        for number, row in now.items()
    }


def _images(session: Session, on: date, ids: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """The row of each employer at the end of `on`, where it was changed since; else nothing stands here for it.

    One that was first written down later is taken as it was written then.
    """
    since = datetime.combine(on + timedelta(days=1), time())
    first = (
        select(func.min(JournalRow.id))
        .join(Operation, Operation.id == JournalRow.operation_id)
        .where(JournalRow.tbl == "employer", JournalRow.key.in_(ids), Operation.at >= since)
        .group_by(JournalRow.key)
    )
    query = select(JournalRow.key, func.coalesce(JournalRow.before, JournalRow.after)).where(JournalRow.id.in_(first))
    return {key: json.loads(image) for key, image in session.execute(query) if image}


def _latest(
    session: Session,
    column: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
    owner: InstrumentedAttribute[int],
    ids: Sequence[int],
    on: date,
) -> dict[int, date]:
    query = select(owner, func.max(column)).where(owner.in_(ids), column <= on).group_by(owner)
    return {employer_id: day for employer_id, day in session.execute(query) if day is not None}


def _verdicts(session: Session, ids: Sequence[int], on: date) -> dict[int, RiskAssessment]:
    newest = (
        select(func.max(RiskAssessment.id))
        .where(RiskAssessment.employer_id.in_(ids), RiskAssessment.assessed_on <= on)
        .group_by(RiskAssessment.employer_id)
    )
    return {
        row.employer_id: row for row in session.scalars(select(RiskAssessment).where(RiskAssessment.id.in_(newest)))
    }


def _typed(key: str, value: object) -> object:
    """A value of an image as its column holds it."""
    kind = Employer.__table__.columns[key].type
    if isinstance(kind, Date):
        return _day(value)
    return bool(value) if isinstance(kind, Boolean) and value is not None else value


def _day(value: object) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None
