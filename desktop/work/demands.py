"""What must be visited in a period, what can be done of it, what was done of it; the office's own patrol rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.patrol import PatrolRule
from db.models.place import Area
from desktop.rules.patrol import Covered, Demand, Round, covered
from desktop.rules.patrol_capacity import Estimate, estimate
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months
from desktop.work import answers, assignments, crews, duties_calendar, patrol_facts
from desktop.work.change import Change
from desktop.work.problem import Problem

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The demands of a period, and the employers that are left out with the reason why."""

    demands: tuple[Demand, ...]
    excluded: dict[int, str]


@dataclass(frozen=True, slots=True)
class CoverRow:
    """How one employer stands at the end of a period, with what is needed to go there."""

    employer_id: int
    name: str
    credit_code: str | None
    village: str | None
    responsible: str | None
    required: int
    made: int
    last: date | None
    said: str

    @property
    def covered(self) -> bool:
        return self.made >= self.required


@dataclass(frozen=True, slots=True)
class Coverage:
    """Employers visited as often as required, of those in operation. rate None: there are none."""

    first: date
    last: date
    rows: tuple[CoverRow, ...]

    @property
    def operating(self) -> int:
        return len(self.rows)

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.rows)

    @property
    def visited(self) -> int:
        return sum(row.made > 0 for row in self.rows)

    @property
    def rate(self) -> float | None:
        return self.covered / self.operating if self.rows else None

    @property
    def wanting(self) -> tuple[CoverRow, ...]:
        """Those that were not visited as often as required."""
        return tuple(row for row in self.rows if not row.covered)

    @property
    def unvisited(self) -> tuple[CoverRow, ...]:
        """Those that were not visited at all, required or not."""
        return tuple(row for row in self.rows if row.made == 0)


def demands(
    session: Session, rulebook: Rulebook, first: date, last: date, *, on: date, ids: Sequence[int] | None = None
) -> Asked:
    """What must be visited between two days, by what is known on `on`. Raises Problem for an end before the start."""
    answers.in_order(first, last, "这段时间")
    calendar = duties_calendar.calendar(session, rulebook)
    asking = Round(first, last, on, rulebook, calendar)
    wanted: list[Demand] = []
    excluded: dict[int, str] = {}
    for id, facts in patrol_facts.facts(session, rulebook, on, ids).items():
        found = asking.of(facts)
        wanted += found.demands
        if found.excluded is not None:
            excluded[id] = found.excluded
    return Asked(tuple(wanted), excluded)


def names(session: Session) -> dict[int, tuple[str, str | None]]:
    """Name and credit code of every employer."""
    query = select(Employer.id, Employer.name, Employer.credit_code)
    return {id: (name, code) for id, name, code in session.execute(query)}


def outlook(session: Session, rulebook: Rulebook, first: date, last: date, *, on: date) -> Estimate:
    """“需要 52 次，可安排 41 次，缺 11 次…” before anything is planned. Raises Problem without crews or calendar."""
    wanted = demands(session, rulebook, first, last, on=on).demands
    days = crews.crew_days(session, rulebook, max(first, on), last, on=on)
    return estimate(wanted, days, rulebook.patrol(on))


def coverage(session: Session, rulebook: Rulebook, first: date, last: date, *, on: date) -> Coverage:
    """Who was visited as often as the beginning of the period required; a running period is counted up to `on`."""
    answers.in_order(first, last, "统计期")
    end = min(last, on)
    found: dict[int, Covered] = {}
    for id, facts in patrol_facts.facts(session, rulebook, end).items():
        one = covered(facts, rulebook, first, last, on)
        if one is not None:
            found[id] = one
    answering = assignments.answering(session, end)
    query = (
        select(Employer.id, Employer.name, Employer.credit_code, Employer.area_id, Area.name.label("village"))
        .outerjoin(Area, Area.id == Employer.area_id)
        .order_by(Area.position, Employer.sort_key, Employer.id)
    )
    return Coverage(
        first,
        last,
        tuple(
            CoverRow(
                row.id, row.name, row.credit_code, row.village, answering.of(row.id, row.area_id),
                found[row.id].required, found[row.id].made, found[row.id].last, found[row.id].said,
            )
            for row in session.execute(query)
            if row.id in found
        ),
    )  # fmt: skip


def effect(session: Session, rulebook: Rulebook, rule: LocalRule, *, on: date) -> str:
    """What a number of the office's own would change in a year's patrols, in words; nothing is written."""
    first = max(rule.since, on)
    last = add_months(first, 12) - ONE_DAY
    after = rulebook.with_office(replace(rulebook.office, patrol=(*rulebook.office.patrol, rule)))
    both = [demands(session, book, first, last, on=first).demands for book in (rulebook, after)]
    number, minutes = ([f"{count:,}" for count in counts] for counts in (
        [len(found) for found in both], [sum(one.minutes for one in found) for found in both]
    ))  # fmt: skip
    was, now = (Counter(one.employer for one in found) for found in both)
    more = sum(now[id] > was[id] for id in now)
    less = sum(now[id] < was[id] for id in was)
    if was == now and minutes[0] == minutes[1]:
        return f"{first} 至 {last}：要走访的 {number[0]} 次都不变。"
    return (
        f"{first} 至 {last}：要走访 {number[0]} 次 → {number[1]} 次，用时 {minutes[0]} 分钟 → {minutes[1]} 分钟；"
        f"{more:,} 家次数变多，{less:,} 家变少。"
    )


def lay_down(session: Session, rule: LocalRule, rulebook: Rulebook, *, person: str | None, on: date) -> Change:
    """From a day on the office has its own number. Raises Problem for an unknown address, a number out of range,
    no basis, or a frequency that the smallest spacing does not allow."""
    terms = rulebook.patrol_shipped
    value = terms.values.get(rule.address)
    if value is None:
        raise Problem(f"没有“{rule.address}”这一项巡查规则。", f"可以写：{'、'.join(terms.values)}。")
    if rule.number is None or not value.least <= rule.number <= value.most:
        raise Problem(f"“{value.label}”写的是 {rule.number}。", f"请写 {value.least} 到 {value.most} 之间的整数。")
    held = replace(rule, basis=answers.needed(rule.basis, "依据", "梅政办〔2026〕3号"))
    _keep_rule(session, held, rulebook, person=person, on=on)
    said = f"自 {rule.since.isoformat()} 起：{value.label} {rule.number} {value.unit}，依据{held.basis}"
    return Change(said, settings=True)


def withdraw(
    session: Session, address: str, rulebook: Rulebook, *, since: date, person: str | None, on: date
) -> Change:
    """From a day on what was shipped holds again. Raises Problem where the office has no number of its own then."""
    own = rulebook.patrol_shipped.on(since, rulebook.office.patrol).values.get(address)
    if own is None or own.basis is None:
        raise Problem(f"“{own.label if own else address}”没有本单位的规定可以撤销。", "现在用的就是默认的数。")
    _keep_rule(session, LocalRule(address, None, "恢复默认", since), rulebook, person=person, on=on)
    return Change(f"自 {since.isoformat()} 起：{own.label}恢复默认", settings=True)


def _keep_rule(session: Session, rule: LocalRule, rulebook: Rulebook, *, person: str | None, on: date) -> None:
    local = (*rulebook.office.patrol, rule)
    for conflict in rulebook.patrol_shipped.on(max(rule.since, on), local).conflicts():
        raise Problem(f"这样的次数做不到：{conflict}。", "请先把“两次巡查至少隔几天”改小，或减少次数。")
    session.execute(delete(PatrolRule).where(PatrolRule.address == rule.address, PatrolRule.since == rule.since))
    session.add(
        PatrolRule(
            address=rule.address, value=json.dumps(rule.number), basis=rule.basis, person=person, since=rule.since,
            set_on=on,
        )
    )  # fmt: skip
