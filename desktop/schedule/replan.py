"""Mends a plan after something happened: an illness, a lost day, an urgent visit. Fewest changes first.

What is past stays, and so does what is pinned or printed unless its crew-day is lost. The visits of lost days and the
new ones are placed with everything else unmoved, by their own crew and then by others; only what still has no place may
make others move, at a price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.schedule.effort import BUDGETS, Effort, Told
from desktop.schedule.mend import Mending
from desktop.schedule.outcome import Asked, outcome
from desktop.schedule.problem import Crew, Fixed, Problem, Step, Visit, unheard
from desktop.schedule.ready import hopeless, refuse_the_impossible
from desktop.schedule.result import Plan, PlannedVisit, Unplaced
from desktop.schedule.routes import unwarned
from desktop.schedule.setting import Setting, Slot, Timetable, days_of

PAST, PRINTED = "已完成", "已打印"


@dataclass(frozen=True, slots=True)
class News:
    """What has happened since the plan was made.

    today: first day (position) that can still change; everything before it stays. lost: crew and day that fall away,
    with the word why (病假…). new: visits that came up; their sites must be in the problem. gone: visits no longer
    needed. printed: visits whose sheet is handed out; they stay unless their crew-day is lost.
    """

    today: int
    lost: tuple[Slot, ...] = ()
    why_lost: str = "不能出勤"
    new: tuple[Visit, ...] = ()
    gone: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit whose crew or day changed. `was`, `now`: (crew, day); was None: newly planned, now None: no room."""

    visit: str
    site: str
    was: Slot | None
    now: Slot | None
    reason: str
    touched: bool  # it was on a lost crew-day, unplaced or new; otherwise it made room for others


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The mended plan, the problem it solves (lost days and new visits included), what moved and why."""

    plan: Plan
    problem: Problem
    moved: tuple[Moved, ...]
    summary: str  # “这 3 家改期，因为…”


def adjust(
    problem: Problem, old: Plan, news: News, *, effort: Effort = Effort.NORMAL, seed: int = 1, step: Step = unheard
) -> Adjusted:
    """The old plan with the fewest changes that the news makes necessary; to be shown before it is accepted."""
    changed = _after_the_news(problem, old, news)
    refuse_the_impossible(changed)
    setting = Setting(changed)
    table = _kept(setting, old, news)
    without_hope = {
        visit: said for visit, said in hopeless(setting).items() if not _is_past(setting.visit[visit], news)
    }
    placed = days_of(table)
    todo = {visit.id for visit in changed.visits} - set(placed) - set(without_hope)
    was = {one.visit: (one.crew, one.day) for one in old.visits}
    home = {visit: crew for visit, (crew, _) in was.items()}
    budget = BUDGETS[effort].iterations
    told = Told(step, 2 * budget * max(1, len(todo)), "正在为受影响的企业找位置")
    mending = Mending(setting, table, budget, seed, told.tick, news.today, home, was)
    with unwarned():
        mending.place(todo, moves=True)
    table = _old_order(mending.table, old)
    made = outcome(setting, table, without_hope, Asked(effort, seed, news.today), step)
    moved = tuple(_Telling(setting, old, made, news).moved())
    return Adjusted(made, changed, moved, _summary(moved, made))


def _is_past(visit: Visit, news: News) -> bool:
    return visit.fixed is not None and visit.fixed.day < news.today


def _after_the_news(problem: Problem, old: Plan, news: News) -> Problem:
    """The problem with lost days, new visits, and what is past or printed fixed where it is."""
    lost, slots = set(news.lost), {one.visit: one for one in old.visits}
    visits = tuple(
        _fixed_where_it_is(visit, slots.get(visit.id), lost, news)
        for visit in problem.visits
        if visit.id not in news.gone
    )
    crews = tuple(_without(crew, lost) for crew in problem.crews)
    spacing = tuple(pair for pair in problem.spacing if not news.gone.intersection((pair.earlier, pair.later)))
    return replace(problem, visits=visits + news.new, crews=crews, spacing=spacing)


def _without(crew: Crew, lost: set[Slot]) -> Crew:
    return replace(crew, minutes=tuple(0 if (crew.id, day) in lost else m for day, m in enumerate(crew.minutes)))


def _fixed_where_it_is(visit: Visit, at: PlannedVisit | None, lost: set[Slot], news: News) -> Visit:
    if visit.fixed and (visit.fixed.crew, visit.fixed.day) in lost and visit.fixed.day >= news.today:
        visit = replace(visit, fixed=None)
    if at is None or ((at.crew, at.day) in lost and at.day >= news.today):
        return visit
    if at.day < news.today:
        return replace(visit, fixed=Fixed(at.crew, at.day, at.order, PAST))
    if visit.id in news.printed:
        return replace(visit, fixed=Fixed(at.crew, at.day, at.order, PRINTED))
    return visit


def _kept(setting: Setting, old: Plan, news: News) -> Timetable:
    """The old timetable without lost days and without visits that are no longer needed."""
    lost, table = set(news.lost), dict[Slot, list[str]]()
    for one in sorted(old.visits, key=lambda one: (one.day, one.crew, one.order)):
        if one.visit in setting.visit and ((one.crew, one.day) not in lost or one.day < news.today):
            table.setdefault((one.crew, one.day), []).append(one.visit)
    return table


def _old_order(table: Timetable, old: Plan) -> Timetable:
    """A day with the same visits as before keeps its order."""
    before: Timetable = {}
    for one in sorted(old.visits, key=lambda one: one.order):
        before.setdefault((one.crew, one.day), []).append(one.visit)
    return {slot: before[slot] if set(before.get(slot, ())) == set(order) else order for slot, order in table.items()}


class _Telling:
    """What changed, and why, for the person who is to accept it."""

    def __init__(self, setting: Setting, old: Plan, made: Plan, news: News) -> None:
        self.setting, self.news, self.lost = setting, news, set(news.lost)
        self.was = {one.visit: (one.crew, one.day) for one in old.visits}
        self.now = {one.visit: (one.crew, one.day) for one in made.visits}
        self.left: dict[str, Unplaced] = {one.visit: one for one in made.unplaced}
        self.never = {one.visit for one in old.unplaced}

    def moved(self) -> list[Moved]:
        """Every visit with another crew or day than before, the touched ones first."""
        found = []
        for visit in self.setting.problem.visits:
            was, now = self.was.get(visit.id), self.now.get(visit.id)
            if was != now or (was is None and visit.id not in self.never):
                touched = was is None or was in self.lost
                found.append(Moved(visit.id, visit.site, was, now, self._reason(visit, was, now), touched))
        return sorted(found, key=lambda one: (not one.touched, one.now is None, one.now or ("", 0), one.visit))

    def _reason(self, visit: Visit, was: Slot | None, now: Slot | None) -> str:
        if was is None:
            came = f"新增{visit.kind}"
        elif was in self.lost:
            came = f"原定{self._said(was)}，{self.news.why_lost}"
        else:
            came = f"原定{self._said(was)}，为紧急或更重要的巡查让出时间"
        if now is None:
            left = self.left[visit.id]
            return f"{came}；排不下：{left.why}，{left.relaxation}才能排下"
        return f"{came}，{'排在' if was is None else '改到'}{self._said(now)}"

    def _said(self, slot: Slot) -> str:
        on = self.setting.problem.days[slot[1]]
        return f" {on.month}月{on.day}日 {self.setting.crew[slot[0]].name}"


def _summary(moved: tuple[Moved, ...], made: Plan) -> str:
    new = sum(one.was is None and one.now is not None for one in moved)
    touched = sum(one.touched and one.was is not None and one.now is not None for one in moved)
    others = sum(not one.touched and one.now is not None for one in moved)
    left = sum(one.now is None for one in moved)
    parts = [
        f"新增 {new} 次" if new else "",
        f"{touched} 次因原定日子不能出勤改期" if touched else "",
        f"{others} 次为其他巡查让出时间而改期" if others else "",
        f"{left} 次排不下" if left else "",
    ]
    said = "，".join(part for part in parts if part) or "没有需要改动的"
    return f"{said}；其余 {made.placed - new - touched - others} 次不变。"
