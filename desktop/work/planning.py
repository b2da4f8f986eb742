"""Planning a period: what must be visited, a draft that nobody has adopted, and its adoption in one operation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.rules import patrol_capacity
from desktop.rules.patrol_capacity import CrewDays
from desktop.rules.tables import Rulebook
from desktop.work import demands, planning_ground, planning_make, planning_wanted
from desktop.work.planning_ground import Ground
from desktop.work.planning_wanted import Wish
from desktop.work.problem import Problem
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.work.office import Office
    from desktop.work.planning_make import Draft


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before planning. said: what is asked for; can: whether it can be done; notes: what to mend."""

    span: tuple[date, date]
    ground: Ground
    wish: Wish
    said: str
    can: str
    notes: tuple[str, ...]
    excluded: int = 0
    unconfirmed: int = 0


def period(first: date, last: date, today: date) -> tuple[date, date]:
    """The days that can still be planned. Raises Problem for a period that is over or upside down."""
    if last < first:
        raise Problem(f"截止日期 {last} 在开始日期 {first} 之前。", "请把两个日期对调。", "计划没有改动。")
    if last < today:
        raise Problem(f"{first} 到 {last} 已经过去，不能再排。", "请选今天以后的一段日期。", "计划没有改动。")
    return max(first, today), last


def outlook(session: Session, rulebook: Rulebook, first: date, last: date, today: date) -> Outlook:
    """What must be visited and whether it can be done. Raises Problem when nothing can be planned."""
    span = period(first, last, today)
    needed = demands.demands(session, rulebook, *span, on=today)
    wish = planning_wanted.gather(session, needed.demands, span, today)
    ground = planning_ground.of(session, rulebook, span, wish.employers, today=today)
    terms = rulebook.patrol(today)
    crews = [
        CrewDays(
            team.name, len(team.people), [day for day, room in zip(ground.days, team.minutes, strict=True) if room],
            max(team.minutes), team.most_visits,
        )
        for team in ground.teams.values()
    ]  # fmt: skip
    can = patrol_capacity.estimate(needed.demands, crews, terms).said
    notes = [f"{trouble.what}{trouble.remedy}" for trouble in ground.troubles]
    notes += [f"{conflict}。请在“人员网格”里改走访次数或间隔。" for conflict in terms.conflicts()]
    return Outlook(
        span, ground, wish, planning_make.demand_words(wish.wanted), can, tuple(notes), len(needed.excluded),
        sum(demand.unconfirmed for demand in needed.demands),
    )  # fmt: skip


def plan(office: Office, first: date, last: date, *, effort: str, seed: int, progress: Progress) -> Draft:
    """A draft of a period, written nowhere. Raises Problem when nothing can be planned, Cancelled when stopped."""
    from desktop.schedule.effort import Effort

    today = office.today()
    progress.step(0, 1, "正在汇总要走访的企业")
    seen = office.ask(lambda session: outlook(session, office.rulebook, first, last, today))
    if not seen.wish.wanted:
        raise Problem("这段时间没有要走访的企业。", "请换一段日期；停产、注销的企业不安排走访。", "计划没有改动。")
    task = planning_make.Task(seen.span, seen.ground, seen.wish.wanted, seen.wish.apart, today)
    made = planning_make.draft(task, effort=Effort(effort), seed=seed, progress=progress)
    return replace(made, superseded=seen.wish.superseded)
