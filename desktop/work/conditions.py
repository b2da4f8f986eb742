"""The words of the search box against this register: what they mean here, and as conditions of a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import search
from db.models.employer import Employer
from db.models.finding import Finding
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import Commitment, Declaration, HealthExam, TestReport, TestResult, Training
from db.models.patrol import Visit
from db.models.place import Area
from db.models.verdict import ManagementGrade
from desktop.rules import record_code, search_words
from desktop.rules.intervals import Interval
from desktop.rules.search_words import Condition, Entry, Understood, Unused, Vocabulary
from desktop.rules.tables import Rulebook
from desktop.work import duties_board, settings

GRADED = ("level", "combined", "management")  # conditions on the newest verdict
LEDGERS: dict[str, tuple[InstrumentedAttribute[int], Any]] = {
    "declared": (Declaration.employer_id, Declaration.declared_on),
    "tested": (TestReport.employer_id, TestReport.tested_on),
    "examined": (HealthExam.employer_id, HealthExam.examined_on),
    "trained": (Training.employer_id, Training.trained_on),
    "committed": (Commitment.employer_id, Commitment.signed_on),
    "managed": (ManagementGrade.employer_id, ManagementGrade.graded_on),
    "visited": (Visit.employer_id, Visit.done_on),
}
HAPPENED: dict[str, ColumnElement[bool]] = {"visited": Visit.state == "已访"}  # what of a ledger counts as done
OWN_DAYS: dict[str, Any] = {"verified": Employer.verified_on, "registered": Employer.registered_on}
LASTING = {"verified": "verification"}  # what is overdue without being a duty


def vocabulary(session: Session, rulebook: Rulebook) -> Vocabulary:
    """Every word that is understood: of the table, and the villages, factors, statuses and sizes of this register."""
    more: dict[str, Entry] = {}
    for spelling, code in rulebook.factors.spellings().items():
        factor = rulebook.factors.get(code)
        more[spelling] = Entry("factor", code, factor.name if factor else spelling)
    uncatalogued = select(Exposure.written).where(Exposure.factor_code.is_(None)).distinct()
    for written in session.scalars(uncatalogued):
        more[written] = Entry("factor", written, written)
    for id, kind in (("status", "status"), ("size", "size")):
        for item in rulebook.codes.get(id).items:
            for word in (item.code, item.label, *item.written):
                if len(word) > 1 and not word.isdecimal():
                    more[word] = Entry(kind, item.code, item.label)
    for area, name, aliases in session.execute(select(Area.id, Area.name, Area.aliases)):
        for written in (name, *(aliases or "").split("、")):
            if len(written) > 1:
                more[written] = Entry("village", area, name)
    return rulebook.search_words.with_words(more)


def understand(session: Session, text: str, words: Vocabulary, rulebook: Rulebook, on: date) -> Understood:
    """What a search text means in this register on `on`. Raises nothing: words that are not understood stay text."""

    if (code := scanned(session, text)) is not None:
        return Understood((code,))

    def occurs(word: str) -> bool:
        spellings = [written for written in dict.fromkeys((word, search.folded(word))) if written]
        found = or_(*(Employer.searched.contains(written, autoescape=True) for written in spellings))
        return session.scalar(select(Employer.id).where(found).limit(1)) is not None

    found = search_words.understand(text, words, on, occurs)
    conditions, unused = [], list(found.unused)
    for condition in found.conditions:
        if condition.late and condition.values[0] not in LASTING:
            unused.append(Unused(condition.written, "这件事没有规定期限，没有按它筛选"))
        elif condition.late:
            first = _cut(rulebook.intervals[LASTING[str(condition.values[0])]], on)
            conditions.append(replace(condition, values=(condition.values[0], first.isoformat())))
        elif condition.kind == "finding":
            conditions.append(replace(condition, values=(condition.values[0], *_states(condition, rulebook)), last=on))
        elif condition.kind == "hazard_class":
            item = rulebook.codes.get("hazard_class").get(str(condition.values[0]))
            prefix = str(item.flags.get("prefix", "?")) if item else "?"
            conditions.append(replace(condition, values=(condition.values[0], prefix)))
        else:
            conditions.append(condition)
    return Understood(tuple(conditions), found.words, tuple(unused))


def scanned(session: Session, text: str) -> Condition | None:
    """The record of a scanned code; of a paper from another office, the employer with its credit code."""
    code = record_code.read(text)
    if code is None:
        return None
    card = settings.township(session)
    ours = card is None or code.township in (card.division_code, card.name)
    found = session.get(Employer, code.id) if ours else None
    if found is None or (code.credit_code and found.credit_code not in (None, code.credit_code)):
        found = session.scalar(select(Employer).where(Employer.credit_code == (code.credit_code or None)))
    name = found.name if found else "台账里没有这家企业"
    return Condition("record", (found.id if found else 0,), f"扫码：{name}", text)


def _states(condition: Condition, rulebook: Rulebook) -> list[str]:
    """The states of a finding that a word means."""
    states = rulebook.casework.states.values()
    if condition.values[0] == "late":
        return [state.code for state in states if state.overdue]
    return [state.code for state in states if state.open is (condition.values[0] == "open")]


def _cut(interval: Interval, on: date) -> date:
    """The first day that is not overdue on `on`."""
    day, step = on, 365
    while step:  # valid_until grows with the day: step back to the last day that is still valid
        earlier = day - timedelta(days=step)
        if interval.valid_until(earlier, severe=False) >= on:
            day = earlier
        else:
            step //= 2
    return day


def clause(session: Session, condition: Condition, last: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an aliased table
    """A condition as SQL. `last`: the newest verdict of the employer, joined by the caller."""
    if condition.kind == "duty":
        span = (condition.first, condition.last)
        who = duties_board.of(session).who(session, condition.duties, condition.standings, span)
        return Employer.id.not_in(who) if condition.negated else Employer.id.in_(who)
    if condition.kind in GRADED:
        column = getattr(last, condition.kind)
        known = [value for value in condition.values if value != "未分级"]
        held = or_(column.in_(known), column.is_(None) if "未分级" in condition.values else false())
        return func.coalesce(not_(held), True) if condition.negated else held
    made = _CLAUSES[condition.kind](condition)
    return func.coalesce(not_(made), True) if condition.negated and condition.kind not in PLAIN else made


def _event(condition: Condition) -> ColumnElement[bool]:
    kind = str(condition.values[0])
    if condition.late:
        return _late(condition)
    if kind in OWN_DAYS:
        column = OWN_DAYS[kind]
        held = column.is_not(None) if condition.first is None else column.between(condition.first, condition.last)
        return func.coalesce(not_(held), True) if condition.negated else held
    owner, day = LEDGERS[kind]
    known = select(owner).where(HAPPENED.get(kind, true()))
    if condition.first is not None and condition.last is not None:
        inside = day.between(condition.first, condition.last)
        if kind == "examined" and (condition.first.month, condition.first.day) == (1, 1):
            inside = or_(inside, and_(day.is_(None), HealthExam.year == condition.first.year))
        known = known.where(inside)
    return Employer.id.not_in(known) if condition.negated else Employer.id.in_(known)


def _late(condition: Condition) -> ColumnElement[bool]:
    """There was one, and it no longer holds."""
    early: ColumnElement[bool] = OWN_DAYS[str(condition.values[0])] < date.fromisoformat(str(condition.values[1]))
    return func.coalesce(not_(early), True) if condition.negated else early


def _over_limit(condition: Condition) -> ColumnElement[bool]:
    latest = (
        select(TestReport.id)
        .where(TestReport.employer_id == Employer.id)
        .order_by(TestReport.tested_on.desc(), TestReport.id.desc())
        .limit(1)
        .correlate(Employer)
        .scalar_subquery()
    )
    over_results = select(TestResult.report_id).where(TestResult.over_limit.is_(True))
    over = or_(TestReport.points_over > 0, TestReport.id.in_(over_results))
    within = and_(TestReport.points_over == 0, TestReport.id.not_in(over_results))
    judged = select(TestReport.id).where(within if condition.negated else over)
    return latest.in_(judged)


def _field(condition: Condition) -> ColumnElement[bool]:
    column: InstrumentedAttribute[Any] = getattr(Employer, str(condition.values[0]))
    if condition.least is not None:
        return and_(column.is_not(None), column >= condition.least)
    if condition.most is not None:
        return and_(column.is_not(None), column <= condition.most)
    return column.is_(None) if condition.negated else column.is_not(None)


def _factor(condition: Condition) -> ColumnElement[bool]:
    wanted = or_(Exposure.factor_code.in_(condition.values), Exposure.written.in_(condition.values))
    return Employer.id.in_(select(Exposure.employer_id).where(wanted))


def _factors(condition: Condition) -> ColumnElement[bool]:
    held = select(Exposure.employer_id)
    return Employer.id.not_in(held) if condition.negated else Employer.id.in_(held)


def _hazard_class(condition: Condition) -> ColumnElement[bool]:
    name, prefix = condition.values
    classes = select(HazardClass.employer_id).where(HazardClass.hazard_class == name, HazardClass.present.is_(True))
    exposed = select(Exposure.employer_id).where(Exposure.factor_code.startswith(str(prefix)))
    return Employer.id.in_(union(classes, exposed))  # one list: two would each be made twice


def _finding(condition: Condition) -> ColumnElement[bool]:
    meant, *states = condition.values
    late = Finding.deadline < condition.last if meant == "late" else true()
    return Employer.id.in_(select(Finding.employer_id).where(Finding.state.in_(states), late))


_CLAUSES: dict[str, Any] = {
    "event": _event,
    "finding": _finding,
    "over_limit": _over_limit,
    "field": _field,
    "factor": _factor,
    "factors": _factors,
    "hazard_class": _hazard_class,
    "record": lambda condition: Employer.id.in_(condition.values),
    "unlicensed": lambda condition: Employer.unlicensed.is_(True),
    "present": lambda condition: Employer.status.not_in(("注销", "查无")),
    "village": lambda condition: Employer.area_id.in_(condition.values),
    "status": lambda condition: Employer.status.in_(condition.values),
    "size": lambda condition: Employer.size.in_(condition.values),
}
PLAIN = ("event", "over_limit", "field", "factors")  # these look at the negation themselves


def told(found: Understood) -> dict[str, Sequence[Any]]:
    """What a text was understood as, as the commands print it."""
    return {
        "conditions": [
            {"said": c.said, "kind": c.kind, "values": list(c.values), "negated": c.negated, "late": c.late,
             "duties": list(c.duties) if c.standings else [], "standings": list(c.standings),
             "from": c.first and c.first.isoformat(), "to": c.last and c.last.isoformat(), "written": c.written}
            for c in found.conditions
        ],
        "text": list(found.words),
        "unused": [{"written": unused.written, "why": unused.why} for unused in found.unused],
    }  # fmt: skip
