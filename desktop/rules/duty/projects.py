"""三同时 of construction projects, step by step, with what is to be made up once a step was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from desktop.rules.duty.clock import About, Clock, Due, Reach
from desktop.rules.duty.facts import DutyFacts, Project

SEVERE = "严重"


class Step(NamedTuple):
    """One step: when it must be done (None: not known, `lacks` says what is wanting) and when it was done."""

    id: str
    done_on: date | None
    due: date | None
    lacks: str
    said: str


def projects(facts: DutyFacts, clock: Clock) -> Iterator[Due]:
    """Every step of every project that is neither done nor made up."""
    for project in facts.projects:
        made_up = project.made_up_on is not None and project.made_up_on <= clock.on
        for step in _steps(project):
            if (step.done_on is not None and step.done_on <= clock.on) or made_up:
                continue
            yield _due(clock, project, step)
        yield from _report(clock, project, made_up)


def _steps(project: Project) -> tuple[Step, ...]:
    start, planned = project.started_on, project.acceptance_planned_on
    ends = [day for day in (project.accepted_on, project.in_use_on, planned) if day is not None]
    end = min(ends, default=None)
    in_use = [day for day in (project.in_use_on, planned) if day is not None]
    before = "竣工验收（投产）日期"
    found = [
        Step("pre_evaluation", project.pre_evaluated_on, start, "开工日期", "应在可行性论证阶段、开工以前"),
        Step("facility_design", project.designed_on, start, "开工日期", "应在施工以前"),
        Step("control_evaluation", project.control_evaluated_on, end, before, "应在验收（投产）以前"),
        Step("acceptance", project.accepted_on, min(in_use, default=None), "计划验收（投产）日期", "投产以前应当验收"),
    ]
    if project.accepted_on is None:  # a plan can no longer be reported once it was accepted
        found.insert(2, Step("acceptance_plan", project.plan_reported_on, planned, "计划验收日期", ""))
    return tuple(found)


def _due(clock: Clock, project: Project, step: Step) -> Due:
    term = clock.terms[step.id]
    name = f"“{project.name}”"
    if step.due is None:
        return clock.lacking(term, f"项目{name}的{step.lacks}")
    due = step.due - timedelta(days=term.days)
    said = step.said or f"应在计划验收 {step.due.isoformat()} 的 {term.days} 日前报告验收方案"
    because = f"项目{name}没有这一步的记录，{said}，应于 {due.isoformat()} 前完成"
    missed = clock.on > due and bool(term.make_up)
    if missed:
        because += f"；{term.make_up}"
    return clock.due(term, Reach(due, due), because, About(step.due, doubt=missed and term.make_up_unconfirmed))


def _report(clock: Clock, project: Project, made_up: bool) -> Iterator[Due]:
    """Only severe projects report on their acceptance."""
    term, accepted = clock.terms["acceptance_report"], project.accepted_on
    done = project.acceptance_reported_on
    if accepted is None or accepted > clock.on or (done is not None and done <= clock.on) or made_up:
        return
    if project.risk is None:
        yield clock.lacking(term, f"项目“{project.name}”的职业病危害风险类别")
    elif project.risk == SEVERE:
        reach = Reach.after(accepted, "day", days=term.days)
        because = (
            f"项目“{project.name}”危害严重，{accepted.isoformat()} 验收，{term.days} 日内应报告验收工作过程，"
            f"应于 {reach.early.isoformat()} 前完成"
        )
        yield clock.due(term, reach, because, About(accepted))
