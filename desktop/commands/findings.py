"""The commands of 隐患整改: the list, one finding with its course, its next step, its papers, and catching up."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.commands.everyday import Answer
from desktop.work import editing, findings, findings_papers, findings_tests
from desktop.work.findings import Filters, FindingRow, Move, StepTaken
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress


def listing(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The findings that pass, the most urgent first; --catch-up first opens what test results ask for."""
    on = office.today()
    if wanted.catch_up:
        change = office.do(lambda session: findings_tests.catch_up(session, office.rulebook, on))
        return {"said": change.said, "operation": change.number}, change.said
    who = wanted.employer
    employer = office.ask(lambda session: editing.identify(session, who)) if who else None
    states = tuple(wanted.state or ())
    known = office.rulebook.codes.get("finding_state")
    for state in states:
        if state not in known.codes:
            raise Problem(f"没有“{state}”这种整改状态。", f"可用的状态：{'、'.join(known.codes)}。")
    filters = Filters(states, wanted.village, wanted.source, wanted.due_within, employer)
    found = office.ask(lambda session: findings.rows(session, office.rulebook, on, filters))
    words = [
        f"{row.number}\t{row.standing}\t{row.deadline or ''}\t{row.name}\t{row.source}\t{row.described}"
        for row in found
    ]
    return [_plain(row, on) for row in found], "\n".join(words) or "没有这样的隐患。"


def finding(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """One finding with its course; `advance STATE [栏=内容 …]` takes its next step, `print PAPER OUT.pdf` prints."""
    on, rulebook = office.today(), office.rulebook
    id = office.ask(lambda session: findings.identify(session, wanted.number))
    if wanted.action == "print":
        return _printed(office, id, wanted)
    said = None
    if wanted.action == "advance":
        move = Move(wanted.to or "", _given(wanted.words), wanted.by)
        said = office.do(lambda session: findings.advance(session, id, move, rulebook=rulebook, on=on)).said
    regrading = office.ask(lambda session: findings.regrading(session, id, rulebook, on))

    def ask(session: Session) -> tuple[FindingRow, list[StepTaken]]:
        return findings.one(session, id, rulebook, on), findings.course(session, id, rulebook)

    row, course = office.ask(ask)
    next_steps = [step.label for step in rulebook.casework.following(row.state)]
    answer = {**_plain(row, on), "course": [_dated(step) for step in course], "next": next_steps, "regrade": regrading}
    words = [
        said or f"{row.number} {row.standing} {row.name}：{row.described}（期限 {row.deadline or '未定'}）",
        *(f"  {step.taken_on} {step.label}{f'（{step.person}）' if step.person else ''}" for step in course),
        f"下一步可以：{'、'.join(next_steps)}",
        *([f"分级：{regrading}"] if regrading else []),
    ]
    return answer, "\n".join(words)


def _printed(office: Office, id: int, wanted: Namespace) -> Answer:
    named = findings_papers.names(office.rulebook)
    if wanted.to not in named or len(wanted.words) != 1:
        known = "、".join(f"{paper}（{name}）" for paper, name in named.items())
        raise Problem("没有写明打印哪一份、写到哪个文件。", f"例如 print advice 整改建议书.pdf；可以打印：{known}。")
    out, on = Path(wanted.words[0]), office.today()
    book, folder = office.rulebook, office.folder
    said = office.ask(lambda s: findings_papers.write(s, id, wanted.to, out, rulebook=book, on=on, folder=folder))
    return {"file": str(out), "paper": wanted.to, "name": said}, f"{said}已写出：{out}"


def options(add: Callable[..., ArgumentParser]) -> None:
    """The two commands and their words."""
    found = add("findings", listing, "隐患整改台账", writes=lambda w: w.catch_up)
    found.add_argument(
        "--state", action="append", help="待整改、整改中、待复查、逾期、已上报、已立案、已销号，可以写几次"
    )
    found.add_argument("--village", help="只列这个村（社区）的")
    found.add_argument("--source", help="检测超标、巡查、投诉、自查或部门转来")
    found.add_argument("--due-within", type=int, metavar="DAYS", help="期限在这么多天以内的，逾期的也算")
    found.add_argument("--employer", help="统一社会信用代码或单位名称")
    found.add_argument("--catch-up", action="store_true", help="把已有检测结果里的超标登记为隐患")
    one = add("finding", finding, "一条隐患的经过，走下一步，或打印文书", writes=lambda w: w.action == "advance")
    one.add_argument("number", help="编号，例如 2026-001")
    one.add_argument("action", nargs="?", choices=("show", "advance", "print"), default="show")
    one.add_argument("to", nargs="?", help="走到哪个状态，或哪一步，例如 待复查；或打印 advice、recheck、clue、receipt")
    one.add_argument("words", nargs="*", metavar="栏=内容", help="例如 finished_on=2026-11-20；打印时写文件名")
    one.add_argument("--by", help="谁办的")


def _given(words: list[str]) -> dict[str, str]:
    given = {}
    for word in words:
        key, told, value = word.partition("=")
        named = next((id for id, label in findings.FIELD_LABELS.items() if key in (id, label)), None)
        if not told or named is None:
            raise Problem(
                f"“{word}”不是 栏=内容 的写法。", f"可以写的栏：{'、'.join(findings.FIELD_LABELS)}，例如 note=已通知。"
            )
        given[named] = value
    return given


def _plain(row: FindingRow, on: date) -> dict[str, object]:
    return {**_dated(row), "late": row.late(on)}


def _dated(value: FindingRow | StepTaken) -> dict[str, object]:
    plain = dataclasses.asdict(value)
    return {key: told.isoformat() if isinstance(told, date) else told for key, told in plain.items()}
