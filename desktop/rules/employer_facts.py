"""What the figures look at of one employer, and where it stands at the end of a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.rules.choices import ONE_SEVERITY, SEVERITY
from desktop.rules.exposure import Tested
from desktop.rules.grading_industry import NO_INDUSTRY, Industries, Industry
from desktop.rules.intervals import Interval
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period, add_months

if TYPE_CHECKING:
    from desktop.rules.grading import Verdict

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClassHeads:
    """Heads exposed to one hazard class. Heads of several classes overlap: never a total of persons."""

    hazard_class: str
    present: bool | None
    workers: int | None


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration receipt. `on` None: it exists, its date is not known."""

    kind: str | None  # 初次 变更 年度更新 注销
    on: date | None
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class TestReport:
    """One testing report. `kind` None: not said, taken for 定期检测."""

    __test__ = False  # not a test case for pytest

    on: date | None
    kind: str | None = None
    points: int | None = None
    points_over: int | None = None
    over_limit: bool | None = None
    precision: str = "day"

    @property
    def over(self) -> bool | None:
        """Whether any point is over its limit."""
        return Tested(date.min, None, self.over_limit, self.points, self.points_over).over


@dataclass(frozen=True, slots=True)
class Examined:
    """One round of health examinations: how many were due, how many came. None: not recorded."""

    kind: str
    year: int | None
    on: date | None = None
    due: int | None = None
    examined: int | None = None


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """One workplace. `status`: (since, code) by date; a `since` of None means from the beginning.

    An employer whose history begins with an end (停产, 注销 …) was in operation before it.
    """

    id: int
    name: str
    village: str | None
    status: tuple[tuple[date | None, str], ...]
    registered_on: date | None = None  # None: from the beginning
    factors: tuple[str, ...] = ()  # as written or codes: only whether there are any
    first_hazard_on: date | None = None
    staff: int | None = None
    outsourced: int | None = None
    dispatched: int | None = None
    exposed_workers: int | None = None
    size: str | None = None
    declared_risk: str | None = None
    classes: tuple[ClassHeads, ...] = ()
    declarations: tuple[Declared, ...] = ()
    tests: tuple[TestReport, ...] = ()
    exams: tuple[Examined, ...] = ()
    verified_on: date | None = None
    factor_codes: tuple[str, ...] = ()
    industry: Industry = NO_INDUSTRY

    @property
    def all_staff(self) -> int | None:
        """Own, outsourced and dispatched; None when the own staff is not recorded."""
        return None if self.staff is None else self.staff + (self.outsourced or 0) + (self.dispatched or 0)

    def hazardous(self, on: date) -> bool | None:
        """Whether there is a hazard on `on`; None when nothing recorded says so or denies it."""
        if self.first_hazard_on is not None and self.first_hazard_on > on:
            return False
        heads = [heads.workers for heads in self.classes] + [self.exposed_workers]
        if self.factors or any(entry.present for entry in self.classes) or any(heads):
            return True
        denied = bool(self.classes) and all(entry.present is False for entry in self.classes)
        return False if denied or self.exposed_workers == 0 else None


@dataclass(frozen=True, slots=True)
class Standing:
    """One employer at the end of a period. None everywhere: not known."""

    facts: EmployerFacts
    in_register: bool | None
    counted: bool | None  # belongs to U: operating, with a hazard
    severe: bool | None
    verified: bool | None
    declared: str  # valid overdue never ended unknown
    tested: bool | None
    over_limit: bool | None  # of the latest test; None also when never tested
    entered: tuple[date, ...]  # days of this year on which it came into the register, or left it
    left: tuple[date, ...]

    @property
    def id(self) -> int:
        return self.facts.id


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What standings of one period are measured with, looked up once."""

    end: date
    year_start: date
    listed: frozenset[str]
    operating: frozenset[str]
    ends: frozenset[str]
    closing: frozenset[str]
    periodic: frozenset[str | None]
    telling: frozenset[str | None]
    intervals: Mapping[str, Interval]
    industries: Industries | None = None  # set where the office counts severe industries as severe employers


def yardstick(period: Period, book: Rulebook) -> Yardstick:
    """The codes and intervals that decide a standing at the end of `period`."""
    status, tests, kinds = (book.codes.get(id) for id in ("status", "test_kind", "declaration_kind"))
    return Yardstick(
        end=period.end,
        year_start=period.year_start,
        listed=status.flagged("in_register"),
        operating=status.flagged("operating"),
        ends=status.flagged("ends"),
        closing=kinds.flagged("ends"),
        periodic=tests.flagged("periodic") | {None},
        telling=tests.flagged("result") | {None},
        intervals=book.intervals,
        industries=Industries(book) if book.chosen(SEVERITY) == ONE_SEVERITY else None,
    )


def standing(facts: EmployerFacts, verdict: Verdict | None, by: Yardstick) -> Standing:
    """Where `facts` stand on the last day of the period."""
    listed = _listed(facts, by.end, by)
    hazard = facts.hazardous(by.end)
    status = status_on(facts, by.end, by.ends)
    counted = _all((listed, None if status is None else status in by.operating, hazard))
    industry = by.industries.of(facts.industry, facts.factor_codes).risk if by.industries else None
    severe = severity(facts.declared_risk, verdict.nature if verdict else None, industry)
    entered, left = _movements(facts, by)
    return Standing(
        facts=facts,
        in_register=listed,
        counted=counted,
        severe=severe,
        verified=_verified(facts, by),
        declared=_declared(facts, by),
        tested=_tested(facts, severe, by),
        over_limit=_over_limit(facts, by),
        entered=entered,
        left=left,
    )


def severity(declared: str | None, nature: str | None, industry: str | None = None) -> bool | None:
    """严重 when declared so, or a factor or the industry is; 一般 when one says so and none contradicts; else unknown.

    industry: only where the office answers `severity_rule` with one rule for intervals and figures.
    """
    if "严重" in (declared, nature, industry):
        return True
    return False if "一般" in (declared, nature, industry) else None


def status_on(facts: EmployerFacts, on: date, ends: frozenset[str]) -> str | None:
    """The status code on `on`. Before a first entry that is an end the employer was 在营; before another, unknown."""
    found: str | None = None
    for since, code in facts.status:
        if since is not None and since > on:
            return "在营" if found is None and code in ends else found
        if since is not None or found is None:  # “from the beginning” never comes after a dated entry
            found = code
    return found


def span(on: date, precision: str) -> tuple[date, date]:
    """The first and last day that a date known to the day, month or year may mean."""
    if precision == "day":
        return on, on
    months = 12 if precision == "year" else 1
    return on, add_months(on, months) - ONE_DAY


def within(on: date | None, precision: str, first: date, last: date) -> bool | None:
    """Whether the date lies from `first` to `last`; None when it may or may not."""
    if on is None:
        return None
    early, late = span(on, precision)
    if early > last or late < first:
        return False
    return True if first <= early and late <= last else None


def _all(conditions: Iterable[bool | None]) -> bool | None:
    held = tuple(conditions)
    return False if False in held else None if None in held else True


def _listed(facts: EmployerFacts, on: date, by: Yardstick) -> bool | None:
    if facts.registered_on is not None and facts.registered_on > on:
        return False
    status = status_on(facts, on, by.ends)
    return None if status is None else status in by.listed


def _movements(facts: EmployerFacts, by: Yardstick) -> tuple[tuple[date, ...], tuple[date, ...]]:
    days = {since for since, _ in facts.status if since} | ({facts.registered_on} if facts.registered_on else set())
    entered, left = [], []
    for day in sorted(day for day in days if by.year_start <= day <= by.end):
        before, after = _listed(facts, day - ONE_DAY, by), _listed(facts, day, by)
        if (before, after) == (False, True):
            entered.append(day)
        elif (before, after) == (True, False):
            left.append(day)
    return tuple(entered), tuple(left)


def _verified(facts: EmployerFacts, by: Yardstick) -> bool | None:
    if facts.verified_on is None:
        return False
    if facts.verified_on > by.end:
        return None  # verified since; whether it had been by then is not recorded
    return by.intervals["verification"].valid_until(facts.verified_on) >= by.end


def _declared(facts: EmployerFacts, by: Yardstick) -> str:
    dated = [(entry.on, entry) for entry in facts.declarations if entry.on is not None and entry.on <= by.end]
    if not dated:
        return "unknown" if any(entry.on is None for entry in facts.declarations) else "never"
    latest = max(dated, key=lambda pair: pair[0])[1]
    if latest.kind in by.closing:
        return "ended"
    return {True: "valid", False: "overdue", None: "unknown"}[_lasting(latest, by, by.intervals["declaration"], False)]


def _lasting(entry: Declared | TestReport, by: Yardstick, interval: Interval, severe: bool) -> bool | None:
    assert entry.on is not None, "only dated records last"
    early, late = span(entry.on, entry.precision)
    if interval.valid_until(early, severe) >= by.end:
        return True
    return False if interval.valid_until(late, severe) < by.end else None


def _tested(facts: EmployerFacts, severe: bool | None, by: Yardstick) -> bool | None:
    periodic = [test for test in facts.tests if test.kind in by.periodic]
    dated = [(test.on, test) for test in periodic if test.on is not None and test.on <= by.end]
    if not dated:
        return None if any(test.on is None for test in periodic) else False
    latest = max(dated, key=lambda pair: pair[0])[1]
    options = (True, False) if severe is None else (severe,)
    answers = {_lasting(latest, by, by.intervals["testing"], option) for option in options}
    return answers.pop() if len(answers) == 1 else None


def _over_limit(facts: EmployerFacts, by: Yardstick) -> bool | None:
    telling = [test for test in facts.tests if test.kind in by.telling and test.on is not None and test.on <= by.end]
    if not telling:
        return None
    latest = max(test.on for test in telling if test.on is not None)
    results = [test.over for test in telling if test.on == latest]
    return True if True in results else None if None in results else False
