"""Periodic tests, evaluations, and the retest after a result over its limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop.rules.code_lists import CodeLists
from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.declaring import ACCIDENT
from desktop.rules.duty.facts import DutyFacts, Report, newest
from desktop.rules.duty.terms import Term
from desktop.rules.grading_industry import GENERAL, SEVERE, Industries, Industry
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook

EVALUATING = ("现状评价", "控评")
LACKS_NATURE = "职业病危害严重程度（申报的风险类别，或行业：{}）"


class Nature(NamedTuple):
    """Whether the employer counts as 职业病危害严重 for tests and evaluations. severe None: not known."""

    severe: bool | None
    said: str
    doubt: bool = False


class Natures:
    """Severe where the declaration, the industry list of 2021 or a factor says so; general where one of the first
    two does; otherwise not known."""

    def __init__(self, book: Rulebook) -> None:
        self._book, self._industries = book, Industries(book)
        self._held: dict[tuple[str | None, Industry, frozenset[str | None]], Nature] = {}

    def of(self, facts: DutyFacts) -> Nature:
        """The nature of one employer, with where it was told from."""
        codes = frozenset([entry.code for entry in facts.exposures])
        key = facts.declared_risk, facts.industry, codes
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._told(facts, codes)
        return found

    def _told(self, facts: DutyFacts, codes: frozenset[str | None]) -> Nature:
        industry = self._industries.of(facts.industry, codes)
        if facts.declared_risk == SEVERE:
            return Nature(True, "申报为严重")
        if industry.risk == SEVERE:
            return Nature(True, "按行业为严重")
        severe = [factor for factor in map(self._book.factors.get, codes) if factor is not None and factor.severe]
        if severe:
            doubt = all(factor.confidence in UNCONFIRMED for factor in severe)
            return Nature(True, "有严重的危害因素，按严重", doubt)
        if industry.risk == GENERAL:
            return Nature(False, "按行业为一般")
        if facts.declared_risk == GENERAL:
            return Nature(False, "申报为一般")
        return Nature(None, industry.because)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of report count as the periodic test, and whose results tell of a limit."""

    periodic: frozenset[str]
    telling: frozenset[str]

    @classmethod
    def of(cls, codes: CodeLists) -> Kinds:
        """From the code list of test kinds."""
        listed = codes.get("test_kind")
        return cls(listed.flagged("periodic"), listed.flagged("result"))


def testing(facts: DutyFacts, clock: Clock, nature: Nature, kinds: Kinds) -> Iterator[Due]:
    """The test, the evaluation and the retests of one employer."""
    reports = [report for report in facts.reports if report.on <= clock.on]
    last = _made(newest([report for report in reports if report.kind in kinds.periodic], clock.on))
    yield clock.once(_interval, "testing", nature, last, None if last else facts.started_on, "检测记录")
    if nature.severe is not False:
        last = _made(newest([report for report in reports if report.kind in EVALUATING], clock.on))
        yield clock.once(_interval, "evaluation", nature, last, None if last else facts.started_on, "现状评价记录")
    yield from _after_accident(facts, clock, reports)
    if any(report.over or report.results for report in reports):
        yield from _retests(clock, [report for report in reports if report.kind in kinds.telling])


class Made(NamedTuple):
    """A test or evaluation, as far as the next one depends on it."""

    kind: str
    on: date
    precision: str


def _made(found: Report | None) -> Made | None:
    return Made(found.kind, found.on, found.precision) if found else None


def _interval(clock: Clock, id: str, nature: Nature, last: Made | None, start: date | None, what: str) -> Due:
    term = clock.terms[id]
    assert term.interval is not None, "testing and evaluation have intervals"
    severe, general = term.interval.months(True), term.interval.months(False)
    assert severe is not None, "prescribed for severe employers"
    months = severe if nature.severe else general
    if nature.severe is None:
        return _either(clock, term, last, start, nature)
    assert months is not None, "an evaluation is asked for severe employers only"
    if last is None:
        return clock.never(term, what, start, months, About(doubt=nature.doubt))
    reach = Reach.after(last.on, last.precision, months=months)
    because = (
        f"上次{last.kind} {told(last.on, last.precision)}，{nature.said}，每 {months} 个月一次，"
        f"应于 {reach.early.isoformat()} 前完成"
    )
    return clock.due(term, reach, because, About(last.on, doubt=nature.doubt))


def _either(clock: Clock, term: Term, last: Made | None, start: date | None, nature: Nature) -> Due:
    """Severe or general is not known: overdue only where it is so both ways."""
    general = term.interval.general if term.interval else None
    since, precision = (last.on, last.precision) if last else (start, "day")
    if since is not None and general is not None:
        reach = Reach.after(since, precision, months=general)
        if clock.on > reach.late:
            words = f"上次 {told(since, precision)}" if last else f"{since.isoformat()} 建档（投产）以来没有记录"
            because = f"{words}；严重程度未登记，按较长的 {general} 个月也已超过 {reach.early.isoformat()}"
            return clock.due(term, reach, because, About(since))
    return clock.lacking(term, LACKS_NATURE.format(nature.said))


def _after_accident(facts: DutyFacts, clock: Clock, reports: list[Report]) -> Iterator[Due]:
    term = clock.terms["evaluation_accident"]
    for event in facts.events:
        if event.kind != ACCIDENT or event.on > clock.on:
            continue
        if any(report.kind in EVALUATING and report.on >= event.on for report in reports):
            continue
        because = (
            f"{event.on.isoformat()} 发生职业病危害事故{'：' + event.note if event.note else ''}，应及时做现状评价"
        )
        yield clock.due(term, Reach.after(event.on, "day", days=term.days), because, About(event.on))


def _retests(clock: Clock, reports: list[Report]) -> Iterator[Due]:
    """For each factor: its latest result is over the limit, or the latest report is without saying for which."""
    term = clock.terms["retest"]
    latest: dict[tuple[str | None, str], tuple[Report, bool]] = {}
    whole: Report | None = None
    for report in sorted(reports, key=lambda report: report.on):
        if report.over is False and not report.results:
            latest.clear()  # all of it is within the limits
        for result in report.results:
            if result.over is not None:
                latest[result.factor, result.name] = (report, result.over)
        if report.over is not None:
            whole = report
    found: list[tuple[str | None, Report]] = [(key[1], report) for key, (report, over) in latest.items() if over]
    if whole is not None and whole.over and not any(result.over for result in whole.results):
        found.append((None, whole))
    for name, report in found:
        since, precision = (report.reported_on, "day") if report.reported_on else (report.on, report.precision)
        reach = Reach.after(since, precision, days=term.days)
        because = (
            f"{told(report.on, report.precision)} 检测{name or ''}超标，{told(since, precision)} 起 {term.days} 天内"
            f"整改并复测，之后没有合格的结果，应于 {reach.early.isoformat()} 前完成"
        )
        yield clock.due(term, reach, because, About(since, name))
