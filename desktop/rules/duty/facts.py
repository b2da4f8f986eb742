"""What the duties of one employer are computed from. None is unknown, never “no” and never 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from desktop.rules.grading_industry import NO_INDUSTRY, Industry
from desktop.rules.patrol_facts import PatrolFacts


class Dated(Protocol):
    """An entry of a ledger."""

    @property
    def on(self) -> date: ...


Entry = TypeVar("Entry", bound=Dated)


def newest(entries: Iterable[Entry], on: date) -> Entry | None:
    """The last entry up to a day; of several on that day the first. `max` with a key takes three times as long."""
    found: Entry | None = None
    for entry in entries:
        if entry.on <= on and (found is None or entry.on > found.on):
            found = entry
    return found


class Declared(NamedTuple):
    """One declaration receipt."""

    on: date
    precision: str
    kind: str  # 初次 变更 年度更新 注销 未知


class Result(NamedTuple):
    """One factor in a report. over None: the report does not say."""

    factor: str | None  # code, or as written
    name: str
    over: bool | None


class Report(NamedTuple):
    """One test or evaluation. over: of the report as a whole. reported_on: when the employer got the result."""

    on: date
    precision: str
    kind: str
    reported_on: date | None
    over: bool | None
    results: tuple[Result, ...] = ()


class Examined(NamedTuple):
    """One round of examinations. on is the first day of the year when only that is known (precision “year”)."""

    on: date
    precision: str
    kind: str  # 上岗前 在岗 离岗 应急
    due: int | None = None
    examined: int | None = None


class Trained(NamedTuple):
    """One training. hours None: not recorded."""

    on: date
    precision: str
    audience: str  # 主要负责人 管理人员 劳动者
    hours: float | None


class Exposed(NamedTuple):
    """One factor at one post."""

    code: str | None
    written: str
    grade: str | None = None  # 作业分级 by GBZ/T 229
    noise: float | None = None  # LEX,8h in dB(A)


class Project(NamedTuple):
    """One construction project with the days on which its steps were done."""

    name: str
    risk: str | None = None  # 严重 一般
    started_on: date | None = None
    in_use_on: date | None = None
    acceptance_planned_on: date | None = None
    pre_evaluated_on: date | None = None
    designed_on: date | None = None
    plan_reported_on: date | None = None
    control_evaluated_on: date | None = None
    accepted_on: date | None = None
    acceptance_reported_on: date | None = None
    made_up_on: date | None = None  # what was missed has been put right


class Counted(NamedTuple):
    """劳动合同、危害告知、工伤保险 as counted on one day."""

    on: date
    contracts_signed: int | None
    hazards_told: int | None
    insured: int | None


class Signed(NamedTuple):
    """One 告知承诺书."""

    on: date
    precision: str
    expires_on: date | None


class Event(NamedTuple):
    """Something that happened and must be declared, see CHANGES of duties_declaring; or 事故."""

    on: date
    kind: str
    note: str


class Leaver(NamedTuple):
    """Somebody exposed who leaves. on None: the day is not known."""

    who: str
    on: date | None
    exam_on: date | None  # leaving examination
    on_job_exam_on: date | None  # his or her last examination on the job


class ToMend(NamedTuple):
    """One finding that waits for the employer. deadline None: no notice set one."""

    number: str
    source: str
    described: str
    opened_on: date
    deadline: date | None


class DutyFacts(NamedTuple):
    """One employer. status: (since, code) by date, a since of None means from the beginning.

    started_on: since when it is known to work with hazards: opened or registered, whichever is earlier.
    hazardous: whether there is a hazard at all. declared_risk, industry: what severity is told from.
    """

    id: int
    status: Sequence[tuple[date | None, str]] = ((None, "在营"),)
    started_on: date | None = None
    hazardous: bool | None = True
    declared_risk: str | None = None
    industry: Industry = NO_INDUSTRY
    staff: int | None = None
    exposed_workers: int | None = None
    exposures: Sequence[Exposed] = ()
    declarations: Sequence[Declared] = ()
    reports: Sequence[Report] = ()
    exams: Sequence[Examined] = ()
    trainings: Sequence[Trained] = ()
    projects: Sequence[Project] = ()
    counts: Sequence[Counted] = ()
    commitments: Sequence[Signed] = ()
    events: Sequence[Event] = ()
    leavers: Sequence[Leaver] = ()
    patrol: PatrolFacts | None = None  # None: patrol is not asked about
    findings: Sequence[ToMend] = ()
    assessed_on: date | None = None  # the last management grade, or change of the risk level

    def status_on(self, on: date) -> tuple[date | None, str]:
        """The status in force and since when; 在营 before a first entry that lies later."""
        found: tuple[date | None, str] | None = None
        for since, code in self.status:
            if since is None and found is None:
                found = (None, code)
            elif since is not None and since <= on:
                found = (since, code)
        return found or (None, "在营")
