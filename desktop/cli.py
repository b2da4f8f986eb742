"""The commands: what the window does, for scripts and machines without a screen. Words and keys are a contract."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop import paths
from desktop.commands import bin as commands_bin
from desktop.commands import bulk as commands_bulk
from desktop.commands import draw as commands_draw
from desktop.commands import duties as commands_duties
from desktop.commands import everyday as commands
from desktop.commands import findings as commands_findings
from desktop.commands import grading as commands_grading
from desktop.commands import keeping as commands_keeping
from desktop.commands import ledger as commands_ledger
from desktop.commands import papers as commands_papers
from desktop.commands import patients as commands_patients
from desktop.commands import people as commands_people
from desktop.commands import plan as commands_plan
from desktop.commands import register as commands_register
from desktop.commands import views as commands_views
from desktop.commands import visits as commands_visits
from desktop.commands.arguments import day, period
from desktop.rules.tables import Broken
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress

DONE, REFUSED = 0, 1
Work = Callable[..., commands.Answer]
Writes = Callable[[argparse.Namespace], bool | None]  # None: it works on the closed file, or on none


def read(arguments: list[str]) -> argparse.Namespace:
    """The command line as asked for. Leaves the program with exit code 2 when it cannot be understood."""
    return _parser().parse_args(arguments)


def run(wanted: argparse.Namespace) -> int:
    """Do one command. Its result goes to stdout; a Problem goes to stderr in its own words, and the code is 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        wanted.writes = wanted.writes(wanted) if callable(wanted.writes) else wanted.writes
        if wanted.writes is None:
            answer, words = wanted.run(wanted.office or paths.office_file(), wanted, _progress())
        else:
            office = _open(wanted)
            try:
                answer, words = wanted.run(office, wanted, _progress())
            finally:
                office.close()
        _tell(json.dumps(answer, ensure_ascii=False, indent=1) if wanted.json else words)
    except (Problem, Broken) as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    return DONE


def _tell(words: str) -> None:
    """Print the result; a reader that wants no more (`| head`) is no failure, the work is done."""
    try:
        print(words, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it ends


def _open(wanted: argparse.Namespace) -> Office:
    return Office.open(
        wanted.office or paths.office_file(),
        today=lambda: wanted.today or datetime.now().astimezone().date(),
        resources=paths.resources(),
        writes=wanted.writes,
    )


def _progress() -> Progress:
    if not sys.stderr.isatty():
        return Progress()
    return Progress(lambda done, of, what: print(f"\r{what} {done}/{of}   ", end="", file=sys.stderr))


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="结果按 JSON 输出")
    parser = argparse.ArgumentParser(prog="python -m desktop", description="职康网格。不带命令时打开窗口。")
    parser.add_argument("--office", type=Path, help="数据文件（默认见“设置”）")
    parser.add_argument("--today", type=day, help="把这一天当作今天（试用和核对用）")
    parser.set_defaults(command=None)
    subparsers = parser.add_subparsers(dest="command", metavar="命令")

    def add(
        name: str,
        work: Callable[..., commands.Answer],
        help: str,
        *,
        writes: bool | Writes | None,
    ) -> argparse.ArgumentParser:
        command = subparsers.add_parser(name, help=help, parents=[shared])
        command.set_defaults(run=work, writes=writes)
        return command

    _making(add)
    _sealed(add)
    _printing(add)
    _looking(add)
    _grading(add)
    _registering(add)
    _many(add)
    _falling_due(add)
    _planning(add)
    commands_draw.options(add("draw", commands_draw.draw, "双随机抽取、核对记录", writes=commands_draw.writes))
    commands_findings.options(add)
    commands_people.options(add)
    commands_visits.options(add)
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _making(add: Add) -> None:
    made = add("sample", commands.sample, "放入编造的示范乡镇", writes=True)
    made.add_argument("--employers", type=int, default=60)
    made.add_argument("--years", type=int, default=3)
    made.add_argument("--seed", type=int, default=1)
    taken = add("import", commands.take_in, "导入台账表格", writes=True)
    taken.add_argument("files", nargs="+", type=Path, metavar="FILE")
    taken.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    taken.add_argument("--corrections", type=Path, help="把待更正的行写成这个 .xlsx")
    add("undo", commands.undo, "撤销上一步", writes=True)
    add("redo", commands.redo, "恢复刚撤销的一步", writes=True)
    card = add(
        "township",
        commands.township,
        "查看或填写本单位信息",
        writes=lambda w: any(v for k, v in vars(w).items() if k.startswith("set_")),
    )
    for key in ("name", "county", "bureau", "office", "person", "phone"):
        card.add_argument(f"--{key}", dest=f"set_{key}")
    places = add("areas", commands.areas, "列出或添加村（社区）", writes=lambda w: bool(w.add))
    places.add_argument("--add", nargs="+", metavar="村名")
    changed = add("edit", commands.edit, "修改一家企业的一个字段", writes=True)
    changed.add_argument("employer", help="统一社会信用代码或单位名称")
    changed.add_argument("field", help="字段，例如 exposed_workers")
    changed.add_argument("value")
    managed = add("manage", commands.manage, "录入管理等级 A/B/C 或自查得分", writes=True)
    managed.add_argument("employer", help="统一社会信用代码或单位名称")
    managed.add_argument("grade")
    managed.add_argument("--source", required=True, help="出处，例如“企业自查表”")
    managed.add_argument("--on", type=day)
    add("backup", commands.backup, "立即备份", writes=False)
    line = add(
        "ledger",
        commands_ledger.ledger,
        "查看、登记、修改或删除一家企业的台账记录",
        writes=lambda w: w.action != "list",
    )
    line.add_argument("employer", help="统一社会信用代码或单位名称")
    line.add_argument("ledger", help="例如 test_report 或 检测报告")
    line.add_argument("action", choices=("list", "add", "change", "remove"))
    line.add_argument("words", nargs="*", metavar="编号 或 栏=内容")
    kept = add("attach", commands_ledger.attach, "给企业添加附件；不写文件就列出", writes=lambda w: bool(w.files))
    kept.add_argument("employer", help="统一社会信用代码或单位名称")
    kept.add_argument("files", nargs="*", type=Path)
    kept.add_argument("--line", metavar="LEDGER:ID", help="属于哪一行台账，例如 test_report:12")
    kept.add_argument("--kind", help="类别，例如 检测报告")
    restored = add("restore", commands_keeping.restore, "恢复一份备份（先另存现在的数据）", writes=None)
    restored.add_argument("file", type=Path, help="备份文件夹里的 .db 文件")


def _grading(add: Add) -> None:
    add("editions", commands_grading.editions, "列出分级方法", writes=False)
    brought = add("pack", commands_grading.pack, "导入分级方法（TOML），不采用", writes=True)
    brought.add_argument("file", type=Path)
    adopted = add("adopt", commands_grading.adopt, "自某日起采用一个分级方法", writes=True)
    adopted.add_argument("edition", metavar="ID")
    adopted.add_argument("--from", dest="since", type=day, help="从哪一天起，默认今天")
    adopted.add_argument("--import", dest="file", type=Path, help="先导入这个文件")
    adopted.add_argument("--by", help="谁定的")
    checked = add("confirm", commands_grading.confirm, "把分级方法的一格标为已核对", writes=True)
    checked.add_argument("edition", metavar="ID")
    checked.add_argument("cell", help="格子，见 editions --json")
    checked.add_argument("--basis", required=True, help="依据，例如文号和页码")
    checked.add_argument("--by", required=True, help="核对人")
    decided = add("override", commands_grading.override, "人工认定风险等级或综合类别", writes=True)
    decided.add_argument("employer", help="统一社会信用代码或单位名称")
    decided.add_argument("--level")
    decided.add_argument("--class", dest="combined")
    decided.add_argument("--reason")
    decided.add_argument("--by", help="认定人")
    decided.add_argument("--until", type=day, help="截止日期（含当天）")
    decided.add_argument("--on", type=day)
    decided.add_argument("--lift", action="store_true", help="取消人工认定")
    settled = add("choices", commands_grading.choices, "口径：要由县局或本单位定的问题", writes=lambda w: bool(w.key))
    settled.add_argument("key", nargs="?", help="哪一项，例如 severity_rule；不写就列出")
    settled.add_argument("answer", nargs="?", help="选哪一个答案")
    settled.add_argument("--basis", help="依据，例如“县卫健局 2026-11-20 答复”")
    settled.add_argument("--by", help="谁定的")
    form = add("self-check", commands_grading.self_check, "录入自查表，或打印空白表", writes=lambda w: w.blank is None)
    form.add_argument("employer", nargs="?")
    form.add_argument("file", nargs="?", type=Path)
    form.add_argument("--import", dest="filled", type=Path, metavar="FILE", help="填好的自查表（xlsx 等）")
    form.add_argument("--results", type=Path, metavar="LIST", help="许多企业的自查结果，一行一家")
    form.add_argument("--blank", type=Path, metavar="OUT", help="空白表：.pdf 打印用，.xlsx 填写后导入")
    form.add_argument("--edition", metavar="ID")
    form.add_argument("--source")
    form.add_argument("--on", type=day)


def _sealed(add: Add) -> None:
    ill = add(
        "patients",
        commands_patients.patients_of,
        "受限台账：一家企业的职业病病人和随访",
        writes=lambda w: w.action != "list",
    )
    ill.add_argument("employer", help="统一社会信用代码或单位名称")
    ill.add_argument("action", choices=("list", "add", "change", "remove"))
    ill.add_argument("words", nargs="*", metavar="编号 或 栏=内容")
    ill.add_argument("--password-file", type=Path, required=True, help="第一行是密码的文本文件")
    ill.add_argument("--of", type=int, metavar="编号", help="登记的是这个病人的随访")
    ill.add_argument("--visit", action="store_true", help="修改、删除的是随访的一行")
    secret = add("patients-password", commands_patients.password, "设置或修改受限台账的密码", writes=True)
    secret.add_argument("--password-file", type=Path, required=True, help="第一行是（原）密码的文本文件")
    secret.add_argument("--new-password-file", type=Path, help="第一行是新密码的文本文件")


def _printing(add: Add) -> None:
    carded = add("card", commands_papers.card, "打印企业卡片（一家一页）", writes=False)
    carded.add_argument("what", nargs="+", metavar="EMPLOYER… OUT.pdf", help="企业的信用代码或名称，最后写文件名")
    filed = add("file", commands_papers.whole_file, "打印一企一档", writes=False)
    filed.add_argument("employer", help="统一社会信用代码或单位名称")
    filed.add_argument("out", type=Path, metavar="OUT.pdf")


def _looking(add: Add) -> None:
    written = add("export", commands.export, "导出企业台账或空白模板", writes=False)
    written.add_argument("what", choices=("register", "template"))
    written.add_argument("out", type=Path)
    some = written.add_mutually_exclusive_group()
    some.add_argument("--view", metavar="NAME", help="只导出这个视图里的企业")
    some.add_argument("--search", metavar="TEXT", help="只导出搜到的企业，例如“三季度没检测的丙类”")
    written.add_argument("--on", type=day, metavar="DATE", help="截至这一天的台账：那时在册的企业，那时的内容")
    written.add_argument("--columns", nargs="+", metavar="FIELD", help="这些列，按这个次序；all 是全部字段")
    written.add_argument("--ledgers", action="store_true", help="导出各项台账，一本一张工作表")
    written.add_argument("--duties", action="store_true", help="加上六项法定事项的办理日、到期日、情况和证明材料")
    graded = add(
        "grade",
        commands.grade,
        "评定风险等级",
        writes=lambda w: w.on is None and w.edition is None and w.what_if is None,
    )
    graded.add_argument("--on", type=day)
    graded.add_argument("--edition", metavar="ID", help="按这个分级方法试算，不写入")
    graded.add_argument(
        "--what-if", type=Path, metavar="FILE", help="按文件里改动的格子或资料试算，列出谁会变动，不写入"
    )
    stood = add("grades", commands_grading.grades, "分级会变的企业；到期应再评定的、升降级、分布", writes=False)
    stood.add_argument(
        "--due", type=int, metavar="DAYS", help="这么多天以内应再评定（满 36 个月）的企业；0 是已经到期的"
    )
    stood.add_argument("--moved", type=day, nargs=2, metavar=("FROM", "TO"), help="两天之间的升级、降级")
    stood.add_argument("--by", choices=("village", "industry", "size"), help="按村、行业、规模的分布")
    reported = add("summary", commands.summary, "打印季度（月度、年度）报告", writes=lambda w: w.issue)
    reported.add_argument("period", type=period)
    reported.add_argument("--out", type=Path)
    reported.add_argument("--issue", action="store_true", help="正式出具：去掉“草稿”，数字从此不变")
    reported.add_argument("--by", help="出具人")
    shown = add("figure", commands.figure, "一个指标和它后面的企业", writes=False)
    shown.add_argument("id")
    shown.add_argument("period", type=period)
    shown.add_argument("--rows", action="store_true")
    told = add("history", commands.history, "操作历史", writes=False)
    told.add_argument("--limit", type=int, default=200)
    add("check", commands.check, "检查数据文件是否完好", writes=False)


def _registering(add: Add) -> None:
    one = add("employer", commands_register.employer, "一家企业的全部资料", writes=False)
    one.add_argument("employer", metavar="CODE", help="统一社会信用代码或单位名称")
    one.add_argument("--on", type=day, help="截至这一天的情况")
    moved = add("changes", commands_register.changes, "两个日期之间台账的变化", writes=False)
    moved.add_argument("--from", dest="since", type=day, required=True, help="起始日期（含）")
    moved.add_argument("--to", type=day, required=True, help="截止日期（含）")
    moved.add_argument("--out", type=Path, help="同时写成这个 .xlsx 或 .pdf")
    stood = add("status", commands_register.status, "改经营状态：自哪天起、为什么", writes=True)
    stood.add_argument("employer", help="统一社会信用代码或单位名称")
    stood.add_argument("status", help="在营、半停产、停产、搬迁、注销、查无或不存在危害")
    stood.add_argument("--since", type=day, help="自哪一天起（默认今天）")
    stood.add_argument("--reason", help="原因或依据")
    add("duplicates", commands_register.find_duplicates, "疑似重复的企业", writes=False)
    merged = add("merge", commands_register.merge, "把两条记录合成一家：只补空白", writes=True)
    merged.add_argument("keep", metavar="KEEP", help="保留的企业：信用代码、名称或 #编号")
    merged.add_argument("other", metavar="OTHER", help="并入的企业：信用代码、名称或 #编号")
    merged.add_argument("--prefer", nargs="+", metavar="FIELD", help="这些字段用并入企业的内容")
    sought = add("search", commands_register.search, "用文字搜索台账", writes=False)
    sought.add_argument("text", metavar="TEXT", help="例如“三季度没检测的丙类 苯”")
    named = add("fields", commands_register.fields, "字段目录：名称、别名、拼音首字母都能找", writes=False)
    named.add_argument("text", nargs="?", default="", help="例如 jhrs")
    add("completeness", commands_register.completeness, "资料完整度", writes=False)
    add("checkup", commands_register.check_up, "今早核对的十项", writes=False)


def _many(add: Add) -> None:
    away = add("remove", commands_bin.remove, "把企业放进回收站", writes=True)
    away.add_argument("employers", nargs="+", metavar="EMPLOYER", help="统一社会信用代码或单位名称")
    held = add("bin", commands_bin.listed, "回收站里有什么", writes=lambda w: bool(w.discard))
    held.add_argument("--discard", nargs="+", type=int, metavar="编号", help="从回收站彻底删除")
    back = add("put-back", commands_bin.put_back, "从回收站恢复", writes=True)
    back.add_argument("numbers", nargs="+", type=int, metavar="编号", help="见 bin")
    many = add("bulk", commands_bulk.change, "给一批企业改同一项，一步撤销", writes=lambda w: not w.dry_run)
    which = many.add_mutually_exclusive_group(required=True)
    which.add_argument("--names", type=Path, metavar="FILE", help="名单：每行一家的名称、信用代码或电话")
    which.add_argument("--search", metavar="TEXT", help="例如“溪东村 没电话”")
    which.add_argument("--view", metavar="NAME", help="保存的视图")
    many.add_argument("--set", nargs="+", required=True, metavar="字段=内容", help="例如 village=溪东村")
    many.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    commands_views.options(
        add("views", commands_views.saved_views, "保存的视图", writes=lambda w: w.action in ("save", "remove"))
    )


def _falling_due(add: Add) -> None:
    due = add("duties", commands_duties.duties, "到期事项", writes=False)
    due.add_argument("--on", type=day)
    due.add_argument("--open", action="store_true", help="只列逾期、到期、临近和缺少依据的")
    urged = add("urge", commands_duties.urge, "记一次催办", writes=True)
    urged.add_argument("employer", help="统一社会信用代码或单位名称")
    urged.add_argument("duty", help="事项名称，例如“定期检测”；全部写“全部”")
    urged.add_argument("--how", required=True, help="电话、微信、上门或信函")
    urged.add_argument("--result", help="对方怎样答复")
    urged.add_argument("--promised", type=day, help="答应办理的日期")
    urged.add_argument("--by", help="谁催办的")
    urged.add_argument("--on", type=day)
    posted = add("letters", commands_duties.letters, "打印催办函（按村排列，带回执）", writes=False)
    posted.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    posted.add_argument("--village", action="append", help="只打印这个村（社区）的，可以写几次")
    posted.add_argument("--on", type=day)
    dated = add("calendar", commands_duties.calendar, "导出到期日历（.ics）", writes=False)
    dated.add_argument("--out", type=Path, required=True, metavar="FILE.ics")
    dated.add_argument("--all", action="store_true", help="没有临近的也写进去")
    dated.add_argument("--on", type=day)
    event = add("happened", commands_duties.happened, "记一次变化、事故或人员离岗", writes=True)
    event.add_argument("employer", help="统一社会信用代码或单位名称")
    event.add_argument(
        "kind", help="工艺材料、名称场所负责人、检测评价结果、事故、确诊职业病、工伤认定申请、剂量监测或离岗"
    )
    event.add_argument("--on", type=day, help="发生（离岗）的日期")
    event.add_argument("--note", help="说明；离岗的写姓名")
    event.add_argument("--exam", type=day, help="离岗体检日期")
    event.add_argument("--on-job-exam", type=day, help="最近一次在岗体检日期")
    named = add("patroller", commands_duties.patroller, "登记一个村（社区）的网格员", writes=True)
    named.add_argument("village")
    named.add_argument("name")
    free = add("holidays", commands_duties.holidays, "导入一年的放假安排（CSV）", writes=True)
    free.add_argument("what", choices=("import",))
    free.add_argument("file", type=Path)


def _planning(add: Add) -> None:
    commands_plan.plan_options(add("plan", commands_plan.plan, "排巡查计划，打印、导出", writes=commands_plan.writes))
    commands_plan.calendar_options(add)
