"""What is wrong with a problem before planning starts, in words: what stops all, and which visits have no chance."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.schedule.problem import Problem, Spacing, Trouble, Unplannable, Visit
from desktop.schedule.setting import Setting

Hopeless = dict[str, tuple[str, str, int | None]]  # visit -> why, smallest relaxation, missing minutes


def refuse_the_impossible(problem: Problem) -> None:
    """Raise `Unplannable` with everything that makes a plan of any kind impossible."""
    fatal = tuple(_fatal(problem))
    if fatal:
        raise Unplannable(fatal)


def _fatal(problem: Problem) -> Iterator[Trouble]:
    if not problem.days:
        yield Trouble("计划期内没有工作日。", "请改计划的起止日期，或检查放假安排。", True)
    if not problem.crews or not any(crew.people for crew in problem.crews):
        yield Trouble("没有可以外出巡查的人员。", "请先在“人员与网格”登记巡查人员并编组。", True)
        return
    for crew in problem.crews:
        if len(crew.minutes) != len(problem.days):
            yield Trouble(f"{crew.name}的出勤天数与计划期不一致。", "请重新生成计划。", True)
    if problem.days and not any(any(crew.minutes) and crew.most_visits > 0 for crew in problem.crews):
        yield Trouble("所有人员在计划期内可用时间都是 0。", "请检查请假登记、每天可用分钟数和每天最多家数。", True)
    yield from _unknown_names(problem)


def _unknown_names(problem: Problem) -> Iterator[Trouble]:
    crews, villages = {crew.id for crew in problem.crews}, {village.id for village in problem.villages}
    sites = {site.id for site in problem.sites}
    for village in problem.villages:
        if not crews.issuperset(village.crews):
            yield Trouble(f"{village.name}的责任组不在本次计划的人员之中。", "请检查网格责任人。", True)
    for site in problem.sites:
        if site.village not in villages:
            yield Trouble(f"{site.name}所在的村（网格）不在本次计划之中。", "请检查企业所属的村。", True)
    for visit in problem.visits:
        if visit.site not in sites:
            yield Trouble(f"巡查任务 {visit.id} 的企业不在本次计划之中。", "请重新生成计划。", True)
    ids = [visit.id for visit in problem.visits]
    if len(set(ids)) < len(ids):
        yield Trouble("同一巡查任务出现了两次。", "请重新生成计划。", True)


def troubles(setting: Setting) -> tuple[Trouble, ...]:
    """What can be planned around but has to be put right: grids without people, impossible spacing, wrong dates."""
    return tuple(_planned_around(setting))


def _planned_around(setting: Setting) -> Iterator[Trouble]:
    problem = setting.problem
    needed = {setting.site[visit.site].village for visit in problem.visits}
    for village in problem.villages:
        if village.id in needed and not village.crews:
            yield Trouble(f"{village.name}没有巡查人员。", "请在“人员与网格”为它指定责任人；它的企业本次没有排。")
    for crew in problem.crews:
        if not any(crew.minutes) or crew.most_visits <= 0:
            yield Trouble(f"{crew.name}在计划期内可用时间为 0。", "请检查请假登记和每天可用时间。")
    for pair in problem.spacing:
        if _never_apart(setting, pair):
            name = setting.site[setting.visit[pair.later].site].name
            yield Trouble(
                f"{name}的两次巡查要相隔 {pair.least} 至 {pair.most} 个工作日，在期限内做不到。",
                "请减少巡查次数，或放宽间隔。",
            )
    for site in problem.sites:
        if problem.today and site.last_visit and site.last_visit > problem.today:
            yield Trouble(f"{site.name}的上次巡查日期 {site.last_visit} 在今天之后。", "请更正巡查记录的日期。")


def _never_apart(setting: Setting, pair: Spacing) -> bool:
    earlier, later = setting.visit[pair.earlier], setting.visit[pair.later]
    furthest, nearest = later.last - earlier.first, later.first - earlier.last
    return furthest < pair.least or nearest > pair.most or pair.least > pair.most


def hopeless(setting: Setting) -> Hopeless:
    """The visits that no plan could hold, each with why and what would change it."""
    found: Hopeless = {}
    for visit in setting.problem.visits:
        reason = _no_chance(setting, visit)
        if reason:
            found[visit.id] = reason
    for pair in setting.problem.spacing:
        if _never_apart(setting, pair) and pair.earlier not in found and pair.later not in found:
            why = f"与上一次要相隔 {pair.least} 至 {pair.most} 个工作日，在期限内做不到"
            found[pair.later] = (why, "若减少巡查次数或放宽间隔", None)
    return found


def _no_chance(setting: Setting, visit: Visit) -> tuple[str, str, int | None] | None:
    village = setting.village_of(visit.id)
    if not village.crews:
        return f"{village.name}没有巡查人员", f"若为{village.name}指定责任人", None
    if visit.fixed and visit.fixed.crew not in village.crews:
        return "固定给了不负责该村的小组", "若改由该村的小组，或取消固定", None
    span = range(max(visit.first, 0), min(visit.last, len(setting.problem.days) - 1) + 1)
    if visit.fixed:
        span = range(visit.fixed.day, visit.fixed.day + 1) if visit.fixed.day in span else range(0)
    if not span:
        why = "固定的日子不在期限内" if visit.fixed else "期限内没有工作日"
        return why, "若取消固定" if visit.fixed else "若延长期限", None
    open_days = [day for day in span if day not in village.blocked]
    if not open_days:
        return f"期限内{village.name}每天都不能去（赶集等）", "若延长期限", None
    return _too_long(setting, visit, open_days)


def _too_long(setting: Setting, visit: Visit, days: list[int]) -> tuple[str, str, int | None] | None:
    """Whether even an empty day is too short for it."""
    shortest = None
    for crew in setting.crews_for(visit.id):
        need = setting.there_and_back(crew, visit.id)
        longest = max((setting.crew[crew].minutes[day] for day in days), default=0)
        if longest >= need and setting.crew[crew].most_visits > 0:
            return None
        lack = need - longest
        shortest = lack if shortest is None or lack < shortest else shortest
    minutes = None if shortest is None else max(1, -int(-shortest // 1))
    if all(setting.crew[crew].minutes[day] == 0 for crew in setting.crews_for(visit.id) for day in days):
        return "期限内可去的人员都不出勤", "若期限内有人出勤一天", minutes
    return "一天的可用时间不够这一次巡查连同来回路程", f"若当天多 {minutes} 分钟", minutes
