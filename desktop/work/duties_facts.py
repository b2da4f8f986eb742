"""What the duties of every employer are computed from, read from the office file in a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, func, select, union
from sqlalchemy.orm import Session

from db.models.duty import ChangeEvent, Leaver
from db.models.employer import Employer
from db.models.finding import Finding
from db.models.hazard import Exposure
from db.models.ledger import (
    Commitment,
    ConstructionProject,
    Declaration,
    HealthExam,
    LabourStanding,
    TestReport,
    TestResult,
    Training,
)
from db.models.verdict import ManagementGrade, RiskAssessment
from desktop.rules.duty import facts as known
from desktop.rules.duty.examining import BEFORE, ON_JOB
from desktop.rules.duty.facts import DutyFacts
from desktop.rules.grading_industry import Industry
from desktop.rules.tables import Rulebook
from desktop.work import patrol_facts
from desktop.work.facts import INDUSTRY
from desktop.work.ledger_reader import Groups, Reader
from desktop.work.undisturbed import undisturbed

EMPLOYER = (
    Employer.id, Employer.declared_risk, Employer.exposed_workers, Employer.staff, *INDUSTRY,
)  # fmt: skip
PROJECT = (
    ConstructionProject.name, ConstructionProject.risk, ConstructionProject.started_on, ConstructionProject.in_use_on,
    ConstructionProject.acceptance_planned_on, ConstructionProject.pre_evaluated_on, ConstructionProject.designed_on,
    ConstructionProject.plan_reported_on, ConstructionProject.control_evaluated_on, ConstructionProject.accepted_on,
    ConstructionProject.acceptance_reported_on, ConstructionProject.made_up_on,
)  # fmt: skip


@undisturbed()
def facts(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None) -> dict[int, DutyFacts]:
    """The facts of every employer, or of those named, by id in page order, as recorded for days up to `on`.

    Of a ledger of which only the newest entry counts, only that is read: 20,000 employers have 400,000 entries.
    """
    reader = Reader(session, ids)
    exposures = reader.made(
        known.Exposed,
        (Exposure.employer_id, Exposure.factor_code, Exposure.written, Exposure.job_grade, Exposure.noise_level),
        order=Exposure.id,
    )
    trainings = reader.made(
        known.Trained,
        (Training.employer_id, Training.trained_on, Training.precision, Training.audience, Training.hours),
    )
    projects = reader.made(known.Project, (ConstructionProject.employer_id, *PROJECT))
    events = reader.made(_event, (ChangeEvent.employer_id, ChangeEvent.happened_on, ChangeEvent.kind, ChangeEvent.note))
    leavers = reader.made(
        known.Leaver, (Leaver.employer_id, Leaver.who, Leaver.leaves_on, Leaver.exam_on, Leaver.on_job_exam_on)
    )
    counts = reader.made(
        known.Counted,
        (LabourStanding.employer_id, func.max(LabourStanding.counted_on), LabourStanding.contracts_signed,
         LabourStanding.hazards_told, LabourStanding.insured),
        LabourStanding.counted_on <= on, newest=True,
    )  # fmt: skip
    commitments = reader.made(
        known.Signed,
        (Commitment.employer_id, func.max(Commitment.signed_on), Commitment.precision, Commitment.expires_on),
        Commitment.signed_on <= on,
        newest=True,
    )
    findings = reader.made(
        known.ToMend,
        (Finding.employer_id, Finding.number, Finding.source, Finding.described, Finding.opened_on, Finding.deadline),
        Finding.state.in_([state.code for state in rulebook.casework.states.values() if state.overdue]),
        Finding.by_test.is_(False),
        order=Finding.id,
    )
    assessed = _assessed(reader, on)
    declarations, reports, exams = _declarations(reader, on), _reports(reader, rulebook), _exams(reader, on)
    patrols = patrol_facts.of_duties(reader, rulebook, on)
    none: tuple[Any, ...] = ()
    found: dict[int, DutyFacts] = {}
    for id, declared, workers, staff, *industry in reader.employers(*EMPLOYER):
        patrol = patrols[id]
        found[id] = DutyFacts(
            id,
            patrol.status,
            patrol.started_on,
            patrol.hazardous,
            declared,
            Industry.of(*industry),
            staff,
            workers,
            exposures.get(id, none),
            declarations.get(id, none),
            reports.get(id, none),
            exams.get(id, none),
            trainings.get(id, none),
            projects.get(id, none),
            counts.get(id, none),
            commitments.get(id, none),
            events.get(id, none),
            leavers.get(id, none),
            patrol,
            findings.get(id, none),
            assessed.get(id),
        )
    return found


def _results(reader: Reader) -> Groups:
    """What every report says of its factors, by report, of employers that ever had a result over a limit."""
    over = (
        select(TestReport.employer_id)
        .join(TestResult, TestResult.report_id == TestReport.id)
        .where(reader.of(TestReport.employer_id), TestResult.over_limit.is_(True))
    )
    query = (
        select(TestResult.report_id, TestResult.factor_code, TestResult.written, TestResult.over_limit)
        .join(TestReport, TestReport.id == TestResult.report_id)
        .where(reader.of(TestReport.employer_id), TestResult.over_limit.is_not(None), TestReport.employer_id.in_(over))
    )
    groups: Groups = {}
    for report, code, written, above in reader.rows(query):
        groups.setdefault(report, []).append((code, written, bool(above)))
    return groups


def _declarations(reader: Reader, on: date) -> Groups:
    """The newest of every employer; all of those to whom something happened that had to be declared."""
    columns = (Declaration.employer_id, Declaration.declared_on, Declaration.precision, Declaration.kind)
    newest = (columns[0], func.max(Declaration.declared_on), *columns[2:])
    found = reader.made(known.Declared, newest, Declaration.declared_on <= on, newest=True)
    happened = union(
        *(select(table.employer_id).where(reader.of(table.employer_id)) for table in (ChangeEvent, ConstructionProject))
    )
    return found | reader.made(known.Declared, columns, Declaration.employer_id.in_(happened))


def _reports(reader: Reader, rulebook: Rulebook) -> Groups:
    results = _results(reader)
    names: dict[str, str] = {}

    def result(code: str | None, written: str, over: bool) -> known.Result:
        if code is not None and code not in names:
            factor = rulebook.factors.get(code)
            names[code] = factor.name if factor else written
        return known.Result(code, names[code] if code is not None else written, over)

    def report(id: int, on: date, precision: str, kind: str, reported: date | None, over: int | None) -> known.Report:
        whole = None if over is None else over > 0
        if id not in results:
            return known.Report(on, precision, kind, reported, whole)
        found = tuple(result(*entry) for entry in results[id])
        return known.Report(
            on, precision, kind, reported, any(r.over for r in found) if whole is None else whole, found
        )

    columns = (
        TestReport.employer_id, TestReport.id, TestReport.tested_on, TestReport.precision, TestReport.kind,
        TestReport.reported_on, TestReport.points_over,
    )  # fmt: skip
    return reader.made(report, columns)


def _exams(reader: Reader, on: date) -> Groups:
    """The newest round of every employer that counts as an examination of those who work there."""

    def exam(
        _: str, day: date | None, precision: str, kind: str, year: int, due: int | None, examined: int | None
    ) -> known.Examined:
        if day is None:
            return known.Examined(date(year, 1, 1), "year", kind, due, examined)
        return known.Examined(day, precision, kind, due, examined)

    first = func.coalesce(cast(HealthExam.examined_on, String), cast(HealthExam.year, String) + "-01-01")
    columns = (
        HealthExam.employer_id, func.max(first), HealthExam.examined_on, HealthExam.precision, HealthExam.kind,
        HealthExam.year, HealthExam.due, HealthExam.examined,
    )  # fmt: skip
    return reader.made(exam, columns, HealthExam.kind.in_((ON_JOB, BEFORE)), first <= on.isoformat(), newest=True)


def _assessed(reader: Reader, on: date) -> dict[int, date]:
    """The last management grade of every employer, or from when its present level stands if that is later."""
    level = select(RiskAssessment.employer_id, func.max(RiskAssessment.assessed_on)).where(
        reader.of(RiskAssessment.employer_id), RiskAssessment.level.is_not(None), RiskAssessment.assessed_on <= on
    )
    grade = select(ManagementGrade.employer_id, func.max(ManagementGrade.graded_on)).where(
        reader.of(ManagementGrade.employer_id), ManagementGrade.graded_on <= on
    )
    found: dict[int, date] = {id: day for id, day in reader.rows(level.group_by(RiskAssessment.employer_id))}
    for id, day in reader.rows(grade.group_by(ManagementGrade.employer_id)):
        found[id] = max(day, found.get(id, day))
    return found


def _event(on: date, kind: str, note: str | None) -> known.Event:
    return known.Event(on, kind, note or "")
