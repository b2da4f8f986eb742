"""Who must be visited, how often and by when: each visit with its window, its length and its reason. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from desktop.rules.calendar import WorkCalendar
from desktop.rules.patrol_facts import Asked, OnList, PatrolFacts
from desktop.rules.patrol_terms import CAMPAIGN, COMPLAINT, NEW, PLANNED, RECHECK, PatrolTerms
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months

ONE_DAY = timedelta(days=1)
YEAR = 12
SEVERE, GENERAL = "严重", "一般"
MICRO = "微"
EVERY = {12: "每年一次", 6: "每半年一次", 3: "每季度一次", 1: "每月一次"}


class Often(NamedTuple):
    """How often an employer is visited. months: between two visits, None: not at all. who: what that follows from."""

    visits: float
    months: int | None
    who: str
    unconfirmed: bool

    @property
    def said(self) -> str:
        """As the beginning of a reason: 乙类，每半年一次."""
        if self.months is None:
            return f"{self.who}，没有规定巡查次数"
        return f"{self.who}，{EVERY.get(self.months) or f'每 {self.months} 个月一次'}"


class Demand(NamedTuple):
    """One visit to make between two days, both included. key: the same whenever it is asked for again.

    due: the day it should have been made by, earlier than `first` when that is past. after: the demand it follows,
    with at least and at most so many days between them.
    """

    key: str
    employer: int
    kind: str
    first: date
    last: date
    due: date
    minutes: int
    weight: int
    reason: str
    unconfirmed: bool
    after: str | None = None
    least_days: int = 0
    most_days: int | None = None

    @property
    def overdue(self) -> bool:
        return self.due < self.first


class Asking(NamedTuple):
    """What one employer needs in a period. excluded: why it is not patrolled, None when it is."""

    demands: tuple[Demand, ...]
    excluded: str | None


@dataclass(frozen=True)
class Round:
    """The demands of a period, asked on a day: `first` and `last` are days, what is past by `on` cannot be planned."""

    first: date
    last: date
    on: date
    book: Rulebook
    calendar: WorkCalendar | None = None
    _held: dict[tuple[str | None, ...], Often] = field(default_factory=dict)

    @cached_property
    def terms(self) -> PatrolTerms:
        return self.book.patrol(self.on)

    @cached_property
    def start(self) -> date:
        """The first day that can still be planned."""
        return max(self.first, self.on)

    def of(self, facts: PatrolFacts) -> Asking:
        """What this employer needs. An excluded one needs nothing; what somebody asked for is said with it."""
        excluded = self.excluded(facts)
        if self.start > self.last:
            return Asking((), excluded)
        wanted = [asked for asked in facts.asked if not _answered(facts, f"request:{asked.id}", self.on)]
        if excluded is not None:
            kinds = "、".join(dict.fromkeys(asked.kind for asked in wanted))
            return Asking((), excluded + (f"；还有{kinds}没有了结，请人工处理" if kinds else ""))
        often = self.often(facts)
        demands = [*self._ordinary(facts, often)]
        demands += [self._asked(facts, often, asked) for asked in wanted if asked.deadline <= self.last]
        for campaign in facts.campaigns:
            demands += self._campaign(facts, often, campaign)
        if self.calendar is not None:
            demands = [self._workable(demand) for demand in demands]
        return Asking(tuple(demands), None)

    def excluded(self, facts: PatrolFacts) -> str | None:
        """Why an employer is not patrolled; None when it is."""
        status = facts.status_on(self.on)
        if status not in self.terms.visited:
            return f"{status}，不安排巡查"
        if facts.hazardous is False:
            return "不存在职业病危害，不安排巡查"
        often = self.often(facts)
        return f"{often.said}，不安排巡查" if often.months is None and not (facts.asked or facts.campaigns) else None

    def often(self, facts: PatrolFacts) -> Often:
        """How often this employer is to be visited, by the first of class, level and nature that says so."""
        if low_noise(facts, self.terms):
            return self._number("frequency.small_noise", "微型企业，只有低噪声")
        key = (facts.edition, facts.combined, facts.level, facts.nature)
        if key not in self._held:
            self._held[key] = self._often(facts)
        return self._held[key]

    def _often(self, facts: PatrolFacts) -> Often:
        for step in self.terms.order:
            if step == "nature":
                break
            letter = facts.combined if step == "class" else facts.level
            found = self._supervised(letter, facts.edition, step)
            if found is not None:
                return found
        if facts.nature == SEVERE:
            return self._number(f"frequency.nature.{SEVERE}", "有严重危害因素")
        who = "一般危害因素" if facts.nature == GENERAL else "还没有分级，先按一般"
        return self._number(f"frequency.nature.{GENERAL}", who)

    def _number(self, address: str, who: str) -> Often:
        value = self.terms.values[address]
        return _often(float(self.terms[address]), who + _ground(value.basis), value.unconfirmed)

    def _supervised(self, letter: str | None, edition: str | None, step: str) -> Often | None:
        """By the office's own number for a class, else by the grading method the letter belongs to."""
        if letter is None:
            return None
        who = f"{letter}类" if step == "class" else f"风险等级{letter}"
        if self.terms.find(f"frequency.{step}.{letter}"):
            return self._number(f"frequency.{step}.{letter}", who)
        held = next((entry for entry in self.book.editions if entry.id == edition), None)
        found = held.supervision.get(letter) if held is not None else None
        if found is None or found.visits is None:
            return None
        return _often(found.visits, who, found.confidence in UNCONFIRMED)

    def _ordinary(self, facts: PatrolFacts, often: Often) -> Iterator[Demand]:
        """The patrols that fall due in the period, each after the one before."""
        if often.months is None:
            return
        before, previous = facts.patrolled(self.on), None
        wait = add_months(date(2001, 1, 1), often.months) - date(2001, 1, 1)
        least = max(self.terms["spacing.min_days"], wait.days * self.terms["spacing.earliest_percent"] // 100)
        most = wait.days * self.terms["spacing.longest_percent"] // 100
        kind, due, reason = self._first(facts, often, before)
        opens = before + timedelta(days=least) if before else self.start
        never_for = often.months if before is None and kind == PLANNED else None
        while due <= self.last:
            first, last = self._window(due, opens, never_for)
            key = f"{facts.id}:{kind}:{due.isoformat()}"
            unconfirmed = often.unconfirmed or (kind == NEW and self.terms.values["new.days"].unconfirmed)
            yield Demand(
                key, facts.id, kind, first, last, due, self._minutes(facts, kind),
                self._weight(often, kind, due < self.start), reason + self._late(due), unconfirmed, previous,
                least if previous else 0, most if previous else None,
            )  # fmt: skip
            previous, kind, opens = key, PLANNED, first + timedelta(days=least)
            due = month_end(add_months(last, often.months))
            reason = f"{often.said}；接上一次巡查，应于 {due.isoformat()} 前再访"

    def _first(self, facts: PatrolFacts, often: Often, before: date | None) -> tuple[str, date, str]:
        assert often.months is not None
        if before is not None:
            due, said = next_due(before, often), f"上次 {before.isoformat()}"
            while self.on <= due < self.first:  # it belongs to the time before this period
                due, said = next_due(due, often), f"上次应在 {due.isoformat()} 前"
            return PLANNED, due, f"{often.said}；{said}，应于 {due.isoformat()} 前再访"
        began, future = facts.started_on, [visit.on for visit in facts.visits if visit.on > self.on]
        doubt = f"（有一次巡查写的是将来的日期 {min(future).isoformat()}，没有算）" if future else ""
        known_for = add_months(began, often.months) if began is not None else None
        if began is not None and known_for is not None and self.on <= known_for:
            due = began + timedelta(days=self.terms["new.days"])
            within = f"应于建档后 {self.terms['new.days']} 天内（{due.isoformat()} 前）首访"
            return NEW, due, f"新企业，{began.isoformat()} 建档；{within}"
        due = known_for or cycle_end(self.start, often.months)
        return PLANNED, due, f"{often.said}；还没有巡查记录{doubt}，应于 {due.isoformat()} 前首访"

    def _asked(self, facts: PatrolFacts, often: Often, asked: Asked) -> Demand:
        first, last = self._window(asked.deadline, max(self.start, asked.earliest))
        late = asked.deadline < self.start
        reason = f"{asked.kind}：{asked.why}；应于 {asked.deadline.isoformat()} 前"
        return Demand(
            f"request:{asked.id}", facts.id, asked.kind, first, last, asked.deadline,
            asked.minutes or self._minutes(facts, asked.kind), self._weight(often, asked.kind, late),
            reason + self._late(asked.deadline), False,
        )  # fmt: skip

    def _campaign(self, facts: PatrolFacts, often: Often, campaign: OnList) -> Iterator[Demand]:
        """The visits of a campaign that fall due in the period, spread evenly over the campaign."""
        days = (campaign.last - campaign.first).days + 1
        for number in range(1, campaign.times + 1):
            key = f"campaign:{campaign.id}:{facts.id}:{number}"
            opens = campaign.first + timedelta(days=days * (number - 1) // campaign.times)
            due = campaign.first + timedelta(days=days * number // campaign.times - 1)
            if due > self.last or campaign.last < self.start or _answered(facts, key, self.on):
                continue
            first, last = self._window(due, max(self.start, opens))
            reason = f"专项“{campaign.name}”第 {number} 次（共 {campaign.times} 次），应于 {due.isoformat()} 前"
            yield Demand(
                key, facts.id, CAMPAIGN, first, last, due, campaign.minutes or self._minutes(facts, CAMPAIGN),
                self._weight(often, CAMPAIGN, due < self.start), reason + self._late(due), False,
            )  # fmt: skip

    def _window(self, due: date, earliest: date, never_for: int | None = None) -> tuple[date, date]:
        """From `earliest` to the due day; what is late is to be made up soon.

        never_for: the months between patrols of an employer that had none yet. When the register is new that is every
        old one, so they have the present cycle.
        """
        last = due
        if due < self.start:
            soon = self.start + timedelta(days=self.terms["overdue.days"])
            last = min(self.last, cycle_end(self.start, never_for) if never_for else soon)
        return min(max(self.start, earliest), last), last

    def _workable(self, demand: Demand) -> Demand:
        """A window without a working day reaches on to the next one."""
        assert self.calendar is not None
        day = self.calendar.first_from(demand.first)
        return demand._replace(last=day) if day is not None and day > demand.last else demand

    def _late(self, due: date) -> str:
        return f"，已过期 {(self.start - due).days} 天" if due < self.start else ""

    def _minutes(self, facts: PatrolFacts, kind: str) -> int:
        if kind == RECHECK:
            return self.terms[f"minutes.{RECHECK}"]
        sized = self.terms.find(f"minutes.size.{facts.size}")
        minutes = self.terms["minutes.unknown"] if sized is None else self.terms[sized.address]
        return minutes + (self.terms["minutes.severe"] if facts.nature == SEVERE else 0)

    def _weight(self, often: Often, kind: str, late: bool) -> int:
        if kind in (RECHECK, COMPLAINT, NEW, CAMPAIGN):
            weight = self.terms[f"weight.{kind}"]
        elif often.visits >= self.terms["often.from"]:
            weight = self.terms["weight.often"]
        else:
            weight = self.terms["weight.usual" if often.visits >= self.terms["usual.from"] else "weight.seldom"]
        return weight * (self.terms["weight.overdue_times"] if late else 1)


def low_noise(facts: PatrolFacts, terms: PatrolTerms) -> bool:
    """A micro employer that has noise only, measured below the bar or found within the limit."""
    if facts.size != MICRO or not facts.noise_only or facts.over:
        return False
    if facts.noise_level is not None:
        return facts.noise_level < terms["noise.below"]
    return facts.over is False


def next_due(last: date, often: Often) -> date:
    """The day by which the next patrol is to be made: the end of the month in which the interval is over."""
    return month_end(add_months(last, often.months or 0))


class Covered(NamedTuple):
    """How one employer stands at the end of a period: patrols it should have had, and had. last: the latest ever."""

    employer: int
    required: int
    made: int
    last: date | None
    said: str

    @property
    def covered(self) -> bool:
        return self.made >= self.required


def covered(facts: PatrolFacts, book: Rulebook, first: date, last: date, on: date) -> Covered | None:
    """What was required of a period at its beginning and what was made by `on`; None for one that is not patrolled."""
    end = min(last, on)
    if Round(first, last, end, book).excluded(facts) is not None:
        return None
    asking = Round(first, last, first - ONE_DAY, book).of(facts._replace(asked=(), campaigns=()))
    made = sum(visit.counts and first <= visit.on <= end for visit in facts.visits)
    said = asking.demands[0].reason if asking.demands else Round(first, last, end, book).often(facts).said
    return Covered(facts.id, len(asking.demands), made, facts.patrolled(end), said)


def recheck_window(rectify_by: date, terms: PatrolTerms) -> tuple[date, date]:
    """When to see whether a finding is put right: the days after the deadline."""
    return rectify_by + ONE_DAY, rectify_by + timedelta(days=terms["recheck.days"])


def month_end(day: date) -> date:
    """The last day of a month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def cycle_end(day: date, months: int) -> date:
    """The last day of the quarter, half-year or year (so many months long) that a day lies in."""
    last = min(YEAR, ((day.month - 1) // months + 1) * months)
    return month_end(date(day.year, last, 1))


def _often(visits: float, who: str, unconfirmed: bool) -> Often:
    return Often(visits, max(1, round(YEAR / visits)) if visits > 0 else None, who, unconfirmed)


def _ground(basis: str | None) -> str:
    return f"（{basis}）" if basis else ""


def _answered(facts: PatrolFacts, key: str, on: date) -> bool:
    return any(visit.key == key and visit.on <= on for visit in facts.visits)
