"""One visit by hand: to another day or crew, fixed, let go, or cancelled. A hard rule in the way is named."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.patrol import Visit
from db.models.people import Crew
from desktop.rules.tables import Rulebook
from desktop.work import planning_ground, planning_keep, planning_rows
from desktop.work.change import Change
from desktop.work.duties_calendar import calendar
from desktop.work.planning_ground import Ground
from desktop.work.planning_rows import DONE, DROPPED, PLANNED, SHUT_OUT, WAITING, VisitRow
from desktop.work.problem import Problem

AROUND = timedelta(days=21)  # how far alternatives are looked for
OFFERED = 3
Around = Callable[[date, date], list[VisitRow]]  # the visits of these days, both included


@dataclass(frozen=True, slots=True)
class Target:
    """Where a visit is to go."""

    on: date
    crew_id: int


def move(session: Session, rulebook: Rulebook, visit: int, on: date, crew: int | None = None, *, today: date) -> Change:
    """Put a visit on another day or crew and fix it there. Raises Problem naming the rule that forbids it, and days
    on which it could be."""
    row = _open(session, visit)
    ground, rows = placed(
        session, rulebook, row, on, crew, lambda first, last: planning_rows.rows(session, first, last), today=today
    )
    planning_keep.rewrite(session, rows, today)
    moved = next(one for one in rows if one.id == visit)
    name = ground.names[moved.crew_id or 0]
    where = f"{on.isoformat()} {name}" if moved.crew_id != row.crew_id else on.isoformat()
    return Change(f"{row.employer}：走访改到 {where}，并固定", frozenset({row.employer_id}), listed=True)


def placed(  # noqa: PLR0913 - a visit, where it is to go, and among which others
    session: Session,
    rulebook: Rulebook,
    row: VisitRow,
    on: date,
    crew: int | None,
    around: Around,
    *,
    today: date,
) -> tuple[Ground, list[VisitRow]]:
    """The visit in its new place and every other one whose turn changes by it, with the ground they stand on.

    Raises Problem naming the rule that forbids it, and days on which it could be.
    """
    _day_works(session, rulebook, on, today)
    crew = crew or row.crew_id
    if crew is None:
        raise Problem(
            f"“{row.employer}”还没有安排小组。", "请在“周（按小组）”里把它拖到一个小组，或在右键菜单里选小组。", KEPT
        )
    span = (max(today, min(on, row.lo or on) - AROUND), max(on, row.hi or on) + AROUND)
    others = around(*span)
    near = {other.employer_id for other in others} | {row.employer_id}
    ground = _ground(session, rulebook, span, near, today)
    why = obstacle(ground, rulebook, row, Target(on, crew), others)
    if why is not None:
        raise Problem(why, _instead(ground, rulebook, row, Target(on, crew), others), KEPT)
    return ground, _replaced(ground, row, Target(on, crew), others)


def pin(session: Session, visit: int, pinned: bool) -> Change:
    """Fix a visit where it is, or let planning move it again."""
    row = _open(session, visit)
    if pinned and (row.on is None or row.crew_id is None):
        raise Problem(f"“{row.employer}”还没有排日子，不能固定。", "请先把它排到某一天。", KEPT)
    held = session.get_one(Visit, visit)
    held.pinned = pinned
    words = f"固定在 {row.on}" if pinned else "取消固定"
    return Change(f"{row.employer}：走访{words}", frozenset({row.employer_id}))


def cancel(session: Session, visit: int, why: str) -> Change:
    """Cancel a planned visit, with the reason. What the rules ask for comes back with the next plan."""
    row = _open(session, visit)
    if not why.strip():
        raise Problem("没有写取消的原因。", "请写一句原因，例如“企业停产检修”。", KEPT)
    held = session.get_one(Visit, visit)
    held.state, held.note = DROPPED, why.strip()
    return Change(
        f"{row.employer}：取消 {row.on or ''} 的走访（{why.strip()}）", frozenset({row.employer_id}), listed=True
    )


def obstacle(
    ground: Ground, rulebook: Rulebook, row: VisitRow, target: Target, around: Sequence[VisitRow]
) -> str | None:
    """Which hard rule forbids a target, in words; None when it is free."""
    place = ground.position(target.on)
    if place is None:
        return f"{_day(target.on)}不上班，不能安排走访。"
    return (
        _too_early_or_late(ground, row, target, place)
        or _crew_stays(ground, target, place)
        or _too_near(rulebook, row, target, around)
        or _day_is_full(ground, row, target, _round(around, target, row))
    )


def _too_early_or_late(ground: Ground, row: VisitRow, target: Target, place: int) -> str | None:
    if row.lo and target.on < row.lo:
        return f"“{row.employer}”最早 {row.lo.isoformat()} 才能去，{_day(target.on)}太早。"
    if row.hi and target.on > row.hi:
        return f"“{row.employer}”最晚要在 {row.hi.isoformat()} 前走访，{_day(target.on)}太晚。"
    village = ground.villages[row.area_id or planning_ground.NOWHERE]
    if place in village.blocked:
        return f"{_day(target.on)}{village.name}逢集或不便进村，不能安排走访。"
    return None


def _crew_stays(ground: Ground, target: Target, place: int) -> str | None:
    team = ground.teams.get(target.crew_id)
    if team is not None and team.minutes[place]:
        return None
    name = ground.names.get(target.crew_id, "这个小组")
    away = [
        f"{a.name}{a.kind}" for a in ground.away if a.first <= target.on <= a.last and team and a.name in team.people
    ]
    return f"{name} {_day(target.on)}不出勤{'（' + '、'.join(away) + '）' if away else ''}。"


def _too_near(rulebook: Rulebook, row: VisitRow, target: Target, around: Sequence[VisitRow]) -> str | None:
    terms = rulebook.patrol(target.on)
    for other in around:
        if other.id == row.id or other.employer_id != row.employer_id or not other.on or other.state == DROPPED:
            continue
        both = terms.counting.get(row.kind, False) and terms.counting.get(other.kind, False)
        least = terms["spacing.min_days"]
        if both and abs((other.on - target.on).days) < least:
            return f"“{row.employer}”在 {other.on.isoformat()} 已有一次走访，两次至少要隔 {least} 天。"
    return None


def _day_is_full(ground: Ground, row: VisitRow, target: Target, beside: Sequence[VisitRow]) -> str | None:
    team, place = ground.teams[target.crew_id], ground.position(target.on)
    room = team.minutes[place or 0]
    if len(beside) + 1 > team.most_visits:
        return f"{team.name} {_day(target.on)}已有 {len(beside)} 家，一天最多 {team.most_visits} 家。"
    minutes = day_minutes(ground, team_id=target.crew_id, rows=[*beside, row])
    if minutes > room:
        return (
            f"{team.name} {_day(target.on)}加上这家要 {minutes} 分钟（含路程），一天只有 {room} 分钟，"
            f"超出 {minutes - room} 分钟。"
        )
    return None


def day_minutes(ground: Ground, *, team_id: int, rows: Sequence[VisitRow]) -> int:
    """On-site and travelling minutes of a round in its shortest order."""
    _, km = shortest(ground, team_id, rows)
    return round(sum(row.minutes or 1 for row in rows) + km * ground.travel.minutes_per_km)


def shortest(ground: Ground, team_id: int, rows: Sequence[VisitRow]) -> tuple[list[VisitRow], float]:
    """The rows in a short round from the crew's start and back: cheapest insertion. And its kilometres."""
    from desktop.schedule.distances import Distances
    from desktop.schedule.problem import Problem as Task

    team = ground.teams[team_id]
    sites = tuple(ground.sites[row.employer_id] for row in rows)
    task = Task(
        ground.days, tuple(ground.villages.values()), tuple(dict.fromkeys(sites)), (), (team,), (), ground.travel
    )
    far = Distances(task).km(team, [site.id for site in sites])
    tour, km = [0, 0], 0.0
    for stop in range(1, len(rows) + 1):
        costs = [
            (float(far[a, stop] + far[stop, b] - far[a, b]), at)
            for at, (a, b) in enumerate(itertools.pairwise(tour), 1)
        ]
        cost, at = min(costs)
        tour.insert(at, stop)
        km += cost
    return [rows[stop - 1] for stop in tour[1:-1]], km


def _ground(session: Session, rulebook: Rulebook, span: tuple[date, date], near: set[int], today: date) -> Ground:
    """The ground for these employers, ending where the announced working days end."""
    working = calendar(session, rulebook)
    last = span[1]
    while working.works(last) is None and last > span[0]:
        last = date(last.year, 1, 1) - timedelta(days=1)
    return planning_ground.of(session, rulebook, (span[0], last), near, today=today)


def _day_works(session: Session, rulebook: Rulebook, on: date, today: date) -> None:
    if on < today:
        raise Problem(f"{_day(on)}已经过去，不能改到那一天。", "已经走访过的，请用“记录走访”写下。", KEPT)
    works = calendar(session, rulebook).works(on)
    if works is None:
        raise Problem(
            f"没有 {on.year} 年的放假安排，不知道 {_day(on)}是否上班。",
            "请先在“设置 → 工作日历”导入当年的放假安排。",
            KEPT,
        )


def _instead(ground: Ground, rulebook: Rulebook, row: VisitRow, wish: Target, around: Sequence[VisitRow]) -> str:
    """The nearest days that would be possible, on the same day by another crew first."""
    there = Target(row.on, row.crew_id) if row.on and row.crew_id else None
    targets = [Target(day, crew) for day in ground.days for crew in ground.teams]
    targets.sort(key=lambda t: (abs((t.on - wish.on).days), t.crew_id != wish.crew_id, t.on, t.crew_id))
    found: list[str] = []
    for target in targets:
        if len(found) == OFFERED:
            break
        if target != there and obstacle(ground, rulebook, row, target, around) is None:
            found.append(f"{target.on.month}月{target.on.day}日（{ground.names[target.crew_id]}）")
    if not found:
        return "附近没有能去的日子。可以先取消或移走同一天的别家，或者在“人员网格”里调整小组的时间。"
    return f"可以改到 {'、'.join(found)}。"


def _round(around: Sequence[VisitRow], target: Target, row: VisitRow) -> list[VisitRow]:
    """The other visits of a crew on a day."""
    return [
        other
        for other in around
        if other.id != row.id
        and other.on == target.on
        and other.crew_id == target.crew_id
        and other.state in (PLANNED, DONE, SHUT_OUT)
    ]


def _replaced(ground: Ground, row: VisitRow, target: Target, around: Sequence[VisitRow]) -> list[VisitRow]:
    """The visit in its new place, and the rounds it leaves and joins in a short order again."""
    moved = replace(row, on=target.on, crew_id=target.crew_id, pinned=True, printed_on=None)
    joined, _ = shortest(ground, target.crew_id, [*_round(around, target, row), moved])
    changed = {other.id: replace(other, position=place) for place, other in enumerate(joined, 1)}
    if row.on is not None and row.crew_id is not None and Target(row.on, row.crew_id) != target:
        for place, other in enumerate(_round(around, Target(row.on, row.crew_id), row), 1):
            changed[other.id] = replace(other, position=place)
    before = {other.id: other.position for other in around}
    return [
        entry
        for key, entry in changed.items()
        if entry.state == PLANNED and (key == row.id or entry.position != before.get(key))
    ]


def _open(session: Session, visit: int) -> VisitRow:
    row = planning_rows.row_of(session, visit)
    if row is None:
        raise Problem("这次走访已经不在了。", "请按 F5 刷新后重试。", KEPT)
    if row.state not in (PLANNED, WAITING):
        raise Problem(f"“{row.employer}”这次走访{row.state}，不能再改。", "要再去一次，请新增一次走访。", KEPT)
    return row


def find(session: Session, employer: int, on: date | None) -> int:
    """The open visit of an employer, on a day where it has several. Raises Problem when there is none, or no saying."""
    query = select(Visit).where(Visit.employer_id == employer, Visit.state.in_((PLANNED, WAITING)))
    if on is not None:
        query = query.where(Visit.planned_on == on)
    found = list(session.scalars(query.order_by(Visit.planned_on)))
    if len(found) == 1:
        return found[0].id
    when = f"{on.isoformat()} " if on else ""
    if not found:
        raise Problem(f"这家企业{when}没有排好的走访。", "请用 visits 命令查看已排的走访。", KEPT)
    days = "、".join(str(visit.planned_on) for visit in found)
    raise Problem(f"这家企业有 {len(found)} 次排好的走访：{days}。", "请用 --on 写明是哪一天的。", KEPT)


def crew_named(session: Session, name: str) -> int:
    """The crew with this name. Raises Problem for an unknown one, with the names there are."""
    found = session.scalar(select(Crew.id).where(Crew.name == name.strip()))
    if found is None:
        names = "、".join(session.scalars(select(Crew.name).order_by(Crew.id))) or "（还没有）"
        raise Problem(f"没有“{name}”这个小组。", f"现有小组：{names}。", KEPT)
    return found


def _day(on: date) -> str:
    return f"{on.month}月{on.day}日（周{'一二三四五六日'[on.weekday()]}）"


KEPT = "计划没有改动。"
