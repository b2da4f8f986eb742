"""超标就是隐患: findings follow the test results in the same operation that enters, changes or removes them.

What stands in the register of tests decides, not the order in which it was typed: `follow` may be called again at any
time and changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from db.models.finding import Finding, FindingStep
from db.models.ledger import TestReport, TestResult
from db.portions import IN_ONE_QUERY, few, portions
from desktop.rules.casework import BY_TEST, CLOSED, TO_MEND
from desktop.rules.casework_tests import Episode, Report, Result, episodes
from desktop.rules.duty.testing import Kinds
from desktop.rules.factors import normal
from desktop.rules.tables import Rulebook
from desktop.work.change import Change
from desktop.work.facts import tested
from desktop.work.findings import FOUND, OVER_LIMIT, Numbers

OF_A_PERSON = ("document_no", "responsible", "measures", "funds", "county_feedback")


def follow(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None) -> set[int]:
    """Open, close, reopen or withdraw the findings of these employers (None: all). Gives the employers they are of."""
    session.flush()
    touched: set[int] = set()
    for part in _parts(ids):
        reports = _reports(session, rulebook, part)
        held = _held(session, part)
        steps = _steps(session, held)
        numbers = Numbers(session)
        for employer in sorted(reports.keys() | held.keys()):
            one = _Employer(session, rulebook, on, employer, numbers)
            if one.reconcile(episodes(reports.get(employer, ())), held.get(employer, []), steps):
                touched.add(employer)
    session.flush()
    return touched


def behind(session: Session, rulebook: Rulebook) -> int:
    """How many over-limit results have no finding yet: of a file from before findings were kept."""
    held = _held(session, None)
    return sum(
        not mine
        for employer, reports in _reports(session, rulebook, None).items()
        for _, mine in _matched(episodes(reports), held.get(employer, []))
    )


def catch_up(session: Session, rulebook: Rulebook, on: date) -> Change:
    """Follow every test in the register: for a file from before findings were kept."""
    touched = follow(session, rulebook, on)
    said = f"按检测结果登记隐患：{len(touched)} 家企业有变化" if touched else "检测结果和隐患一致，没有要登记的"
    return Change(said, frozenset(touched))


class _Employer:
    """The findings of one employer against its tests."""

    def __init__(self, session: Session, rulebook: Rulebook, on: date, employer: int, numbers: Numbers) -> None:
        self._session, self._case, self._on = session, rulebook.casework, on
        self._employer, self._numbers = employer, numbers
        self._changed = False

    def reconcile(self, found: list[Episode], held: list[Finding], steps: dict[int, list[str]]) -> bool:
        """Make the findings say what the episodes say; True when anything had to change."""
        for episode, mine in _matched(found, held):
            current = mine[-1] if mine else None
            for spare in mine[:-1]:
                if spare.state != CLOSED:
                    self._withdraw(spare, steps)
            last = steps[current.id][-1] if current and current.id in steps else FOUND
            if current is None or self._again(current, episode, last):
                self._open(episode, since=current.state_since if current else None)
            else:
                self._adjust(current, episode, last)
        used = {id(finding) for _, mine in _matched(found, held) for finding in mine}
        for finding in held:
            if id(finding) not in used:
                self._withdraw(finding, steps)
        return self._changed

    @staticmethod
    def _again(finding: Finding, episode: Episode, last: str) -> bool:
        """Closed by a person, and over the limit again since then."""
        by_person = finding.state == CLOSED and last not in BY_TEST
        return by_person and any(report.on > finding.state_since for report in episode.over)

    def _open(self, episode: Episode, since: date | None) -> None:
        first = next(report for report in episode.over if since is None or report.on > since)
        opened = min(first.known_on, self._on)
        finding = Finding(
            number=self._numbers.next(opened.year),
            employer_id=self._employer,
            source=OVER_LIMIT,
            described=_described(episode, first),
            category="作业环境",
            opened_on=opened,
            deadline=self._case.deadline(OVER_LIMIT, opened),
            state=TO_MEND,
            state_since=opened,
            by_test=True,
            factor=episode.factor,
            test_report_id=first.id,
            test_result_id=episode.result.id if episode.result and first is episode.over[0] else None,
        )
        self._session.add(finding)
        self._session.flush()
        self._note(finding, FOUND, TO_MEND, opened)
        self._adjust(finding, episode, FOUND)

    def _adjust(self, finding: Finding, episode: Episode, last: str) -> None:
        """The finding names what its episode names, and is closed or open as the episode is."""
        if finding.factor != episode.factor:
            finding.factor, finding.described = episode.factor, _described(episode, episode.over[0])
            finding.test_result_id = episode.result.id if episode.result else None
            self._changed = True
        if finding.test_report_id is None:
            finding.test_report_id = episode.over[0].id
        ended = episode.ended
        retest = self._case.states[finding.state].retest
        if ended is not None and retest and finding.closed_by_report_id != ended.id:  # else a person reopened it since
            finding.finished_on = finding.finished_on or ended.on
            finding.rechecked_on, finding.rechecked_by = ended.on, ended.institution
            finding.closed_by_report_id = ended.id
            self._step(finding, "retested", ended.known_on)
        elif ended is not None and last == "retested" and finding.closed_by_report_id != ended.id:
            finding.closed_by_report_id, finding.rechecked_on = ended.id, ended.on
            self._changed = True
        elif finding.state == CLOSED and (last == "withdrawn" or (last == "retested" and ended is None)):
            finding.closed_by_report_id = None
            self._step(finding, "reopened", self._on)
            self._adjust(finding, episode, "reopened")

    def _withdraw(self, finding: Finding, steps: dict[int, list[str]]) -> None:
        """No test says so any more: gone without trace if nobody worked on it, else closed with that reason."""
        worked = set(steps.get(finding.id, ())) - {FOUND, *BY_TEST} or any(getattr(finding, key) for key in OF_A_PERSON)
        if not worked:
            self._session.execute(delete(FindingStep).where(FindingStep.finding_id == finding.id))
            self._session.delete(finding)
            self._changed = True
        elif self._case.states[finding.state].retest:
            self._step(finding, "withdrawn", self._on)

    def _step(self, finding: Finding, step: str, on: date) -> None:
        known = self._case.steps[step]
        finding.state, finding.state_since = known.to, on
        for key, value in known.sets.items():
            setattr(finding, key, value)
        for key in known.clears:
            setattr(finding, key, None)
        self._note(finding, step, known.to, on)

    def _note(self, finding: Finding, step: str, state: str, on: date) -> None:
        self._session.add(FindingStep(finding_id=finding.id, step=step, state=state, taken_on=on))
        self._changed = True


def _matched(found: list[Episode], held: list[Finding]) -> list[tuple[Episode, list[Finding]]]:
    """Each episode with its findings: of the same factor and report, else of the same factor, else of the report."""
    left = list(held)
    matched: dict[int, list[Finding]] = {place: [] for place in range(len(found))}
    told = [{report.id for report in episode.over} for episode in found]

    def take(place: int, fits: Iterable[Finding]) -> None:
        for finding in list(fits):
            matched[place].append(finding)
            left.remove(finding)

    for place, episode in enumerate(found):
        take(place, (f for f in left if f.factor == episode.factor and f.test_report_id in told[place]))
    for place, episode in enumerate(found):
        if not matched[place]:
            take(place, [f for f in left if f.factor == episode.factor][:1])
    for place in range(len(found)):
        if not matched[place]:
            take(place, [f for f in left if f.test_report_id in told[place]][:1])
    return [(episode, sorted(matched[place], key=lambda f: f.id)) for place, episode in enumerate(found)]


def _described(episode: Episode, report: Report) -> str:
    told = episode.result.told if episode.result else report.told
    what = f"{episode.name}超标" if episode.name else "超标，报告没有写明哪种因素"
    return f"{report.on.isoformat()} 检测{what}{f'（{told}）' if told else ''}"


def _parts(ids: Sequence[int] | None) -> list[list[int] | None]:
    if ids is None or len(ids) > 20 * IN_ONE_QUERY:
        return [None]
    return [list(some) for some in portions(ids)]


def _held(session: Session, ids: list[int] | None) -> dict[int, list[Finding]]:
    query = select(Finding).where(Finding.by_test.is_(True)).order_by(Finding.id)
    held: dict[int, list[Finding]] = {}
    query = query if ids is None else query.where(Finding.employer_id.in_(ids))
    fresh = query.execution_options(populate_existing=True)  # the database itself lets go of reports that are gone
    for finding in session.scalars(fresh):
        held.setdefault(finding.employer_id, []).append(finding)
    return held


def _steps(session: Session, held: dict[int, list[Finding]]) -> dict[int, list[str]]:
    wanted = {finding.id for mine in held.values() for finding in mine}
    steps: dict[int, list[str]] = {}
    if wanted:
        query = select(FindingStep.finding_id, FindingStep.step).order_by(FindingStep.id)
        named = query.where(FindingStep.finding_id.in_(wanted)) if few(wanted) else query
        for finding, step in session.execute(named):
            steps.setdefault(finding, []).append(step)
    return steps


def _reports(session: Session, rulebook: Rulebook, ids: list[int] | None) -> dict[int, list[Report]]:
    """The telling reports of those who may ever have been over a limit."""
    over = or_(TestResult.over_limit.is_(True), TestResult.points_over > 0, TestResult.result.is_not(None))
    suspects = (
        select(TestReport.employer_id)
        .outerjoin(TestResult, TestResult.report_id == TestReport.id)
        .where(or_(TestReport.points_over > 0, over))
    )
    mine = TestReport.employer_id.in_(suspects) if ids is None else TestReport.employer_id.in_(ids)
    telling = Kinds.of(rulebook.codes).telling
    results: dict[int, list[Result]] = {}
    joined = select(TestResult).join(TestReport, TestReport.id == TestResult.report_id).where(mine)
    for one in session.scalars(joined.order_by(TestResult.id)):
        results.setdefault(one.report_id, []).append(_result(one, rulebook))
    reports: dict[int, list[Report]] = {}
    for row in session.scalars(select(TestReport).where(mine, TestReport.kind.in_(telling))):
        reports.setdefault(row.employer_id, []).append(
            Report(
                row.id,
                row.tested_on,
                None if row.points_over is None else row.points_over > 0,
                tuple(results.get(row.id, ())),
                _points(row.points, row.points_over),
                row.reported_on,
                row.institution,
            )
        )
    return reports


def _result(row: TestResult, rulebook: Rulebook) -> Result:
    told = (row.factor_code, row.over_limit, row.points, row.points_over, row.result, row.unit, row.limit_kind,
            row.fraction)  # fmt: skip
    judged = tested(date.min, told, rulebook)
    words = [_points(row.points, row.points_over)]
    if row.result is not None:
        words.append(f"结果 {row.result:g}{row.unit or ''}")
        words.append(judged.limit)
    return Result(
        row.id,
        row.factor_code or normal(row.written),
        row.written,
        judged.over,
        "，".join(filter(None, words)),
    )


def _points(points: int | None, over: int | None) -> str:
    if not over:
        return ""
    return f"{points} 个点中 {over} 个超标" if points else f"{over} 个点超标"
