"""The commands: what the window does, for scripts and machines without a screen. Words and keys are a contract."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.rules.tables import Broken
from desktop.rules.words import Period
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

DONE, REFUSED = 0, 1


def read(arguments: list[str]) -> argparse.Namespace:
    """The command line as asked for. Leaves the program with exit code 2 when it cannot be understood."""
    return _parser().parse_args(arguments)


def run(wanted: argparse.Namespace) -> int:
    """Do one command. Its result goes to stdout; a Problem goes to stderr in its own words, and the code is 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        office = _open(wanted)
        try:
            wanted.run(office, wanted)
        finally:
            office.close()
    except (Problem, Broken) as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    return DONE


def _open(wanted: argparse.Namespace) -> Office:
    return Office.open(
        wanted.office or paths.office_file(),
        today=lambda: wanted.today or datetime.now().astimezone().date(),
        resources=paths.resources(),
        writes=wanted.writes(wanted) if callable(wanted.writes) else wanted.writes,
    )


def _say(wanted: argparse.Namespace, answer: object, words: str) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1) if wanted.json else words)


def _progress() -> Progress:
    if not sys.stderr.isatty():
        return Progress()
    return Progress(lambda done, of, what: print(f"\r{what} {done}/{of}   ", end="", file=sys.stderr))


def import_(office: Office, wanted: argparse.Namespace) -> None:
    """Take spreadsheets in: recognise, plan, apply. With --dry-run nothing is written."""
    from desktop import cli_import

    cli_import.run(office, wanted, _progress(), lambda answer, words: _say(wanted, answer, words))


def export(office: Office, wanted: argparse.Namespace) -> None:
    """Write the register as JSON or as a workbook, or the blank form to fill in."""
    from desktop.work import outgoing
    from desktop.work.register import Query

    out, on = wanted.out, office.today()
    if wanted.what == "template":
        outgoing.write_blank_form(out, office.rulebook, made_on=on)
        _say(wanted, {"file": str(out)}, f"空白模板已写出：{out}")
        return
    if out.suffix.lower() == ".json":
        number = office.ask(lambda session: outgoing.write_json(session, out))
    elif out.suffix.lower() == ".xlsx":
        number = office.ask(lambda session: outgoing.write_list(session, Query(), out, made_on=on))
    else:
        raise Problem(f"不能导出成这种文件：{out.name}", "请把文件名写成以 .xlsx 或 .json 结尾。")
    _say(wanted, {"file": str(out), "employers": number}, f"已写出：{out}（{number} 家）")


def sample(office: Office, wanted: argparse.Namespace) -> None:
    """Put a made-up township with history into an empty office."""
    from desktop.work import sample as maker

    wish = maker.Wish(wanted.employers, wanted.years, wanted.seed)
    words, progress = paths.resources() / "sample" / "township.toml", _progress()
    change = office.do(
        lambda session: maker.make(session, words, wish, rulebook=office.rulebook, on=office.today(), progress=progress)
    )
    _say(wanted, {"said": change.said, "operation": change.number, "office": str(office.path)}, change.said)


def grade(office: Office, wanted: argparse.Namespace) -> None:
    """Grade every employer in scope; without --on the verdicts are kept as today's."""
    from desktop.work import grading

    if wanted.on is None:
        office.do(lambda session: grading.grade_all(session, office.rulebook, office.today(), progress=_progress()))
    on = wanted.on or office.today()
    verdicts = office.ask(lambda session: grading.verdicts(session, office.rulebook, on))
    lines = [
        {
            "name": graded.name,
            "credit_code": graded.credit_code,
            "level": graded.verdict.level,
            "management": graded.verdict.management,
            "class": graded.verdict.combined,
            "because": graded.verdict.because,
            "edition": graded.verdict.edition,
            "missing": list(graded.verdict.missing),
            "unconfirmed": graded.verdict.unconfirmed,
        }
        for graded in verdicts
    ]
    words = "\n".join(f"{line['name']}\t{line['level'] or '暂不能分级'}\t{line['because']}" for line in lines)
    _say(wanted, lines, words)


def summary(office: Office, wanted: argparse.Namespace) -> None:
    """Write the report of a period as PDF and workbook; with --issue it is frozen as issued."""
    from desktop.work import summary as reports

    made = office.ask(lambda session: reports.gather(session, wanted.period, office.rulebook, office.today()))
    if wanted.issue:
        reports.refuse_errors(made)
    files = reports.write(made, wanted.out or Path.cwd(), draft=not wanted.issue)
    if wanted.issue:
        office.do(lambda session: reports.issue(session, made, files, by=wanted.by, on=office.today()))
    answer = {
        "period": made.period.id,
        "edition": made.edition,
        "rule_edition": made.rule_edition,
        "figures": {key: reports.plain(figure) for key, figure in made.figures.items()},
        "checks": [{"level": f.level, "said": f.sentence} for f in made.findings],
        "files": [str(file) for file in files],
    }
    lines = [f"{figure.id} {figure.name}：{reports.shown(figure)}" for figure in made.figures.values()]
    _say(wanted, answer, "\n".join([*lines, *(str(file) for file in files)]))


def figure(office: Office, wanted: argparse.Namespace) -> None:
    """One figure of a period, with the employers behind it."""
    from desktop.work import summary as reports

    made = office.ask(lambda session: reports.gather(session, wanted.period, office.rulebook, office.today()))
    if wanted.id not in made.figures:
        raise Problem(f"没有编号为“{wanted.id}”的指标。", f"可用的编号：{'、'.join(made.figures)}。")
    found = made.figures[wanted.id]
    answer: dict[str, Any] = {"id": found.id, "name": found.name, "unit": found.unit, **reports.plain(found)}
    if wanted.rows:
        for key, ids in (("rows", found.rows), ("basis_rows", found.basis_rows), ("unknown_rows", found.unknown_rows)):
            answer[key] = office.ask(lambda session, ids=ids: reports.rows_of(session, ids))
    words = [f"{found.id} {found.name}：{reports.shown(found)}"]
    words += [row["name"] for row in answer.get("rows", [])]
    _say(wanted, answer, "\n".join(words))


def undo(office: Office, wanted: argparse.Namespace) -> None:
    """Take back the newest operation."""
    change = office.undo()
    _say(wanted, {"said": change.said, "operation": change.number}, change.said)


def redo(office: Office, wanted: argparse.Namespace) -> None:
    """Do again what was just taken back."""
    change = office.redo()
    _say(wanted, {"said": change.said, "operation": change.number}, change.said)


def history(office: Office, wanted: argparse.Namespace) -> None:
    """Every operation of this office, newest first."""
    done = office.history(wanted.limit)
    answer = [
        {
            "operation": o.number,
            "at": o.at.isoformat(timespec="seconds"),
            "said": o.said,
            "undone": o.undone,
            "rows": o.rows,
        }
        for o in done
    ]
    _say(wanted, answer, "\n".join(f"{o.at:%Y-%m-%d %H:%M} {o.said}{'（已撤销）' if o.undone else ''}" for o in done))


def check(office: Office, wanted: argparse.Namespace) -> None:
    """Look whether the office file is sound."""
    if problem := office.check():
        raise Problem(f"数据文件没有通过完整性检查：{problem}", "请从“设置 → 备份”恢复最近一次备份。")
    _say(wanted, {"sound": True, "office": str(office.path)}, f"数据文件完好：{office.path}")


def backup(office: Office, wanted: argparse.Namespace) -> None:
    """Keep a checked copy of the office file now."""
    kept = office.back_up()
    _say(wanted, {"file": str(kept)}, f"已备份：{kept}")


def township(office: Office, wanted: argparse.Namespace) -> None:
    """Show the township's card, or change what is named."""
    from dataclasses import asdict, replace

    from desktop.work import settings

    card = office.ask(settings.township)
    given = {key: value for key in ("name", "county", "bureau", "office", "person", "phone")
             if (value := getattr(wanted, f"set_{key}")) is not None}  # fmt: skip
    if given:
        card = replace(card or settings.TownshipCard(""), **given)
        office.do(lambda session: settings.save_township(session, card, on=office.today()))
    answer = asdict(card) if card else {}
    _say(
        wanted, answer, "\n".join(f"{key}\t{value or ''}" for key, value in answer.items()) or "还没有填写本单位信息。"
    )


def areas(office: Office, wanted: argparse.Namespace) -> None:
    """List the villages, or add some."""
    from desktop.work import settings

    if wanted.add:
        office.do(lambda session: settings.add_areas(session, wanted.add))
    found = office.ask(settings.areas)
    answer = [
        {"name": a.name, "kind": a.kind, "employers": a.employers, "closed": a.closed_on is not None} for a in found
    ]
    _say(wanted, answer, "\n".join(f"{a.name}\t{a.kind}\t{a.employers}" for a in found))


def edit(office: Office, wanted: argparse.Namespace) -> None:
    """Change one field of one employer, as the card in the window does."""
    from desktop.work import editing

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    change = office.do(
        lambda session: editing.edit(
            session, employer, wanted.field, wanted.value, rulebook=office.rulebook, on=office.today()
        )
    )
    _say(wanted, {"said": change.said, "operation": change.number}, change.said)


def manage(office: Office, wanted: argparse.Namespace) -> None:
    """Enter the management grade A/B/C or score of one employer, with its source."""
    from desktop.work import editing, grading

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    change = office.do(
        lambda session: grading.set_management(
            session,
            employer,
            written=wanted.grade,
            source=wanted.source,
            rulebook=office.rulebook,
            on=wanted.on or office.today(),
        )
    )
    _say(wanted, {"said": change.said, "operation": change.number}, change.said)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-09-30") from None


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="结果按 JSON 输出")
    parser = argparse.ArgumentParser(prog="python -m desktop", description="职康网格。不带命令时打开窗口。")
    parser.add_argument("--office", type=Path, help="数据文件（默认见“设置”）")
    parser.add_argument("--today", type=_day, help="把这一天当作今天（试用和核对用）")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="命令")

    def add(
        name: str, work: Callable[..., None], help: str, *, writes: bool | Callable[[argparse.Namespace], bool]
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, parents=[shared])
        command.set_defaults(run=work, writes=writes)
        return command

    _making(add)
    _looking(add)
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _making(add: Add) -> None:
    made = add("sample", sample, "放入编造的示范乡镇", writes=True)
    made.add_argument("--employers", type=int, default=60)
    made.add_argument("--years", type=int, default=3)
    made.add_argument("--seed", type=int, default=1)
    taken = add("import", import_, "导入台账表格", writes=True)
    taken.add_argument("files", nargs="+", type=Path, metavar="FILE")
    taken.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    taken.add_argument("--corrections", type=Path, help="把待更正的行写成这个 .xlsx")
    add("undo", undo, "撤销上一步", writes=True)
    add("redo", redo, "恢复刚撤销的一步", writes=True)
    card = add(
        "township",
        township,
        "查看或填写本单位信息",
        writes=lambda w: any(v for k, v in vars(w).items() if k.startswith("set_")),
    )
    for key in ("name", "county", "bureau", "office", "person", "phone"):
        card.add_argument(f"--{key}", dest=f"set_{key}")
    places = add("areas", areas, "列出或添加村（社区）", writes=lambda w: bool(w.add))
    places.add_argument("--add", nargs="+", metavar="村名")
    changed = add("edit", edit, "修改一家企业的一个字段", writes=True)
    changed.add_argument("employer", help="统一社会信用代码或单位名称")
    changed.add_argument("field", help="字段，例如 exposed_workers")
    changed.add_argument("value")
    managed = add("manage", manage, "录入管理等级 A/B/C 或自查得分", writes=True)
    managed.add_argument("employer", help="统一社会信用代码或单位名称")
    managed.add_argument("grade")
    managed.add_argument("--source", required=True, help="出处，例如“企业自查表”")
    managed.add_argument("--on", type=_day)
    add("backup", backup, "立即备份", writes=False)


def _looking(add: Add) -> None:
    written = add("export", export, "导出企业台账或空白模板", writes=False)
    written.add_argument("what", choices=("register", "template"))
    written.add_argument("out", type=Path)
    graded = add("grade", grade, "评定风险等级", writes=lambda w: w.on is None)
    graded.add_argument("--on", type=_day)
    reported = add("summary", summary, "打印季度（月度、年度）报告", writes=lambda w: w.issue)
    reported.add_argument("period", type=_period)
    reported.add_argument("--out", type=Path)
    reported.add_argument("--issue", action="store_true", help="正式出具：去掉“草稿”，数字从此不变")
    reported.add_argument("--by", help="出具人")
    shown = add("figure", figure, "一个指标和它后面的企业", writes=False)
    shown.add_argument("id")
    shown.add_argument("period", type=_period)
    shown.add_argument("--rows", action="store_true")
    told = add("history", history, "操作历史", writes=False)
    told.add_argument("--limit", type=int, default=200)
    add("check", check, "检查数据文件是否完好", writes=False)
