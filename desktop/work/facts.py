"""What is known of the employers, as the pure rules want it: read from the office file in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models.employer import Employer, StatusChange
from db.models.grading import GradeOverride
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import Declaration, HealthExam, TestReport, TestResult
from db.models.place import Area
from db.models.verdict import ManagementGrade
from db.portions import few
from desktop.rules.employer_facts import ClassHeads, Declared, EmployerFacts, Examined
from desktop.rules.employer_facts import TestReport as Report
from desktop.rules.exposure_limits import judge
from desktop.rules.grading import Exposed, Facts, Override, Tested, Verdict, grade
from desktop.rules.grading_industry import SEVERE, Industries, Industry
from desktop.rules.tables import Rulebook
from desktop.work.undisturbed import undisturbed

INDUSTRY = (Employer.industry_code, Employer.more_industries, Employer.industry_rows, Employer.star_solvents)


@undisturbed()
def employers(session: Session) -> list[EmployerFacts]:
    """Every employer ever registered, with its dated ledgers: what the figures of any period are counted from."""
    factors: dict[int, list[tuple[str, str | None]]] = _grouped(
        (employer, (written, code))
        for employer, written, code in session.execute(
            select(Exposure.employer_id, Exposure.written, Exposure.factor_code).order_by(Exposure.id)
        )
    )
    statuses = _grouped(
        (row.employer_id, (row.since, row.status))
        for row in session.execute(
            select(StatusChange.employer_id, StatusChange.since, StatusChange.status).order_by(StatusChange.since)
        )
    )
    classes = _grouped(
        (employer, ClassHeads(hazard_class, present, workers))
        for employer, hazard_class, present, workers in session.execute(
            select(HazardClass.employer_id, HazardClass.hazard_class, HazardClass.present, HazardClass.workers)
        )
    )
    declarations = _grouped(
        (employer, Declared(None if kind == UNSAID else kind, on, precision))
        for employer, kind, on, precision in session.execute(
            select(Declaration.employer_id, Declaration.kind, Declaration.declared_on, Declaration.precision)
        )
    )
    exams = _grouped(
        (employer, Examined(kind, year, on, due, examined))
        for employer, kind, year, on, due, examined in session.execute(
            select(
                HealthExam.employer_id,
                HealthExam.kind,
                HealthExam.year,
                HealthExam.examined_on,
                HealthExam.due,
                HealthExam.examined,
            )
        )
    )
    tests = _reports(session)
    village = {area: name for area, name in session.execute(select(Area.id, Area.name))}
    return [
        EmployerFacts(
            id=row.id,
            name=row.name,
            village=village.get(row.area_id),
            status=tuple(statuses.get(row.id, [(row.status_since, row.status)])),
            registered_on=row.registered_on,
            factors=tuple(written for written, _ in factors.get(row.id, ())),
            factor_codes=tuple(code for _, code in factors.get(row.id, ()) if code),
            industry=Industry.of(row.industry_code, row.more_industries, row.industry_rows, row.star_solvents),
            staff=row.staff,
            outsourced=row.outsourced,
            dispatched=row.dispatched,
            exposed_workers=row.exposed_workers,
            size=row.size,
            declared_risk=row.declared_risk,
            classes=tuple(classes.get(row.id, ())),
            declarations=tuple(declarations.get(row.id, ())),
            tests=tuple(tests.get(row.id, ())),
            exams=tuple(exams.get(row.id, ())),
            verified_on=row.verified_on,
        )
        for row in session.execute(_EMPLOYERS)
    ]


UNSAID = "未知"  # a declaration whose kind the sheet does not tell
_EMPLOYERS = select(
    Employer.id,
    Employer.name,
    Employer.area_id,
    Employer.status,
    Employer.status_since,
    Employer.registered_on,
    Employer.staff,
    Employer.outsourced,
    Employer.dispatched,
    Employer.exposed_workers,
    Employer.size,
    Employer.declared_risk,
    Employer.verified_on,
    *INDUSTRY,
).order_by(Employer.sort_key, Employer.id)


def _reports(session: Session) -> dict[int, list[Report]]:
    by_factor = {
        report: bool(over)
        for report, over in session.execute(
            select(TestResult.report_id, func.max(TestResult.over_limit)).group_by(TestResult.report_id)
        )
        if over is not None
    }
    query = select(
        TestReport.employer_id,
        TestReport.id,
        TestReport.tested_on,
        TestReport.kind,
        TestReport.points,
        TestReport.points_over,
        TestReport.precision,
    )
    return _grouped(
        (employer, Report(on, kind, points, over, by_factor.get(report), precision))
        for employer, report, on, kind, points, over, precision in session.execute(query)
    )


def verdicts(session: Session, rulebook: Rulebook, on: date) -> dict[int, Verdict]:
    """The verdict on every employer by what was known on `on`."""
    return {
        employer: grade(known, rulebook, on) for employer, known in for_grading(session, on, rulebook=rulebook).items()
    }


def for_grading(
    session: Session, on: date, ids: Sequence[int] | None = None, *, rulebook: Rulebook, history: bool = False
) -> dict[int, Facts]:
    """What grading asks of each employer: factors, heads, tests, management grade and overrides known by `on`.

    history: every test; else those of the latest day only, which alone decides a level.
    """
    plain = session.connection()  # plain rows: no entity is wanted, and the detour through the mapper costs half

    def of(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        return column.in_(ids) if few(ids) else column.is_not(None)

    factors = _grouped(
        (employer, Exposed(written, code))
        for employer, written, code in plain.execute(
            select(Exposure.employer_id, Exposure.written, Exposure.factor_code)
            .where(of(Exposure.employer_id))
            .order_by(Exposure.id)
        ).all()
    )
    tests = _tests(session, (of(TestReport.employer_id), TestReport.tested_on <= on), rulebook, history)
    overrides = _overrides(session, on, of(GradeOverride.employer_id))
    industries = Industries(rulebook)
    managements = {
        employer: (given, score)
        for employer, given, score in plain.execute(
            select(ManagementGrade.employer_id, ManagementGrade.grade, ManagementGrade.score)
            .where(of(ManagementGrade.employer_id), ManagementGrade.graded_on <= on)
            .order_by(ManagementGrade.graded_on, ManagementGrade.id)
        ).all()
    }
    found: dict[int, Facts] = {}
    for employer, workers, incomplete, declared, *industry in plain.execute(
        select(
            Employer.id,
            Employer.exposed_workers,
            Employer.factors_incomplete,
            Employer.declared_risk,
            *INDUSTRY,
        ).where(of(Employer.id))
    ).all():
        mine = tuple(factors.get(employer, ()))
        risk = industries.of(Industry.of(*industry), [factor.code for factor in mine]).risk
        management, score = managements.get(employer, (None, None))
        found[employer] = Facts(
            factors=mine,
            factors_incomplete=bool(incomplete),
            exposed_workers=workers,
            tests=tuple(tests.get(employer, ())),
            management=management,
            score=score,
            declared_severe=True if declared == "严重" else None,
            industry_severe=risk == SEVERE or None,
            override=overrides.get(employer),
        )
    return found


def _overrides(session: Session, on: date, wanted: ColumnElement[bool]) -> dict[int, Override]:
    """The decision of a person that holds on `on`; of several the last."""
    return {
        row.employer_id: Override(row.level, row.combined, row.reason, row.person, row.set_on, row.ends_on)
        for row in session.scalars(
            select(GradeOverride)
            .where(wanted, GradeOverride.set_on <= on, GradeOverride.ends_on >= on)
            .where(or_(GradeOverride.lifted_on.is_(None), GradeOverride.lifted_on > on))
            .order_by(GradeOverride.id)
        )
    }


Result = tuple[str | None, bool | None, int | None, int | None, float | None, str | None, str | None, str | None]


def tested(day: date, told: Result, rulebook: Rulebook) -> Tested:
    """A result, judged by its limit where a value is given. The worse of mark and value counts."""
    code, over, points, points_over, value, unit, kind, fraction = told
    if value is None:
        return Tested(day, code, over, points, points_over)
    judged = judge(code, value, unit, kind, fraction, rulebook)
    by_mark = Tested(day, code, over, points, points_over).over
    decides = judged.over is not None and by_mark is not True and judged.over != by_mark
    marked = True if judged.over else over if by_mark is not None else judged.over
    doubt = judged.doubt if decides else ""
    return Tested(day, code, marked, points, points_over, value, unit, judged.limit, doubt)


def _tests(
    session: Session, wanted: tuple[ColumnElement[bool], ...], rulebook: Rulebook, history: bool
) -> dict[int, list[Tested]]:
    plain = session.connection()
    if not history:
        days = select(TestReport.employer_id, func.max(TestReport.tested_on)).where(*wanted)
        newest = days.group_by(TestReport.employer_id)
        wanted = (tuple_(TestReport.employer_id, TestReport.tested_on).in_(newest),)
    results: dict[int, list[Result]] = _grouped(
        (row[0], row[1:])
        for row in plain.execute(
            select(
                TestResult.report_id,
                TestResult.factor_code,
                TestResult.over_limit,
                TestResult.points,
                TestResult.points_over,
                TestResult.result,
                TestResult.unit,
                TestResult.limit_kind,
                TestResult.fraction,
            )
            .join(TestReport, TestReport.id == TestResult.report_id)
            .where(*wanted)
        ).all()
    )
    tests: dict[int, list[Tested]] = {}
    for employer, report, day, points, over in plain.execute(
        select(TestReport.employer_id, TestReport.id, TestReport.tested_on, TestReport.points, TestReport.points_over)
        .where(*wanted)
        .order_by(TestReport.tested_on, TestReport.id)
    ).all():
        mine = tests.setdefault(employer, [])
        mine.append(Tested(day, None, None if over is None else over > 0, points, over))
        mine.extend(tested(day, told, rulebook) for told in results.get(report, ()) if told[0])
    return tests


def _grouped(pairs: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
