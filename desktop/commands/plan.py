"""Commands of 巡查: plan, re-plan, list, move and fix visits, print and export."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commands import problem as commands_problem
from desktop.commands import visits as commands_visits
from desktop.commands.arguments import day
from desktop.commands.everyday import Answer
from desktop.work import editing, planning_rows
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.planning_rows import VisitRow
from desktop.work.problem import Problem
from desktop.work.progress import Progress

if TYPE_CHECKING:
    from desktop.work.planning_ground import Away
    from desktop.work.planning_make import Draft
    from desktop.work.planning_mend import Mended, News

EFFORTS = ("quick", "normal", "thorough")
PAPERS = ("month", "week", "route")
Add = Callable[..., argparse.ArgumentParser]


def plan_options(command: argparse.ArgumentParser) -> None:
    """What can be written after `plan`."""
    command.add_argument("--problem", type=Path, metavar="FILE.json", help="排文件里的题目，不需要数据文件")
    command.add_argument("--from", dest="since", type=day, help="从哪一天（含）")
    command.add_argument("--to", dest="until", type=day, help="到哪一天（含）")
    command.add_argument("--effort", choices=EFFORTS, default="normal", help="快速、一般或仔细")
    command.add_argument("--seed", type=int, default=1, help="种子：同样的数据和种子排出同样的计划")
    command.add_argument("--adopt", action="store_true", help="采用，写进日历（可以一步撤销）")
    command.add_argument("--look", action="store_true", help="只看要走访多少、够不够，不排")
    command.add_argument(
        "--print",
        nargs=2,
        dest="paper",
        metavar=("month|week|route", "OUT.pdf"),
        help="打印已排的；week 是 --from 所在的一周",
    )
    command.add_argument("--person", help="只打印这个人的")
    command.add_argument("--ics", metavar="OUT.ics", help="已排的写成日历文件")


def replan_options(command: argparse.ArgumentParser) -> None:
    """What can be written after `replan`."""
    command.add_argument("--absent", metavar="姓名", help="谁不能出勤")
    command.add_argument("--from", dest="since", type=day, help="从哪一天不能出勤（含）")
    command.add_argument("--to", dest="until", type=day, help="到哪一天（含）")
    command.add_argument("--kind", default="病假", help="病假、休假、学习培训或其他工作")
    command.add_argument("--lost", type=day, action="append", metavar="DAY", help="哪一天谁都不能去，可以写几次")
    command.add_argument("--why", default="不能出勤", help="那一天为什么不能去")
    command.add_argument("--urgent", nargs="+", metavar="EMPLOYER", help="急件：统一社会信用代码或单位名称")
    command.add_argument("--by", type=day, help="急件最晚哪一天，默认一周内")
    command.add_argument("--accept", action="store_true", help="接受，写进日历（可以一步撤销）")


def calendar_options(add: Add) -> None:
    """The commands that change what is in the calendar, with their options."""
    mended = add("replan", replan, "有人请假、某天去不了、来了急件时重新安排", writes=lambda w: w.accept)
    replan_options(mended)
    listed = add("visits", visits, "一段时间的走访，或一家企业的走访记录", writes=False)
    listed.add_argument("employer", nargs="?", help="只看这一家的")
    listed.add_argument("--from", dest="since", type=day, help="从哪一天（含）")
    listed.add_argument("--to", dest="until", type=day, help="到哪一天（含）")
    one = "统一社会信用代码或单位名称"
    moved = add("move", move, "把一次走访改到别的日子或小组，并固定", writes=True)
    moved.add_argument("employer", help=one)
    moved.add_argument("--to", type=day, required=True, help="改到哪一天")
    moved.add_argument("--crew", help="改到哪个小组")
    fixed = add("pin", pin, "固定一次走访，重新安排时不动它", writes=True)
    fixed.add_argument("employer", help=one)
    fixed.add_argument("--off", action="store_true", help="取消固定")
    dropped = add("cancel-visit", cancel, "取消一次走访", writes=True)
    dropped.add_argument("employer", help=one)
    dropped.add_argument("--why", required=True, help="原因")
    for command in (moved, fixed, dropped):
        command.add_argument("--on", type=day, help="现在排在哪一天（有几次时写）")


def writes(wanted: Namespace) -> bool | None:
    """Only what is adopted or printed changes the office; a problem from a file needs none."""
    return None if wanted.problem else bool(wanted.adopt or wanted.paper)


def plan(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Plan a period and print the draft; --adopt keeps it. --print and --ics give what is in the calendar."""
    if wanted.problem:
        return commands_problem.solve(wanted, progress)
    _need_days(wanted)
    if wanted.paper:
        return _print(office, wanted)
    if wanted.ics:
        return _ics(office, wanted)
    if wanted.look:
        return _look(office, wanted)
    from desktop.work import planning, planning_keep

    draft = planning.plan(office, wanted.since, wanted.until, effort=wanted.effort, seed=wanted.seed, progress=progress)
    said = ""
    if wanted.adopt:
        said = office.do(lambda session: planning_keep.adopt(session, draft, office.today())).said
    return _plan_answer(draft), _plan_words(draft, said)


def replan(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """What would move after an absence, a lost day or an urgent visit; --accept keeps it."""
    from desktop.work import planning_mend

    mended = planning_mend.mend(office, _news(office, wanted), progress)
    said = ""
    if wanted.accept:
        said = office.do(lambda session: planning_mend.accept(session, mended, office.today())).said
    words = [mended.said, *(_moved_words(mended)), f"其余 {mended.kept} 次不动", said]
    return _mended_answer(mended, bool(said)), "\n".join(filter(None, words))


def visits(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Every visit planned for or made in a period; with an employer and no period, its record."""
    if wanted.employer and wanted.since is None:
        return commands_visits.visits(office, wanted, progress)
    _need_days(wanted)
    found = office.ask(lambda session: planning_rows.rows(session, wanted.since, wanted.until))
    if wanted.employer:
        employer = office.ask(lambda session: editing.identify(session, wanted.employer))
        found = [row for row in found if row.employer_id == employer]
    today = office.today()
    words = [
        f"{row.on or '未排'}\t{row.crew or ''}\t{row.position or ''}\t{row.employer}\t{row.kind}"
        f"\t{planning_rows.standing(row, today)}\t{'固定' if row.pinned else ''}\t{row.reason}"
        for row in found
    ]
    return [_visit(row) | _more(row, today) for row in found], "\n".join(words) or "这段时间没有走访。"


def move(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Put a visit on another day or crew, and fix it there."""
    from desktop.work import planning_move

    visit = _one(office, wanted)
    crew = office.ask(lambda s: planning_move.crew_named(s, wanted.crew)) if wanted.crew else None
    today = office.today()
    return _done(office.do(lambda s: planning_move.move(s, office.rulebook, visit, wanted.to, crew, today=today)))


def pin(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Fix a visit where it is, or let planning move it again."""
    from desktop.work import planning_move

    visit = _one(office, wanted)
    return _done(office.do(lambda session: planning_move.pin(session, visit, not wanted.off)))


def cancel(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Cancel a planned visit, with the reason."""
    from desktop.work import planning_move

    visit = _one(office, wanted)
    return _done(office.do(lambda session: planning_move.cancel(session, visit, wanted.why)))


def _need_days(wanted: Namespace) -> None:
    if wanted.since is None or wanted.until is None:
        raise Problem("没有写从哪一天到哪一天。", "请加上 --from 2026-10-01 --to 2026-12-31。", "计划没有改动。")


def _look(office: Office, wanted: Namespace) -> Answer:
    from desktop.work import planning

    seen = office.ask(lambda s: planning.outlook(s, office.rulebook, wanted.since, wanted.until, office.today()))
    answer = {
        "required": len(seen.wish.wanted), "said": seen.can, "kinds": seen.said, "notes": list(seen.notes),
        "excluded": seen.excluded, "working_days": len(seen.ground.days), "unconfirmed": seen.unconfirmed,
        "crews": [
            {"crew": team.name, "names": list(team.people), "days": sum(map(bool, team.minutes))}
            for team in seen.ground.teams.values()
        ],
    }  # fmt: skip
    return answer, "\n".join((seen.can, seen.said, *seen.notes))


def _print(office: Office, wanted: Namespace) -> Answer:
    from desktop.work import planning_paper

    paper, out = wanted.paper
    if paper not in PAPERS:
        raise Problem(f"没有“{paper}”这种单子。", "请写 month（月计划）、week（个人周计划）或 route（路线单）。")
    first, last = planning_paper.week_of(wanted.since) if paper == planning_paper.WEEK else (wanted.since, wanted.until)
    wish = planning_paper.Order(paper, first, last, wanted.person or "")
    made = office.ask(lambda s: planning_paper.prepare(s, office.rulebook, wish, on=office.today()))
    planning_paper.write(made, Path(out))
    office.do(lambda session: planning_paper.mark_printed(session, made, office.today()))
    return {"file": out, "visits": len(made.visits), "said": made.said}, f"{made.said}，已写出：{out}"


def _ics(office: Office, wanted: Namespace) -> Answer:
    from desktop.work import planning_ics

    found = office.ask(lambda session: planning_rows.rows(session, wanted.since, wanted.until))
    mine = [row for row in found if not wanted.person or wanted.person in row.names]
    number = planning_ics.write(mine, Path(wanted.ics), office.today())
    return {"file": wanted.ics, "events": number}, f"日历已写出：{wanted.ics}（{number} 次）"


def _news(office: Office, wanted: Namespace) -> News:
    from desktop.work import planning_mend

    today = office.today()
    absent: tuple[Away, ...] = ()
    if wanted.absent:
        first, last = wanted.since or today, wanted.until or wanted.since or today
        absent = (office.ask(lambda s: planning_mend.away(s, wanted.absent, first, last, wanted.kind, on=today)),)
    by = wanted.by or today + timedelta(days=7)
    urgent = tuple(
        planning_mend.Urgent(office.ask(partial(editing.identify, words=name)), by) for name in wanted.urgent or ()
    )
    lost = tuple((day, wanted.why) for day in wanted.lost or ())
    if not (absent or urgent or lost):
        raise Problem("没有写发生了什么。", "请加上 --absent 姓名、--lost 日期 或 --urgent 单位。", "计划没有改动。")
    return planning_mend.News(absent, lost, urgent)


def _one(office: Office, wanted: Namespace) -> int:
    from desktop.work import planning_move

    def find(session: object) -> int:
        employer = editing.identify(session, wanted.employer)  # type: ignore[arg-type]
        return planning_move.find(session, employer, wanted.on)  # type: ignore[arg-type]

    return office.ask(find)


def _visit(row: VisitRow) -> dict[str, object]:
    return {
        "employer": row.employer,
        "credit_code": row.credit_code,
        "date": row.on.isoformat() if row.on else None,
        "crew": list(row.names),
        "order": row.position,
        "kind": row.kind,
        "reason": row.reason,
    }


def _more(row: VisitRow, today: date) -> dict[str, object]:
    return {
        "crew_name": row.crew,
        "state": planning_rows.standing(row, today),
        "pinned": row.pinned,
        "printed": row.printed_on is not None,
        "minutes": row.minutes,
        "village": row.village,
    }


def _plan_answer(draft: Draft) -> dict[str, object]:
    plan = draft.plan
    return {
        "visits": [_visit(row) for row in draft.rows],
        "unplaced": [
            {"employer": left.row.employer, "why": left.why, "missing_minutes": left.missing_minutes, "way": left.way}
            for left in draft.left
        ],
        "load": [
            {"crew": load.crew, "minutes": load.minutes, "visits": load.visits, "days": load.days, "room": load.room}
            for load in draft.loads
        ],
        "travel_km": round(plan.travel_km, 1),
        "bound_km": None if plan.bound_km is None else round(plan.bound_km, 1),
        "gap": None if plan.gap is None else round(plan.gap, 4),
        "required": plan.required,
        "placed": plan.placed,
        "summary": draft.summary,
        "notes": list(draft.notes),
    }


def _plan_words(draft: Draft, said: str) -> str:
    from desktop.work import planning_make

    rows = [f"{row.on}\t{row.crew}\t{row.position}\t{row.employer}\t{row.kind}\t{row.reason}" for row in draft.rows]
    left = [f"没有排上\t{entry.row.employer}\t{entry.why}\t{entry.way}" for entry in draft.left]
    end = [draft.summary, planning_make.travel_words(draft.plan), planning_make.spread_words(draft.loads)]
    return "\n".join(filter(None, (*rows, *left, *end, *draft.notes, said)))


def _mended_answer(mended: Mended, accepted: bool) -> dict[str, object]:
    def place(row: VisitRow) -> dict[str, object]:
        return {"date": row.on.isoformat() if row.on else None, "crew": list(row.names), "crew_name": row.crew}

    return {
        "moved": [
            {"employer": moved.after.employer, "was": place(moved.before), "now": place(moved.after),
             "reason": moved.reason}
            for moved in mended.moved
        ],
        "untouched": mended.kept,
        "summary": mended.said,
        "accepted": accepted,
    }  # fmt: skip


def _moved_words(mended: Mended) -> list[str]:
    return [
        f"{moved.after.employer}\t{moved.before.on or '新增'} → {moved.after.on or '没有排上'}\t{moved.reason}"
        for moved in mended.moved
    ]


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said
