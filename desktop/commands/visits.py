"""Commands about what must be visited and what was: demand, coverage, visits, requests, the office's own numbers."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.commands import bulk as commands_bulk
from desktop.commands.arguments import day
from desktop.commands.everyday import Answer
from desktop.commands.people import Add
from desktop.rules.patrol_terms import LocalRule
from desktop.rules.words import Period
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def options(add: Add) -> None:
    """The commands with their options."""
    need = add("demand", demand, "一段时间里要巡查哪些企业、够不够人手", writes=False)
    need.add_argument("--from", dest="first", type=day, required=True)
    need.add_argument("--to", dest="last", type=day, required=True)
    told = add("coverage", coverage, "巡查覆盖率和还没去的企业", writes=False)
    told.add_argument("period", help="2026Q4、2026-11 或 2026")
    made = add("visit", visit, "记录一次走访", writes=True)
    made.add_argument("employer", help="统一社会信用代码或单位名称")
    made.add_argument("--on", type=day)
    made.add_argument("--by", required=True, help="谁去的，用“、”隔开")
    made.add_argument("--kind", default="临时", help="计划、临时、复查、专项、投诉核查、新企业、联合检查")
    made.add_argument("--outcome", help="看到的情况")
    made.add_argument("--not-entered", help="未能入内：停产、关门、拒绝、其他")
    made.add_argument("--note")
    asked = add("request-visit", request, "要求某日前走访一次（复查、投诉核查、专项、临时）", writes=True)
    asked.add_argument("employer")
    asked.add_argument("--kind", required=True)
    asked.add_argument("--by", dest="deadline", type=day, required=True, help="最迟哪一天")
    asked.add_argument("--from", dest="earliest", type=day, help="最早哪一天")
    asked.add_argument("--why", required=True)
    drive = add("campaign", campaign, "专项：给一批企业加走访次数", writes=True)
    drive.add_argument("name", help="专项名称")
    drive.add_argument("--from", dest="first", type=day, required=True)
    drive.add_argument("--to", dest="last", type=day, required=True)
    drive.add_argument("--times", type=int, default=1)
    drive.add_argument("--basis", help="依据，例如文号")
    which = drive.add_mutually_exclusive_group(required=True)
    which.add_argument("--names", type=Path, metavar="FILE", help="名单：每行一家的名称、信用代码或电话")
    which.add_argument("--search", metavar="TEXT", help="例如“石材 粉尘”")
    which.add_argument("--view", metavar="NAME", help="保存的视图")
    rule = add(
        "patrol-rule",
        patrol_rule,
        "巡查规则：列出，或改成当地的数",
        writes=lambda w: w.address is not None and not w.dry_run,
    )
    rule.add_argument("address", nargs="?", help="例如 frequency.class.乙")
    rule.add_argument("number", nargs="?", type=int)
    rule.add_argument("--basis", default="", help="依据，例如文号")
    rule.add_argument("--since", type=day, help="自何日起，默认今天")
    rule.add_argument("--withdraw", action="store_true", help="撤销本单位的规定，恢复默认")
    rule.add_argument("--person")
    rule.add_argument("--dry-run", action="store_true", help="只看改了以后一年的走访怎样变，不写入")
    work = add("tasks", tasks, "巡查任务：没有了结的要求和专项；撤回、结束", writes=lambda w: w.stop is not None)
    work.add_argument("--stop", metavar="任务", help="不再去或结束，例如 request:3、campaign:2（见列表）")


def demand(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Every visit that is needed, with its window and reason; who is left out and why; whether there are hands."""
    from desktop.work import demands as work

    on, book = office.today(), office.rulebook
    asked = office.ask(lambda s: work.demands(s, book, wanted.first, wanted.last, on=on))
    named = office.ask(work.names)
    try:
        said = office.ask(lambda s: work.outlook(s, book, wanted.first, wanted.last, on=on)).said
    except Problem as problem:
        said = f"需要 {len(asked.demands):,} 次。{problem.what}{problem.remedy}"
    plain = [
        {
            "employer": named[d.employer][0],
            "credit_code": named[d.employer][1],
            "key": d.key,
            "kind": d.kind,
            "from": d.first.isoformat(),
            "to": d.last.isoformat(),
            "due": d.due.isoformat(),
            "minutes": d.minutes,
            "weight": d.weight,
            "reason": d.reason,
            "unconfirmed": d.unconfirmed,
        }
        for d in asked.demands
    ]
    left_out = [{"employer": named[id][0], "why": why} for id, why in asked.excluded.items()]
    words = [f"{one['employer']}\t{one['kind']}\t{one['from']} 至 {one['to']}\t{one['reason']}" for one in plain]
    return {"demands": plain, "excluded": left_out, "said": said}, "\n".join([*words, said])


def coverage(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The rate of a period, and who was not visited as often as required."""
    from desktop.work import demands as work

    try:
        period = Period.parse(wanted.period)
    except ValueError as error:
        raise Problem(str(error) + "。", "请改写统计期后再试。") from error
    told = office.ask(lambda s: work.coverage(s, office.rulebook, period.start, period.end, on=office.today()))
    answer = {
        "period": period.id,
        "operating": told.operating,
        "covered": told.covered,
        "visited": told.visited,
        "rate": told.rate,
        "wanting": [
            {"employer": row.name, "credit_code": row.credit_code, "village": row.village, "required": row.required,
             "made": row.made, "last": row.last and row.last.isoformat(), "reason": row.said}
            for row in told.wanting
        ],
        "unvisited": [row.name for row in told.unvisited],
    }  # fmt: skip
    rate = "没有在营企业" if told.rate is None else f"{told.rate:.1%}"
    words = [f"{row.village or ''}\t{row.name}\t{row.made}/{row.required}\t{row.said}" for row in told.wanting]
    return answer, "\n".join([*words, f"{period.label}巡查覆盖率 {rate}（{told.covered}/{told.operating} 家）"])


def visit(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write a visit down."""
    from desktop.work import crews, editing
    from desktop.work import visits as work

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    on = office.today()
    by = tuple(crews.split_names(wanted.by))
    made = work.Made(wanted.on or on, by, wanted.kind, wanted.outcome, wanted.not_entered, wanted.note)
    return _done(office.do(lambda session: work.record_visit(session, employer, made, office.rulebook, on=on)))


def visits(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The visits of one employer."""
    from desktop.work import editing
    from desktop.work import visits as work

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    rows = office.ask(lambda session: work.visits_of(session, employer))
    plain = [
        {"kind": row.kind, "state": row.state, "planned": row.planned_on and row.planned_on.isoformat(),
         "done": row.done_on and row.done_on.isoformat(), "by": row.done_by, "outcome": row.outcome,
         "counts": row.counts}
        for row in rows
    ]  # fmt: skip
    words = [f"{row.done_on or row.planned_on or ''}\t{row.kind}\t{row.state}\t{row.done_by or ''}" for row in rows]
    return plain, "\n".join(words) or "没有走访记录"


def request(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Ask for a visit by a day."""
    from desktop.work import editing
    from desktop.work import visits as work

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    wish = work.Wish(wanted.kind, wanted.deadline, wanted.why, wanted.earliest)
    return _done(office.do(lambda session: work.request(session, employer, wish, on=office.today())))


def campaign(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Begin a campaign over a list of names, a search or a view; names that were not found are said."""
    from desktop.work import visits as work

    told: list[str] = []

    def begin(session: Session) -> Change:
        ids, doubtful, left = commands_bulk.meant(session, office, wanted)
        told.extend((*(f"待定\t{line}" for line in doubtful), *(f"没找到\t{line}" for line in left)))
        drive = work.Drive(wanted.name, wanted.first, wanted.last, wanted.times, None, wanted.search, wanted.basis)
        return work.campaign(session, drive, ids)

    answer, words = _done(office.do(begin))
    return answer, "\n".join([words, *told])


def patrol_rule(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List the numbers of patrol, or lay the office's own down."""
    from desktop.work import demands as work

    on = office.today()
    if wanted.address is None:
        values = list(office.rulebook.patrol(on).values.values())
        plain = [
            {"address": v.address, "label": v.label, "number": v.number, "unit": v.unit, "source": v.source,
             "confidence": v.confidence, "basis": v.basis}
            for v in values
        ]  # fmt: skip
        words = [
            f"{v.address}\t{v.label}\t{'—' if v.number is None else v.number} {v.unit}"
            f"\t{'待核对' if v.unconfirmed else v.basis or ''}"
            for v in values
        ]
        return plain, "\n".join(words)
    if wanted.withdraw:
        since, person = wanted.since or on, wanted.person
        return _done(
            office.do(lambda s: work.withdraw(s, wanted.address, office.rulebook, since=since, person=person, on=on))
        )
    if wanted.number is None:
        raise Problem("没有写改成多少。", "例如：patrol-rule frequency.class.乙 4 --basis 梅政办〔2026〕3号")
    rule = LocalRule(wanted.address, wanted.number, wanted.basis, wanted.since or on)
    if wanted.dry_run:
        said = office.ask(lambda s: work.effect(s, office.rulebook, rule, on=on))
        return {"said": said}, said
    return _done(office.do(lambda s: work.lay_down(s, rule, office.rulebook, person=wanted.person, on=on)))


def tasks(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """List what was asked for and is not done, or stop one of it."""
    from desktop.work import tasks as work

    on = office.today()
    if wanted.stop is not None:
        return _done(office.do(lambda session: work.stop(session, wanted.stop, on=on)))
    rows = office.ask(lambda session: work.open_tasks(session, on))
    plain = [
        {"task": row.key, "kind": row.kind, "name": row.name, "from": row.first and row.first.isoformat(),
         "to": row.last.isoformat(), "wanted": row.wanted, "made": row.made, "planned": row.planned,
         "state": row.standing(on), "why": row.why}
        for row in rows
    ]  # fmt: skip
    words = [
        f"{row.key}\t{row.kind}\t{row.name}\t{row.last} 前"
        f"\t{row.made}/{row.wanted} 次\t{row.standing(on)}\t{row.why or ''}"
        for row in rows
    ]
    return plain, "\n".join(words) or "没有要求走访的企业，也没有专项。"


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said
