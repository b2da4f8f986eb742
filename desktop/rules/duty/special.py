"""Duties of a few: rectification of findings, the assessment of the risk, high-toxic work, radiation, injury claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop.rules.choices import HIGH_TOXIC, ON
from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.declaring import RECORDS
from desktop.rules.duty.examining import ON_JOB
from desktop.rules.duty.facts import DutyFacts, Event
from desktop.rules.duty.terms import Term
from desktop.rules.tables import Rulebook
from desktop.rules.words import add_months

RADIATION = "放射性因素"
EFFECT = "控评"
DOSE, DIAGNOSED, CLAIMED = RECORDS
HIGHLY_TOXIC = re.compile(r"高毒(?:物品目录)?\d")


@dataclass(frozen=True, slots=True)
class Special:
    """Which factors these duties are asked of; high_toxic is empty while the office has not switched it on."""

    high_toxic: frozenset[str]
    radiation: frozenset[str]
    since: date  # from when employers are assessed at all

    @classmethod
    def of(cls, book: Rulebook) -> Special:
        """From the catalogue of factors and the office's choices."""
        wanted = book.chosen(HIGH_TOXIC) == ON
        toxic = (factor.code for factor in book.factors if wanted and HIGHLY_TOXIC.search(factor.basis))
        radiation = (factor.code for factor in book.factors if factor.hazard_class == RADIATION)
        return cls(frozenset(toxic), frozenset(radiation), book.intervals["risk_assessment"].since)


def special(facts: DutyFacts, clock: Clock, known: Special) -> Iterator[Due]:
    """Whatever of these duties is asked of one employer."""
    codes = {entry.code for entry in facts.exposures}
    if codes & known.high_toxic:
        yield from _high_toxic(facts, clock)
    if codes & known.radiation:
        yield from _radiation(facts, clock)
    assessed = facts.assessed_on
    yield clock.once(_assessment, assessed, None if assessed else facts.started_on, known.since)
    yield from rectifying(facts, clock)
    yield from _claims(facts, clock)


def rectifying(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """Every finding that waits for the employer, by the deadline on its notice."""
    term = clock.terms["rectification"]
    for finding in facts.findings:
        about = About(finding.opened_on, finding.number)
        words = f"隐患 {finding.number}（{finding.opened_on.isoformat()} {finding.source}）：{finding.described}"
        if finding.deadline is None:
            yield clock.lacking(term, f"隐患 {finding.number} 的整改期限", about)
        else:
            because = f"{words}，应于 {finding.deadline.isoformat()} 前整改完成"
            yield clock.due(term, Reach(finding.deadline, finding.deadline), because, about)


def _assessment(clock: Clock, last: date | None, start: date | None, since: date) -> Due:
    """The yearly-to-be assessment: months after the last one; a new employer's first one within its own days."""
    again, first = clock.terms["risk_assessment"], clock.terms["first_risk_assessment"]
    if last is not None:
        reach = Reach.after(last, "day", months=again.months)
        because = f"上次评估 {last.isoformat()}，每 {again.months} 个月重新评估，应于 {reach.early.isoformat()} 前完成"
        return clock.due(again, reach, because, About(last))
    if start is None:
        return clock.lacking(again, "评估结果和建档（投产）日期")
    if start >= since:
        reach = Reach.after(start, "day", months=first.months)
        because = (
            f"{start.isoformat()} 建档（投产），{first.months} 个月内应完成第一次评估，"
            f"应于 {reach.early.isoformat()} 前完成"
        )
        return clock.due(first, reach, because, About(start))
    reach = Reach.after(since, "day", months=again.months)
    because = f"{since.isoformat()} 试点办法施行以来没有评估结果，应于 {reach.early.isoformat()} 前完成"
    return clock.due(again, reach, because, About(since))


def _high_toxic(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    for id, last, what in (
        ("high_toxic_testing", _last(facts, clock, None), "高毒作业场所检测记录"),
        ("high_toxic_evaluation", _last(facts, clock, EFFECT), "高毒作业控制效果评价记录"),
    ):
        term = clock.terms[id]
        if last is None:
            yield clock.never(term, what, facts.started_on, term.months)
            continue
        reach = Reach.after(last[0], last[1], months=term.months)
        because = f"使用高毒物品，上次 {told(*last)}，每 {term.months} 个月一次，应于 {reach.early.isoformat()} 前完成"
        yield clock.due(term, reach, because, About(last[0]))


def _last(facts: DutyFacts, clock: Clock, kind: str | None) -> tuple[date, str] | None:
    days = [(r.on, r.precision) for r in facts.reports if r.on <= clock.on and kind in (None, r.kind)]
    return max(days, default=None)


def _radiation(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """Doses at most three months apart; examinations of those who work with radiation within two years."""
    doses = [event.on for event in facts.events if event.kind == DOSE and event.on <= clock.on]
    yield _every(facts, clock, clock.terms["dose_monitoring"], max(doses, default=None), "个人剂量监测记录")
    exams = [exam.on for exam in facts.exams if exam.kind == ON_JOB and exam.on <= clock.on]
    yield _every(facts, clock, clock.terms["radiation_exam"], max(exams, default=None), "放射工作人员在岗体检记录")


def _every(facts: DutyFacts, clock: Clock, term: Term, last: date | None, what: str) -> Due:
    if last is None:
        return clock.never(term, what, facts.started_on, term.months)
    reach = Reach(add_months(last, term.months), add_months(last, term.months))
    because = f"上次 {last.isoformat()}，最长 {term.months} 个月一次，应于 {reach.early.isoformat()} 前完成"
    return clock.due(term, reach, because, About(last))


def _claims(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """A disease is diagnosed: the claim of work injury within days, unless one was filed since for the same person."""
    term = clock.terms["injury_claim"]
    filed = [event for event in facts.events if event.kind == CLAIMED and event.on <= clock.on]
    for event in facts.events:
        if event.kind != DIAGNOSED or event.on > clock.on or any(_answers(claim, event) for claim in filed):
            continue
        reach = Reach.after(event.on, "day", days=term.days)
        who = f"（{event.note}）" if event.note else ""
        because = (
            f"{event.on.isoformat()} 确诊职业病{who}，{term.days} 日内应申请工伤认定，"
            f"应于 {reach.early.isoformat()} 前完成"
        )
        yield clock.due(term, reach, because, About(event.on, who=event.note or None))


def _answers(claim: Event, diagnosed: Event) -> bool:
    return claim.on >= diagnosed.on and claim.note in ("", diagnosed.note)
