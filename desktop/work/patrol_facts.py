"""What the patrol of every employer is told from, read from the office file in a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.models.employer import Employer, StatusChange
from db.models.hazard import Exposure, HazardClass
from db.models.ledger import TestReport, TestResult
from db.models.patrol import Campaign, CampaignEmployer, Visit, VisitRequest
from db.models.verdict import RiskAssessment
from desktop.rules.patrol_facts import Asked, OnList, PatrolFacts, Visited
from desktop.rules.tables import Rulebook
from desktop.work.ledger_reader import Groups, Reader, hazardous, several

DONE = "已访"
EMPLOYER = (
    Employer.id, Employer.status, Employer.status_since, Employer.opened_on, Employer.registered_on, Employer.size,
    Employer.exposed_workers, Employer.declared_risk,
)  # fmt: skip
NO_VERDICT = (None, None, None, None)


def facts(session: Session, rulebook: Rulebook, on: date, ids: Sequence[int] | None = None) -> dict[int, PatrolFacts]:
    """The facts of every employer, or of those named, by id in page order; verdicts and tests as known on `on`.

    Visits of all days are read: what counts on a day is for the rules to say.
    """
    reader = Reader(session, ids)
    status = reader.by(
        (StatusChange.employer_id, StatusChange.since, StatusChange.status),
        StatusChange.employer_id.in_(several(StatusChange.employer_id)),
        order=StatusChange.since,
    )
    verdict = reader.made(
        lambda *values: values,
        (RiskAssessment.employer_id, func.max(RiskAssessment.id), RiskAssessment.combined, RiskAssessment.level,
         RiskAssessment.nature, RiskAssessment.edition),
        RiskAssessment.assessed_on <= on, newest=True,
    )  # fmt: skip
    noise, classes, over = _noise(reader, rulebook), _classes(reader), _over(reader, on)
    visits = reader.made(
        Visited,
        (Visit.employer_id, Visit.done_on, Visit.kind, Visit.counts_for_coverage, Visit.demand_key),
        Visit.state == DONE, order=Visit.done_on,
    )  # fmt: skip
    asked, campaigns = _asked(reader), _campaigns(reader)
    none: tuple[Any, ...] = ()
    found: dict[int, PatrolFacts] = {}
    for row in reader.employers(*EMPLOYER):
        combined, level, nature, edition = verdict[row.id][0][1:] if row.id in verdict else NO_VERDICT
        written, noisy, loudest = noise[row.id][0] if row.id in noise else (0, 0, None)
        found[row.id] = PatrolFacts(
            row.id,
            status.get(row.id) or ((row.status_since, row.status),),
            min((day for day in (row.opened_on, row.registered_on) if day), default=None),
            hazardous(bool(written), row.exposed_workers, classes.get(row.id, none)),
            row.size,
            combined,
            level,
            nature or row.declared_risk,
            edition,
            written > 0 and written == noisy,
            loudest,
            over.get(row.id),
            visits.get(row.id, none),
            asked.get(row.id, none),
            campaigns.get(row.id, none),
        )
    return found


def _noise(reader: Reader, rulebook: Rulebook) -> Groups:
    """Of every employer: its entries, how many of them are noise, and the loudest if all were measured."""
    noisy = case((Exposure.factor_code.in_(rulebook.patrol_shipped.noise_factors), 1), else_=0)
    loudest = case((func.count() == func.count(Exposure.noise_level), func.max(Exposure.noise_level)), else_=None)
    query = select(Exposure.employer_id, func.count(), func.sum(noisy), loudest).where(reader.of(Exposure.employer_id))
    return {row[0]: [tuple(row[1:])] for row in reader.rows(query.group_by(Exposure.employer_id))}


def _classes(reader: Reader) -> Groups:
    return reader.by(
        (HazardClass.employer_id, HazardClass.present, HazardClass.workers),
        HazardClass.employer_id.not_in(select(Exposure.employer_id)),
    )


def _over(reader: Reader, on: date) -> dict[int, bool]:
    """Whether a point of the newest report is over its limit; nothing where the report does not say."""
    newest = (
        select(TestReport.employer_id, func.max(TestReport.tested_on), TestReport.id, TestReport.points_over)
        .where(reader.of(TestReport.employer_id), TestReport.tested_on <= on)
        .group_by(TestReport.employer_id)
    )
    results = select(TestResult.report_id).where(TestResult.over_limit.is_(True)).distinct()
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
