"""The columns of the exported register, made from the catalogue of fields: titles, types, notes, drop-downs, values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.hazard import Exposure, HazardClass
from desktop.rules import field_guide
from desktop.rules.duties import SIX
from desktop.rules.factors import normal
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook
from desktop.work import lists, register
from desktop.work.register import EmployerRow

Value = str | int | float | bool | date | None
CLASS, HEADS = "class:", "heads:"
KINDS = {
    "heads": "whole", "number": "number", "day": "date", "yes_no": "yes", "phone": "code", "credit_code": "code",
}  # fmt: skip
CODES = ("old_registration_no", "industry_code")  # texts of digits that must stay as they are
WIDTHS = {"name": 32.0, "factors": 30.0, "address": 28.0, "credit_code": 22.0, "phone": 15.0}
BRACKETS = str.maketrans("", "", "（）")
SAME = {"industry": "industry_written"}  # how the lines of the register call a field
# What is exported when nothing is said: as the register stands on the screen.
USUAL = (
    "name", "credit_code", "village", "address", "contact", "phone", "industry", "size", "status", "staff",
    "exposed_workers", "factors", "declared_on", "tested_on", "over_limit", "examined_on", "level", "management",
    "combined", "edition", "because", "verified_on",
)  # fmt: skip
# What the blank form asks for.
ASKED = (
    "name", "credit_code", "village", "address", "contact", "phone", "industry", "size", "status", "staff",
    "exposed_workers", "factors", "declared_on", "tested_on", "examined_on", "verified_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one employer when its line is written: the line of the register, its fields, its heads."""

    row: EmployerRow
    fields: Mapping[str, Any] = field(default_factory=dict)
    heads: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the exported list. `kind` as in report.registerlist; comment: what to write; choices: a drop-down."""

    key: str
    title: str
    kind: str
    width: float
    value: Callable[[Line], Value]
    comment: str = ""
    choices: tuple[str, ...] = ()


def all_columns(book: Rulebook, session: Session | None = None) -> dict[str, Column]:
    """Every column by key: the usual ones, every field, heads by class and key factor, the six duties."""
    offered = lists.choices(session, book) if session is not None else {}
    found = {column.key: column for column in _computed()}
    claimed = Counter(heading for one in book.fields.values() for column in one.columns for heading in column.headings)
    for one in book.fields.values():
        choices = tuple(words for _, words in offered.get(one.key, ()))
        found[one.key] = _of_field(one, book, choices, claimed)
    for short, key in SAME.items():
        found[short] = found[key]
    for column in book.ledgers["hazard_class"].columns:
        if column.key.startswith(CLASS):
            found[column.key] = _of_heads(column.key, column.alone or column.label)
    for name in book.key_factors:
        found[f"{HEADS}{name}"] = _of_heads(f"{HEADS}{name}", f"{name}接触人数")
    return found | {column.key: column for duty in SIX for column in _of_duty(duty)}


def lines(session: Session, rows: Mapping[int, EmployerRow], keys: Sequence[str], book: Rulebook) -> dict[int, Line]:
    """The lines of a page, with as much beside the rows as these columns need."""
    wanted = [SAME.get(key, key) for key in keys]
    columns = sorted({book.fields[key].column for key in wanted if key in book.fields and book.fields[key].kind not in
                      ("area", "factors")})  # fmt: skip
    fields: dict[int, dict[str, Any]] = {}
    if columns:
        query = select(Employer.id, *(getattr(Employer, column) for column in columns)).where(Employer.id.in_(rows))
        fields = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in session.execute(query)}
    heads = _heads(session, list(rows), book) if any(key.startswith((CLASS, HEADS)) for key in keys) else {}
    return {number: Line(row, fields.get(number, {}), heads.get(number, {})) for number, row in rows.items()}


def _computed() -> tuple[Column, ...]:
    def of_row(key: str) -> Callable[[Line], Value]:
        return lambda line: getattr(line.row, key)

    def over(line: Line) -> Value:
        return None if line.row.over_limit is None else "超标" if line.row.over_limit else "未超标"

    return (
        Column("declared_on", "申报日期", "date", 12, of_row("declared_on"), "最近一次申报，例如 2026-03-05"),
        Column("tested_on", "定期检测日期", "date", 13, of_row("tested_on"), "最近一次采样日期"),
        Column("over_limit", "检测结果", "text", 10, over),
        Column("examined_on", "在岗体检日期", "date", 13, of_row("examined_on"), "最近一次在岗体检"),
        Column("level", "风险等级", "text", 10, of_row("level")),
        Column("management", "管理等级", "text", 10, of_row("management")),
        Column("combined", "综合类别", "text", 10, of_row("combined")),
        Column("edition", "分级方法", "text", 24, of_row("edition")),
        Column("because", "分级理由", "text", 60, of_row("because")),
        Column("completeness", "资料完整度", "whole", 10, of_row("completeness")),
    )


def _of_field(one: Field, book: Rulebook, choices: tuple[str, ...], claimed: Mapping[str, int]) -> Column:
    kind = "code" if one.key in CODES else KINDS.get(one.kind, "text")
    unit = f"（{one.unit}）" if one.unit and one.unit != "人" else ""
    width = WIDTHS.get(one.key, max(10.0, 2.2 * len(one.label)))
    comment = field_guide.note(one, book.codes)
    return Column(one.key, f"{_title(one, claimed)}{unit}", kind, width, _value(one, book), comment, choices)


def _title(one: Field, claimed: Mapping[str, int]) -> str:
    """The label, or the first heading that an import takes for this field and for no other."""
    own = next((column.headings for column in one.columns if column.target.endswith(f".{one.column}")), ())
    plain = one.label.translate(BRACKETS)
    if not own or (plain in own and claimed[plain] == 1):
        return one.label
    return next(heading for heading in own if claimed[heading] == 1)


def _value(one: Field, book: Rulebook) -> Callable[[Line], Value]:
    if one.kind in ("area", "factors"):
        return lambda line: getattr(line.row, one.key) or None
    known = one.key in EmployerRow.__dataclass_fields__  # as of the day the lines are of

    def value(line: Line) -> Value:
        found: Value = getattr(line.row, one.key) if known else line.fields.get(one.column)
        if found is None:
            return None
        if one.kind == "code":
            return book.codes.label(one.list or "", str(found))
        if one.key == "former_names":
            return "、".join(filter(None, str(found).split("\n")))
        return found

    return value


def _of_heads(key: str, title: str) -> Column:
    return Column(key, title, "whole", max(10.0, 2.2 * len(title)), lambda line: line.heads.get(key),
                  "接触人数；只知道有、不知道人数的填 √")  # fmt: skip


def _of_duty(duty: str) -> tuple[Column, ...]:
    def told(what: str) -> Callable[[Line], Value]:
        return lambda line: getattr(line.row.duties[duty], what) if duty in line.row.duties else None

    key = f"{register.BY_DUTY}{duty}"
    return (
        Column(f"{key}/on", f"{duty}办理日", "date", 12, told("on")),
        Column(f"{key}/due", f"{duty}到期日", "date", 12, told("due")),
        Column(f"{key}/state", f"{duty}情况", "text", 14, told("state")),
        Column(f"{key}/evidence", f"{duty}证明材料", "text", 24, told("evidence")),
    )


def _heads(session: Session, ids: list[int], book: Rulebook) -> dict[int, dict[str, Value]]:
    """Heads by hazard class and by key factor, as an import would meet them again."""
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    classes = select(HazardClass).where(HazardClass.employer_id.in_(ids))
    for row in session.scalars(classes):
        said = row.workers if row.workers is not None else _tick(row.present)
        found[row.employer_id][f"{CLASS}{row.hazard_class}"] = said
    exposures: dict[int, list[Exposure]] = defaultdict(list)
    for line in session.scalars(select(Exposure).where(Exposure.employer_id.in_(ids)).order_by(Exposure.id)):
        exposures[line.employer_id].append(line)
    for owner, held in exposures.items():
        held.sort(key=lambda line: (line.workshop is not None) + (line.post is not None))
        for name in book.key_factors:
            factor = book.factors.find(name)
            same = [line for line in held if normal(line.written) == normal(name)]
            same = same or [line for line in held if factor and line.factor_code == factor.code]
            if same:
                found[owner][f"{HEADS}{name}"] = same[0].workers if same[0].workers is not None else "√"
    return found


def _tick(present: bool | None) -> str | None:
    return None if present is None else "√" if present else "无"
