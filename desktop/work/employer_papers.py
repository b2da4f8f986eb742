"""An employer on paper: the card of one page and the whole file 一企一档, gathered from the register and printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.patrol import Visit
from desktop.rules import duties
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.record_code import RecordCode
from desktop.rules.tables import Rulebook
from desktop.work import (
    attachments,
    duties_board,
    editing,
    employer_file,
    findings,
    grading,
    ledgers,
    previews,
    register,
    settings,
    trail,
)
from desktop.work.employer_file import EmployerFile
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.register import EmployerRow

if TYPE_CHECKING:
    from desktop.report import card_1, file_1

T = TypeVar("T")
MARK = "（待核对）"
IDENTITY = ("credit_code", "village", "address", "industry_written", "economic_type", "size", "products", "status",
            "staff", "exposed_workers", "opened_on", "verified_on")  # fmt: skip
CONTACTS = ("contact", "phone", "legal_person", "legal_person_phone", "leader", "leader_phone")
DONE_STATES = ("已访", "未能入内")
MANY_STEPS = 300  # operations of the history that are printed
CARDS, FILES = "企业卡片", "一企一档"


def code_of(session: Session, employer_id: int, credit_code: str | None) -> RecordCode:
    """What is printed as a square code on the papers of an employer."""
    card = settings.township(session)
    return RecordCode((card.division_code or card.name) if card else "", employer_id, credit_code or "")


def card(session: Session, employer_id: int, rulebook: Rulebook, on: date) -> card_1.Card:
    """What the card of an employer says today. Raises Problem when it is gone."""
    from desktop.report import card_1

    file, row = _known(session, employer_id)
    verdict = next(iter(file.ledgers["risk_assessment"]), None)
    six = duties_board.of(session).six(session, [employer_id]).get(employer_id, {})
    return card_1.Card(
        name=file.name,
        code=str(code_of(session, employer_id, row.credit_code)),
        identity=_pairs(session, file, rulebook, IDENTITY),
        contacts=_pairs(session, file, rulebook, CONTACTS),
        grades=_grades(row, verdict, rulebook),
        because=verdict["because"] if verdict else "还没有分级。",
        unconfirmed=row.unconfirmed,
        hazards=_hazards(file, rulebook),
        duties=tuple(
            card_1.DutyLine(name, told.on, told.due, told.state, told.evidence)
            for name, told in six.items()
            if name in duties.SIX
        ),
        visits=tuple(_visits(session, employer_id)),
        findings=tuple(_findings(session, employer_id, rulebook, on)),
    )


def whole_file(session: Session, employer_id: int, rulebook: Rulebook, on: date, folder: Path) -> file_1.EmployerFile:
    """Everything that is kept about an employer, for paper. Raises Problem when it is gone."""
    from desktop.report import file_1

    file, row = _known(session, employer_id)
    made = card(session, employer_id, rulebook, on)
    return file_1.EmployerFile(
        name=file.name,
        code=made.code,
        cover=(("统一社会信用代码", row.credit_code), ("村（社区）", row.village), ("经营状态", row.status)),
        groups=tuple(_groups(session, file, rulebook)),
        ledgers=(
            *_from_card(made),
            *(
                _ledger(session, employer_id, form, rulebook, on)
                for form in rulebook.ledgers.values()
                if not form.restricted
            ),
            _verdicts(file),
        ),
        history=_history(session, employer_id, rulebook),
        pictures=tuple(_pictures(session, employer_id, rulebook, folder)),
    )


def _from_card(made: card_1.Card) -> tuple[file_1.Ledger, ...]:
    """What the card shows in part, in full."""
    from desktop.report.file_1 import Ledger

    hazards = ((h.name, h.kind, h.nature, h.workers or editing.UNKNOWN, h.result or "没有") for h in made.hazards)
    due = ((d.name, _day(d.on), _day(d.due), d.state, d.evidence or "没有登记") for d in made.duties)
    return (
        Ledger("危害因素", ("因素", "类别", "性质", "接触人数", "最近检测"), tuple(hazards)),
        Ledger("到期事项", ("事项", "最近办理", "到期日", "情况", "证明材料"), tuple(due)),
        Ledger("巡查", ("日期", "内容", "结果"), made.visits),
        Ledger("未销号隐患", ("日期", "内容", "情况"), made.findings),
    )


def _verdicts(file: EmployerFile) -> file_1.Ledger:
    from desktop.report.file_1 import Ledger

    rows = (
        (str(v["assessed_on"]), v["level"] or "—", v["combined"] or "—", v["because"], v["source"] or "程序评定")
        for v in file.ledgers["risk_assessment"]
    )
    return Ledger("风险分级", ("日期", "等级", "类别", "理由", "来源"), tuple(rows))


def _history(session: Session, employer_id: int, rulebook: Rulebook) -> file_1.Ledger:
    from desktop.report.file_1 import Ledger

    rows = (
        (f"{step.at:%Y-%m-%d %H:%M}", f"{step.said}{'（已撤销）' if step.undone else ''}", "\n".join(step.lines))
        for step in trail.of_employer(session, employer_id, rulebook, MANY_STEPS)
    )
    return Ledger("修改记录", ("时间", "做了什么", "改了哪些"), tuple(rows))


def write_cards(
    session: Session, ids: Sequence[int], file: Path, *, rulebook: Rulebook, on: date, progress: Progress
) -> int:
    """Print the cards of employers into one PDF, one page each; gives their number. Raises Problem."""
    from desktop.report import card_1

    made = []
    for number, id in enumerate(ids):
        progress.step(number, len(ids), "正在排版企业卡片")
        made.append(card(session, id, rulebook, on))
    if not made:
        raise Problem("没有选中企业。", "请先在台账里选中要打印的企业。", "没有打印任何东西。")
    _written(file, lambda: card_1.write(file, made, _sender(session, on)))
    return len(made)


def write_files(  # noqa: PLR0913 - as write_cards, and where the small pictures lie
    session: Session, ids: Sequence[int], out: Path, *, rulebook: Rulebook, on: date, folder: Path, progress: Progress
) -> list[Path]:
    """Print the whole file of each employer: one into `out`, several into the folder `out`, named by employer.

    Raises Problem when they cannot be written.
    """
    from desktop.report import file_1

    made = []
    for number, id in enumerate(ids):
        progress.step(number, len(ids), "正在排版一企一档")
        held = whole_file(session, id, rulebook, on, folder)
        target = out if out.suffix.lower() == ".pdf" else out / f"{_file_name(held.name)}-{id}.pdf"
        _written(target, lambda held=held, target=target: file_1.write(target, held, _sender(session, on)))  # type: ignore[misc]
        made.append(target)
    return made


def _known(session: Session, employer_id: int) -> tuple[EmployerFile, EmployerRow]:
    file = employer_file.detail(session, employer_id)
    if file is None:
        raise Problem("这家企业已经不在台账里。", "请在台账里重新选一家。")
    return file, register.rows(session, [employer_id])[employer_id]


def _pairs(
    session: Session, file: EmployerFile, rulebook: Rulebook, keys: Sequence[str]
) -> tuple[tuple[str, str | None], ...]:
    known = rulebook.fields
    return tuple((known[key].label, _shown(session, file, rulebook, key)) for key in keys if key in known)


def _shown(session: Session, file: EmployerFile, rulebook: Rulebook, key: str) -> str | None:
    field = rulebook.fields[key]
    if key == "factors":
        return "、".join(dict.fromkeys(line["written"] for line in file.ledgers["exposure"])) or None
    value = file.fields.get(field.column)
    if value is None:
        return None
    return editing.shown(session, field, value, rulebook)


def _groups(
    session: Session, file: EmployerFile, rulebook: Rulebook
) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    groups: dict[str, list[tuple[str, str | None]]] = {}
    for key, field in rulebook.fields.items():
        groups.setdefault(field.group, []).append((field.label, _shown(session, file, rulebook, key)))
    return [(title, tuple(pairs)) for title, pairs in groups.items()]


def _grades(row: EmployerRow, verdict: dict[str, Any] | None, rulebook: Rulebook) -> tuple[tuple[str, str | None], ...]:
    names = {edition.id: edition.short for edition in rulebook.editions}
    by = "（人工认定）" if row.overridden else MARK if row.unconfirmed else ""
    way = "人工认定" if verdict and grading.by_person(verdict["source"]) else "按规则推算"
    return (
        ("风险等级", f"{row.level} 级{by}" if row.level else "暂不能分级"),
        ("管理等级", row.management or "未评"),
        ("综合类别", f"{row.combined} 类{by}" if row.combined else "未分类"),
        ("分级方法", names.get(row.edition or "", row.edition) if verdict else None),
        ("评定日期", str(verdict["assessed_on"]) if verdict else None),
        (
            "评定方式",
            way if verdict else None,
        ),
    )


def _hazards(file: EmployerFile, rulebook: Rulebook) -> tuple[card_1.Hazard, ...]:
    from desktop.report import card_1

    days = {line["id"]: line["tested_on"] for line in file.ledgers["test_report"]}
    newest: dict[str, dict[str, Any]] = {}
    for line in sorted(file.ledgers["test_result"], key=lambda line: days[line["report_id"]] or date.min):
        newest[line["factor_code"] or line["written"]] = line
    found: dict[str, card_1.Hazard] = {}
    for line in file.ledgers["exposure"]:
        factor = rulebook.factors.get(line["factor_code"])
        result = newest.get(line["factor_code"] or line["written"])
        nature = "需按实际判断"
        if factor is not None and factor.severe is not None:
            doubt = MARK if factor.confidence in UNCONFIRMED else ""
            nature = f"{'严重' if factor.severe else '一般'}{doubt}"
        over = None
        if result is not None and result["over_limit"] is not None:
            over = f"{days[result['report_id']]} {'■ 超标' if result['over_limit'] else '合格'}"
        workers = None if line["workers"] is None else f"{line['workers']} 人"
        kind = factor.hazard_class if factor else "未识别"
        found.setdefault(line["written"], card_1.Hazard(line["written"], kind, nature, workers, over))
    return tuple(found.values())


def _visits(session: Session, employer_id: int) -> list[tuple[str, str, str]]:
    query = (
        select(Visit.done_on, Visit.kind, Visit.done_by, Visit.state, Visit.outcome, Visit.not_entered)
        .where(Visit.employer_id == employer_id, Visit.state.in_(DONE_STATES))
        .order_by(Visit.done_on.desc(), Visit.id.desc())
    )
    return [
        (str(day), " ".join(filter(None, (kind, by and f"（{by}）", outcome))), f"{state}{f'：{why}' if why else ''}")
        for day, kind, by, state, outcome, why in session.execute(query)
    ]


def _findings(session: Session, employer_id: int, rulebook: Rulebook, on: date) -> list[tuple[str, str, str]]:
    held = findings.rows(session, rulebook, on, findings.Filters(employer=employer_id))
    return [
        (
            str(found.opened_on),
            f"{found.number} {found.described}",
            f"{found.standing}{f'，限 {found.deadline} 前' if found.deadline else ''}",
        )
        for found in held
        if rulebook.casework.states[found.state].open
    ]


def _ledger(session: Session, employer_id: int, form: LedgerForm, rulebook: Rulebook, on: date) -> file_1.Ledger:
    """The columns that are filled in at all: the first as columns, the rest together in the last one."""
    from desktop.report import file_1

    lines = ledgers.lines(session, employer_id, form.key, rulebook=rulebook, on=on)
    asked = (field for field in form.fields if field.personal != NEVER_PRINTED)
    filled = [field for field in asked if any(line.cells[field.key] for line in lines)]
    columns, rest = filled[:COLUMNS], filled[COLUMNS:]
    rows = []
    for line in lines:
        cells = [line.cells[field.key] or "—" for field in columns]
        more = [f"{field.label}：{line.cells[field.key]}" for field in rest if line.cells[field.key]]
        more += [f"限值：{line.limit}"] if line.limit else []
        rows.append((*cells, *(["；".join(more)] if rest or more else [])))
    width = max(map(len, rows), default=0)
    head = [field.label for field in columns] + ["其他内容"] * (width - len(columns))
    return file_1.Ledger(form.label, tuple(head), tuple((*row, *[""] * (width - len(row))) for row in rows), form.empty)


NEVER_PRINTED = "health"  # class of personal data
COLUMNS = 6  # of a ledger on paper; more would be strips of single characters


def _pictures(session: Session, employer_id: int, rulebook: Rulebook, folder: Path) -> list[file_1.Picture]:
    from desktop.report import file_1

    made = []
    for kept in attachments.listing(session, employer_id, rulebook):
        told = [kept.kind, kept.subject, kept.taken_on and f"{kept.taken_on} 拍摄（形成）", f"{kept.added_on} 添加"]
        small = previews.of_photo(folder, kept.sha256, kept.name)
        words = f"{kept.caption}\n{kept.name}" if kept.caption else kept.name
        made.append(file_1.Picture(words, "；".join(str(word) for word in told if word), small))
    return made


def _sender(session: Session, on: date) -> card_1.Sender:
    from desktop.report import card_1

    township = settings.township(session)
    return card_1.Sender(township.issuer if township else "（本单位名称未填写）", on)


def _file_name(name: str) -> str:
    return "".join("_" if char in '\\/:*?"<>|\r\n\t' else char for char in name)[:80]


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _written(file: Path, write: Callable[[], T]) -> T:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return write()
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{file.name}", "如果它正开着，请先关闭，或换一个文件名、文件夹。", "台账没有改动。"
        ) from error
