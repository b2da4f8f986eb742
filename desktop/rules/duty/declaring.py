"""Declarations: the first, those that a change asks for, the yearly update, the closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.rules.duty.clock import About, Clock, Due, Reach, told
from desktop.rules.duty.facts import Declared, DutyFacts, newest
from desktop.rules.words import add_months

CLOSING = "注销"
CHANGES = {"工艺材料": "change_process", "名称场所负责人": "change_identity", "检测评价结果": "change_result"}
ACCIDENT = "事故"
RECORDS = ("剂量监测", "确诊职业病", "工伤认定申请")  # what other duties are told from, see duties_special.py
EVENT_KINDS = (*CHANGES, ACCIDENT, *RECORDS)


def declaring(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """First declaration, changes and yearly update of an employer that is in operation."""
    last = newest(facts.declarations, clock.on)
    if last is None or last.kind == CLOSING:
        yield clock.once(_first, *_began(facts, clock.on))
        return
    if facts.events or facts.projects:
        yield from _changes(facts, clock, [entry for entry in facts.declarations if entry.on <= clock.on])
    yield clock.once(_yearly, last.on, last.precision)


def _yearly(clock: Clock, last: date, precision: str) -> Due:
    term = clock.terms["yearly_update"]
    reach = Reach.after(last, precision, months=term.months)
    after = term.interval.after if term.interval else None
    opens = add_months(last, after) if after else None
    because = (
        f"上次申报 {told(last, precision)}，"
        f"距上次满 {after} 个月后可以办理，满 {term.months} 个月为止，应于 {reach.early.isoformat()} 前完成"
    )
    return clock.due(term, reach, because, About(last, opens=opens))


def closing(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """The closing declaration of an employer that has ended; unclear for one that only stands still or moved."""
    since, status = facts.status_on(clock.on)
    term = clock.terms["closing"]
    last = newest(facts.declarations, clock.on)
    if last is None or last.kind == CLOSING:  # only who has declared must close; done
        return
    if status in clock.terms.unclear:
        yield clock.lacking(term, f"是否终止生产经营的核实结果（已登记为{status}）")
    elif since is None:
        yield clock.lacking(term, "终止生产经营的日期")
    else:
        reach = Reach.after(since, "day", days=term.days)
        because = (
            f"{since.isoformat()} 起{status}，{term.days} 日内应报告并办理注销，应于 {reach.early.isoformat()} 前完成"
        )
        yield clock.due(term, reach, because, About(since))


def _began(facts: DutyFacts, on: date) -> tuple[date | None, str]:
    """What the days of the first declaration are counted from, and what it is."""
    accepted = [p.accepted_on for p in facts.projects if p.accepted_on is not None and p.accepted_on <= on]
    return (min(accepted), "建设项目竣工验收") if accepted else (facts.started_on, "建档（投产）")


def _first(clock: Clock, start: date | None, what: str) -> Due:
    term = clock.terms["first_declaration"]
    if start is None:
        return clock.lacking(term, "申报记录和建设项目竣工验收（建档）日期")
    reach = Reach.after(start, "day", days=term.days)
    because = (
        f"{start.isoformat()} {what}，没有有效的申报记录，{term.days} 日内应申报，应于 {reach.early.isoformat()} 前完成"
    )
    return clock.due(term, reach, because, About(start))


def _changes(facts: DutyFacts, clock: Clock, known: list[Declared]) -> Iterator[Due]:
    happened: list[tuple[date, str, str]] = [
        (event.on, CHANGES[event.kind], event.note or event.kind) for event in facts.events if event.kind in CHANGES
    ]
    first = min(entry.on for entry in known)
    happened += [
        (project.accepted_on, "change_project", f"建设项目“{project.name}”竣工验收")
        for project in facts.projects
        if project.accepted_on is not None and project.accepted_on >= first
    ]
    for on, id, note in sorted(happened):
        if on > clock.on or any(entry.on >= on and entry.kind != CLOSING for entry in known):
            continue
        term = clock.terms[id]
        reach = Reach.after(on, "day", days=term.days)
        because = (
            f"{on.isoformat()} {note}，之后没有申报，{term.days} 日内应变更申报，应于 {reach.early.isoformat()} 前完成"
        )
        yield clock.due(term, reach, because, About(on))
