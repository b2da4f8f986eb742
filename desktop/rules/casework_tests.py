"""超标就是隐患: the tests of one employer as episodes, each from a result over the limit to a retest within it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Result(NamedTuple):
    """One factor in a report: `factor` is its code, or what was written. over None: the report does not say."""

    id: int
    factor: str
    name: str
    over: bool | None
    told: str = ""  # points and value, in words


class Report(NamedTuple):
    """One report whose results count. over: of the report as a whole; None: not said."""

    id: int
    on: date
    over: bool | None
    results: tuple[Result, ...] = ()
    told: str = ""
    reported_on: date | None = None
    institution: str | None = None

    @property
    def known_on(self) -> date:
        """When the result was known: the day of the report, else of the sampling."""
        return self.reported_on or self.on


@dataclass(slots=True)
class Episode:
    """One factor over its limit (None: the report as a whole, no factor named) until a retest within the limit."""

    factor: str | None
    name: str
    over: list[Report] = field(default_factory=list)  # every report that says so, the first opened it
    result: Result | None = None  # of the first
    ended: Report | None = None


def episodes(reports: Iterable[Report]) -> list[Episode]:
    """Every episode of one employer, by the order in which they began.

    A whole report within the limits that names no factor ends all of them; a report with factors ends those it names.
    """
    course = _Course()
    for report in sorted(reports, key=lambda report: (report.on, report.id)):
        named = [result for result in report.results if result.over is not None]
        above = {result.factor for result in named if result.over}
        for result in named:
            if result.over:
                course.over(report, result.factor, result)
            elif result.factor not in above:
                course.within(report, result.factor)
        if report.over and not above:
            course.over(report, None, None)
        elif report.over is False and not above:
            course.within(report, *(tuple(course.running) if not named else (None,)))
    return course.found


class _Course:
    """The episodes so far, and those that have not ended."""

    def __init__(self) -> None:
        self.found: list[Episode] = []
        self.running: dict[str | None, Episode] = {}

    def over(self, report: Report, factor: str | None, result: Result | None) -> None:
        """The factor is over its limit, still or from now on."""
        if factor not in self.running:
            self.running[factor] = Episode(factor, result.name if result else "", result=result)
            self.found.append(self.running[factor])
        self.running[factor].over.append(report)

    def within(self, report: Report, *factors: str | None) -> None:
        """These factors are within their limits by this report."""
        for factor in factors:
            if factor in self.running:
                self.running.pop(factor).ended = report
