"""What the patrol of every employer is told from, read from the office file in a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.hazard import Exposure
from db.models.ledger import TestReport, TestResult
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from db.models.verdict import RiskAssessment
from desktop.rules.patrol_facts import Asked, OnList, PatrolFacts, Visited
from desktop.rules.tables import Rulebook
from desktop.work.ledger_reader import Groups, Reader, hazardous

DONE = "已访"
EMPLOYER = (
    Employer.id, Employer.status, Employer.status_since, Employer.opened_on, Employer.registered_on, Employer.size,
    Employer.exposed_workers, Employer.declared_risk,
)  # fmt: skip
NO_VERDICT = (None, None, None, None)


def facts(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None) -> dict[int, PatrolFacts]:
    """The facts of every employer, or of those named, by id in page order; verdicts and tests as known on `on`."""
    reader = Reader(session, ids)
    return _read(reader, rulebook, on, _visits(reader))


def of_duties(reader: Reader, rulebook: Rulebook, on: date) -> dict[int, PatrolFacts]:
    """The same for the duty of patrol, which asks of the visits for the last patrol by `on` only."""
    last = reader.made(
        Visited,
        (Visit.employer_id, func.max(Visit.done_on), Visit.kind, Visit.counts_for_coverage, Visit.demand_key),
        Visit.state == DONE, Visit.counts_for_coverage.is_(True), Visit.done_on <= on, newest=True,
    )  # fmt: skip
    return _read(reader, rulebook, on, last)


def _read(reader: Reader, rulebook: Rulebook, on: date, visits: Groups) -> dict[int, PatrolFacts]:
    status, classes = reader.statuses, reader.classes
    verdict = reader.made(
        lambda _, *values: values,
        (RiskAssessment.employer_id, func.max(RiskAssessment.id), RiskAssessment.combined, RiskAssessment.level,
         RiskAssessment.nature, RiskAssessment.edition),
        RiskAssessment.assessed_on <= on, newest=True,
    )  # fmt: skip
    noise, over = _noise(reader, rulebook), _over(reader, on)
    asked, campaigns = _asked(reader), _campaigns(reader)
    none: tuple[Any, ...] = ()
    found: dict[int, PatrolFacts] = {}
    for id, code, since, opened, registered, size, workers, declared in reader.employers(*EMPLOYER):
        combined, level, nature, edition = verdict[id][0] if id in verdict else NO_VERDICT
        written, noisy, loudest = noise.get(id, (0, 0, None))
        found[id] = PatrolFacts(
            id,
            status.get(id) or ((since, code),),
            min(opened, registered) if opened and registered else opened or registered,
            hazardous(written > 0, workers, classes.get(id, none)),
            size,
            combined,
            level,
            nature or declared,
            edition,
            written > 0 and written == noisy,
            loudest,
            over.get(id),
            visits.get(id, none),
            asked.get(id, none),
            campaigns.get(id, none),
        )
    return found


def _visits(reader: Reader) -> Groups:
    """Of all days: what counts on a day is for the rules to say."""
    return reader.made(
        Visited,
        (Visit.employer_id, Visit.done_on, Visit.kind, Visit.counts_for_coverage, Visit.demand_key),
        Visit.state == DONE, order=Visit.done_on,
    )  # fmt: skip


def _noise(reader: Reader, rulebook: Rulebook) -> dict[int, tuple[int, int, float | None]]:
    """Of every employer: its entries, how many of them are noise, and the loudest if all were measured."""
    noisy = case((Exposure.factor_code.in_(rulebook.patrol_shipped.noise_factors), 1), else_=0)
    loudest = case((func.count() == func.count(Exposure.noise_level), func.max(Exposure.noise_level)), else_=None)
    query = select(Exposure.employer_id, func.count(), func.sum(noisy), loudest).where(reader.of(Exposure.employer_id))
    return {row[0]: row[1:] for row in reader.rows(query.group_by(Exposure.employer_id))}


def _over(reader: Reader, on: date) -> dict[int, bool]:
    """Whether a point of the newest report is over its limit; nothing where the report does not say."""
    mine = (reader.of(TestReport.employer_id), TestReport.tested_on <= on)
    newest = (
        select(TestReport.employer_id, func.max(TestReport.tested_on), TestReport.id, TestReport.points_over)
        .where(*mine)
        .group_by(TestReport.employer_id)
    )
    results = select(TestResult.report_id).where(TestResult.over_limit.is_(True))
    if reader.few is not None:
        results = results.where(TestResult.report_id.in_(select(TestReport.id).where(*mine)))
    above = {report for (report,) in reader.rows(results)}
    said: dict[int, bool] = {}
    for employer, _, report, points in reader.rows(newest):
        if report in above or points is not None:
            said[employer] = report in above or points > 0
    return said


def _asked(reader: Reader) -> Groups:
    return reader.made(
        Asked,
        (VisitRequest.employer_id, VisitRequest.id, VisitRequest.kind,
         func.coalesce(VisitRequest.earliest_on, VisitRequest.asked_on, type_=VisitRequest.asked_on.type),
         VisitRequest.deadline, VisitRequest.why, VisitRequest.minutes),
        VisitRequest.withdrawn_on.is_(None), order=VisitRequest.id,
    )  # fmt: skip


def _campaigns(reader: Reader) -> Groups:
    groups: Groups = {}
    query = (
        select(CampaignEmployer.employer_id, Campaign.id, Campaign.name, Campaign.first_on, Campaign.last_on,
               Campaign.times, Campaign.minutes)
        .join(Campaign, Campaign.id == CampaignEmployer.campaign_id)
        .where(reader.of(CampaignEmployer.employer_id))
        .order_by(Campaign.id)
    )  # fmt: skip
    for employer, *told in reader.rows(query):
        groups.setdefault(employer, []).append(OnList(*told))
    return groups
