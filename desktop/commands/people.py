"""Commands about people and grids: the staff register, who answers for what, leave, crews, hand-over, workload."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.arguments import day
from desktop.commands.everyday import Answer
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

Add = Callable[..., ArgumentParser]
FIELDS = ("role", "post", "employment", "phone", "card_no", "started_on", "ended_on", "note")


def options(add: Add) -> None:
    """The commands with their options."""
    staff = add("people", people, "人员：列出、登记、修改", writes=lambda w: w.action != "list")
    staff.add_argument("action", choices=("list", "add", "change"), nargs="?", default="list")
    staff.add_argument("name", nargs="?")
    staff.add_argument("--rename", metavar="姓名", help="改成这个姓名")
    for field in FIELDS:
        staff.add_argument(f"--{field.replace('_', '-')}")
    _grids(add)
    away = add("leave", leave, "请假：列出、登记、删去", writes=lambda w: w.name is not None or w.cancel is not None)
    away.add_argument("name", nargs="?")
    away.add_argument("--kind", default="休假", help="休假、病假、学习培训、其他工作")
    away.add_argument("--from", dest="first", default="")
    away.add_argument("--to", dest="last", default="")
    away.add_argument("--note", default="")
    away.add_argument("--cancel", type=int, metavar="编号")
    crew = add("crews", crews, "巡查小组：列出、建立、修改、撤销", writes=lambda w: w.action != "list")
    crew.add_argument("action", choices=("list", "save", "disband"), nargs="?", default="list")
    crew.add_argument("name", nargs="?")
    crew.add_argument("--members", help="姓名，用“、”隔开")
    crew.add_argument("--minutes", help="一天在外多少分钟（含路程）")
    crew.add_argument("--visits", help="一天最多去几家")
    crew.add_argument("--base", help="出发地点")
    over = add("handover", handover, "交接：一个人的责任、小组和计划转给另一个人", writes=lambda w: not w.dry_run)
    over.add_argument("--from", dest="giver", required=True, metavar="姓名")
    over.add_argument("--to", dest="taker", required=True, metavar="姓名")
    over.add_argument("--on", type=day, help="自何日起，默认今天")
    over.add_argument("--dry-run", action="store_true", help="只看交接什么，不写入")
    add("workload", workload, "工作量：每人负责多少企业，一季应走访、已走访、还要走访多少", writes=False)
    table = add("responsibility", responsibility, "打印网格责任表", writes=False)
    table.add_argument("out", type=Path, metavar="OUT.pdf|OUT.xlsx")


def _grids(add: Add) -> None:
    held = add("assign", assign, "定责任人：谁负责哪个村（社区、网格）或哪一家企业", writes=True)
    held.add_argument("area", metavar="AREA|EMPLOYER", help="村、社区、园区或网格的名称；也可以写一家企业")
    held.add_argument("names", nargs="*", help="姓名；不写就是没有人")
    held.add_argument("--helps", action="store_true", help="作为协助人员")
    held.add_argument("--since", type=day, help="自何日起，默认今天")
    place = add("area", area, "一个村（社区、网格）：移动、改名、集市日、不去的日子、距离", writes=True)
    place.add_argument("area")
    place.add_argument("--under", metavar="上级", help="归到哪个片区下面；写“-”是最上层")
    place.add_argument("--rename", metavar="名称")
    place.add_argument("--kind", help="镇、片区、村、社区、园区、网格")
    place.add_argument("--market", help="逢3、8 或 周二、周五")
    place.add_argument("--at", nargs=2, metavar=("经度", "纬度"))
    place.add_argument("--note", help="巡查须知")
    place.add_argument("--block", nargs=2, type=day, metavar=("从", "到"), help="这些天不去")
    place.add_argument("--reason", default="")
    place.add_argument("--unblock", type=day, metavar="日期", help="取消包含这一天的不去的日子")
    place.add_argument("--distance", nargs=2, metavar=("村", "公里"), help="到另一个村的公里数")
    place.add_argument("--neighbour", metavar="村", help="与这个村相邻")
    place.add_argument("--close", action="store_true", help="停用")


def people(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List, enter or change somebody of the staff."""
    from desktop.work import people as work

    on = office.today()
    if wanted.action == "list":
        rows = office.ask(lambda session: work.rows(session, on))
        words = [
            f"{row.name}\t{row.role or ''}\t{row.post or ''}\t{row.employment or ''}\t{row.phone or ''}"
            f"\t{'、'.join(row.areas)}\t{row.away or ('' if row.working else '已离岗')}"
            for row in rows
        ]
        return [_plain(row) for row in rows], "\n".join(words) or "还没有登记人员"
    if not wanted.name:
        raise Problem("没有写姓名。", "例如：people add 李明 --role 网格员 --phone 19000000000")
    written = {key: value for key in FIELDS if (value := getattr(wanted, key)) is not None}
    if wanted.action == "add":
        return _done(office.do(lambda session: work.add(session, {"name": wanted.name, **written}, on=on)))
    if wanted.rename:
        written["name"] = wanted.rename
    if not written:
        raise Problem("没有写要改什么。", "例如：people change 李明 --phone 19000000000")

    def change(session: Session) -> Change:
        person = work.named(session, wanted.name, on=on).id
        return Change.joined([work.edit(session, person, key, text, on=on) for key, text in written.items()])

    return _done(office.do(change))


def assign(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Say who answers for an area, or for one employer."""
    from desktop.work import assignments, editing, grids, settings

    on = office.today()
    role = assignments.HELPS if wanted.helps else assignments.RESPONSIBLE
    since = wanted.since or on
    if wanted.area not in {area.name for area in office.ask(settings.areas)}:
        return _done(
            office.do(
                lambda s: grids.assign_employers(
                    s, wanted.names, [editing.identify(s, wanted.area)], role=role, since=since, on=on
                )
            )
        )
    area = _area(office, wanted.area)
    return _done(office.do(lambda s: grids.assign(s, wanted.names, area, role=role, since=since, on=on)))


def area(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Change one area; everything asked for is one operation."""
    from desktop.work import answers, grids

    here, on = _area(office, wanted.area), office.today()
    described = {"market_days": wanted.market, "patrol_note": wanted.note}
    described |= dict(zip(("longitude", "latitude"), wanted.at or (None, None), strict=True))
    steps: list[Callable[[Session], Change]] = [
        lambda s, key=key, text=text: grids.describe(s, here, key, text)  # type: ignore[misc]
        for key, text in described.items()
        if text is not None
    ]
    if wanted.under is not None:
        parent = None if wanted.under == "-" else _area(office, wanted.under)
        steps.append(lambda s: grids.move(s, here, parent, on=on))
    if wanted.kind is not None:
        steps.append(lambda s: grids.set_kind(s, here, wanted.kind, on=on))
    if wanted.rename is not None:
        steps.append(lambda s: grids.rename(s, here, wanted.rename, on=on))
    if wanted.block is not None:
        first, last = wanted.block
        steps.append(lambda s: grids.block(s, here, first, last, wanted.reason))
    if wanted.unblock is not None:
        steps.append(lambda s: grids.unblock_day(s, here, wanted.unblock))
    if wanted.distance is not None:
        other, km = _area(office, wanted.distance[0]), answers.number(wanted.distance[1], "公里数", 0, 500)
        steps.append(lambda s: grids.set_distance(s, here, other, km, neighbours=False))
    if wanted.neighbour is not None:
        beside = _area(office, wanted.neighbour)
        steps.append(lambda s: grids.set_distance(s, here, beside, None, neighbours=True))
    if wanted.close:
        steps.append(lambda s: grids.close(s, here, on=on))
    if not steps:
        raise Problem("没有写要改什么。", "例如：area 溪东村 --market 逢3、8")
    return _done(office.do(lambda session: Change.joined([step(session) for step in steps])))


def leave(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List leave, note one, or take one away."""
    from desktop.work import people as work

    on = office.today()
    if wanted.cancel is not None:
        return _done(office.do(lambda session: work.cancel_leave(session, wanted.cancel)))
    if wanted.name is None:
        rows = office.ask(work.absences)
        words = [f"{r.id}\t{r.name}\t{r.kind}\t{r.first_on} 至 {r.last_on}\t{r.days} 天" for r in rows]
        return [_plain(row) for row in rows], "\n".join(words) or "没有登记请假"
    written = {"kind": wanted.kind, "first_on": wanted.first, "last_on": wanted.last, "note": wanted.note}
    return _done(office.do(lambda session: work.take_leave(session, wanted.name, written, on=on)))


def crews(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List, make, change or disband crews."""
    from desktop.work import crews as work

    on = office.today()
    rows = office.ask(lambda session: work.rows(session, on))
    if wanted.action == "list":
        words = [f"{row.name}\t{'、'.join(row.members)}\t{row.trouble or ''}" for row in rows]
        return [_plain(row) for row in rows], "\n".join(words) or "还没有巡查小组"
    known = {row.name: row.id for row in rows}
    if wanted.action == "disband":
        if wanted.name not in known:
            raise Problem(f"没有“{wanted.name}”这个小组。", f"现有：{'、'.join(known) or '（还没有）'}。")
        return _done(office.do(lambda session: work.disband(session, known[wanted.name], on=on)))
    told = {"name": wanted.name or "", "members": wanted.members, "minutes_a_day": wanted.minutes,
            "visits_a_day": wanted.visits, "base": wanted.base}  # fmt: skip
    written = {key: value for key, value in told.items() if value is not None}
    return _done(office.do(lambda s: work.save(s, written, on=on, crew_id=known.get(wanted.name))))


def handover(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Move what one person holds to another, or only say what would go over."""
    from desktop.work import handover as work

    on = office.today()
    who = (wanted.giver, wanted.taker, wanted.on or on, office.rulebook)
    if wanted.dry_run:
        told = office.ask(lambda session: work.preview(session, *who, on=on))
        return _plain(told), "\n".join(told.lines)
    return _done(office.do(lambda session: work.hand_over(session, *who, on=on)))


def workload(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Who carries how much, and which grids have nobody."""
    from desktop.work import workload as work

    told = office.ask(lambda session: work.balance(session, office.rulebook, on=office.today()))
    words = [
        f"{load.name}\t{load.employers} 家\t接害 {'未登记' if load.exposed is None else load.exposed} 人"
        f"\t本季应走访 {load.required} 次，已走访 {load.made} 次，"
        f"还要走访 {load.visits} 次 {load.minutes} 分钟\t{'' if load.share is None else f'{load.share:.0%}'}"
        for load in told.loads
    ]
    answer = {
        "period": told.period.id,
        "people": [asdict(load) for load in told.loads],
        "unheld": [{"area": area, "employers": number} for area, number in told.unheld],
        "warnings": list(told.warnings),
    }
    return answer, "\n".join([*words, *told.warnings])


def responsibility(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Print the table of responsibilities."""
    from desktop.work import responsibility as work

    lines = office.ask(lambda session: work.write(session, wanted.out, office.today()))
    return {"file": str(wanted.out), "lines": lines}, f"责任表已写出：{wanted.out}（{lines} 个网格）"


def _area(office: Office, name: str) -> int:
    from desktop.work import settings

    areas = {area.name: area.id for area in office.ask(settings.areas)}
    if name not in areas:
        raise Problem(f"没有“{name}”这个村（社区）。", f"请写：{'、'.join(areas) or '（还没有添加）'}。")
    return areas[name]


def _plain(row: Any) -> dict[str, object]:  # noqa: ANN401 - any row of values
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(row).items()}


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said
