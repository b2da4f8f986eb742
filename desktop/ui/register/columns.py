"""What stands in the columns of the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from desktop.rules.duties import SIX
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook
from desktop.ui.grades import BY_PERSON, SHAPES, UNCONFIRMED, shaped, tone_of
from desktop.ui.rowtable import Column
from desktop.work import field_search
from desktop.work.duties_columns import Named
from desktop.work.register import BY_DUTY, EmployerRow


def graded(code: str | None, row: EmployerRow, nothing: str) -> str:
    """A grade with its shape, and the mark 人工 where a person decided, or 待核对 where an unconfirmed rule did."""
    if code is None:
        return nothing
    if row.overridden:
        return f"{shaped(code)} {BY_PERSON}"
    return f"{shaped(code)} {UNCONFIRMED}" if row.unconfirmed else shaped(code)


def _count(value: int | None) -> str | None:
    return None if value is None else f"{value:,}"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _grade_column(title: str, key: str, nothing: str, width: int) -> Column[EmployerRow]:
    return Column(
        title,
        lambda row: graded(getattr(row, key), row, nothing),
        key=key,
        width=width,
        chip=True,
        tone=lambda row: tone_of(getattr(row, key)) if getattr(row, key) else "",
        tip=lambda row: row.because or "还没有分级。点“全部分级”。",
        elsewhere="等级由分级得出，不在表里填写；要人工认定的，请到“风险分级”页。",
    )


def _duty_columns(duty: str) -> tuple[Column[EmployerRow], ...]:
    """When one of the six duties was last done, when it is due, and how it stands."""

    def told(what: Callable[[Named], str | None]) -> Callable[[EmployerRow], str | None]:
        return lambda row: what(row.duties[duty]) if duty in row.duties else None

    def tip(row: EmployerRow) -> str:
        named = row.duties.get(duty)
        return "" if named is None else f"{named.because}\n证明材料：{named.evidence or '没有登记'}"

    def state(named: Named) -> str:
        return f"{SHAPES[named.standing][0]} {named.state}"

    def tone(row: EmployerRow) -> str:
        return tone_of(row.duties[duty].standing) if duty in row.duties else ""

    key = f"{BY_DUTY}{duty}"
    last = Column(f"{duty}办理日", told(lambda named: _day(named.on)), f"{key}/on", 100, tip=tip, asked_for=True)
    due = Column(
        f"{duty}到期日", told(lambda named: _day(named.due) or "—"), f"{key}/due", 100, tip=tip, asked_for=True
    )
    how = Column(f"{duty}情况", told(state), f"{key}/state", 112, chip=True, tone=tone, tip=tip, asked_for=True)
    return last, due, how


# Names are not typed over in passing: a firm renamed by a slip would go on paper under the wrong name.
RENAMED = "单位名称在右边的卡片里改：改名会留下曾用名，所以不在表里直接改。"
OF_LEDGER = "这里是最近一次的日期，由台账得出；新的一次请在右边卡片的台账里登记。"
COLUMNS: tuple[Column[EmployerRow], ...] = (
    Column("单位名称", lambda row: row.name, "name", 232, tip=lambda row: row.name, elsewhere=RENAMED),
    Column("村（社区）", lambda row: row.village, "village", 112),
    Column("状态", lambda r: shaped(r.status), "status", 104, chip=True, tone=lambda r: tone_of(r.status)),
    _grade_column("风险等级", "level", "未分级", 112),
    Column("接害人数", lambda row: _count(row.exposed_workers), "exposed_workers", 84, numeric=True),
    Column("从业人员", lambda row: _count(row.staff), "staff", 84, numeric=True),
    Column("危害因素", lambda row: row.factors or None, width=200, tip=lambda row: row.factors),
    Column("最近申报", lambda row: _day(row.declared_on), "declared_on", 100, elsewhere=OF_LEDGER),
    Column("最近检测", lambda row: _day(row.tested_on), "tested_on", 100, elsewhere=OF_LEDGER),
    Column(
        "检测结果",
        lambda row: None if row.over_limit is None else "■ 超标" if row.over_limit else "○ 合格",
        key="over_limit",
        width=84,
        chip=True,
        tone=lambda row: "danger" if row.over_limit else "good",
    ),
    Column("最近体检", lambda row: _day(row.examined_on), "examined_on", 100, elsewhere=OF_LEDGER),
    _grade_column("管理等级", "management", "未评", 84),
    _grade_column("综合类别", "combined", "未分类", 112),
    Column("联系人", lambda row: row.contact, "contact", 84),
    Column("联系电话", lambda row: row.phone, "phone", 116),
    Column("统一社会信用代码", lambda row: row.credit_code, "credit_code", 170),
    Column("行业", lambda row: row.industry, "industry", 140),
    Column("规模", lambda row: row.size, "size", 64),
    Column("地址", lambda row: row.address, "address", 220, tip=lambda row: row.address or ""),
    Column(
        "完整度",
        lambda row: None if row.completeness is None else f"{row.completeness}%",
        width=72,
        numeric=True,
        tip=lambda row: f"还缺：{'、'.join(row.lacking)}" if row.lacking else "该登记的都已登记",
    ),
    Column("核实日期", lambda row: _day(row.verified_on), "verified_on", 100),
    *(column for duty in SIX for column in _duty_columns(duty)),
)
FROZEN = 1
# What the columns are called in lists that cannot be sorted by.
WITHOUT_SORT = {"危害因素": "factors", "完整度": "completeness"}
OF_DUTIES = tuple(number for number, column in enumerate(COLUMNS) if column.key.startswith(BY_DUTY))


def _plain(key: str) -> Callable[[EmployerRow], str]:
    return lambda row: "" if getattr(row, key) is None else str(getattr(row, key))


IN_PLACE = {
    "村（社区）": "village", "状态": "status", "接害人数": "exposed_workers", "从业人员": "staff",
    "危害因素": "factors", "联系人": "contact", "联系电话": "phone", "统一社会信用代码": "credit_code",
    "规模": "size", "地址": "address", "核实日期": "verified_on",
}  # fmt: skip
# The cells that are written in the table: column → (field, text as it would be typed). Names are changed on the card.
WRITTEN: dict[int, tuple[str, Callable[[EmployerRow], str]]] = {
    number: (IN_PLACE[column.title], _plain(IN_PLACE[column.title]))
    for number, column in enumerate(COLUMNS)
    if column.title in IN_PLACE
}
ELSEWHERE = {"industry_written", "factors"}  # fields that stand in the columns above under another key
LONG = 5  # a heading of so many characters decides the width


@dataclass(frozen=True, slots=True)
class RegisterColumns:
    """All columns of the register's table: the usual ones, the duties, and every further field when asked for.

    written: the cells that are written in the table; exported: how each column is called in an exported list;
    further: the column of the employer behind each of the further ones.
    """

    columns: tuple[Column[EmployerRow], ...]
    written: Mapping[int, tuple[str, Callable[[EmployerRow], str]]]
    exported: tuple[str, ...]
    further: Mapping[int, str]

    @property
    def keys(self) -> dict[int, str]:
        """What the cells of each column are asked for by."""
        return {n: column.key or WITHOUT_SORT[column.title] for n, column in enumerate(self.columns)}


def of_catalogue(book: Rulebook) -> RegisterColumns:
    """The columns of the table, with one for each field of the catalogue."""
    held = {column.key for column in COLUMNS} | ELSEWHERE
    more = [field for field in book.fields.values() if field.key not in held]
    start = len(COLUMNS)
    return RegisterColumns(
        (*(_masked(column, book) for column in COLUMNS), *(_further(field, book) for field in more)),
        {
            **WRITTEN,
            **{start + n: (field.key, _typed(field.column)) for n, field in enumerate(more) if field.kind != "area"},
        },
        (*(column.key or WITHOUT_SORT[column.title] for column in COLUMNS), *(field.key for field in more)),
        {start + n: field.column for n, field in enumerate(more)},
    )


def _masked(column: Column[EmployerRow], book: Rulebook) -> Column[EmployerRow]:
    """The column with what the catalogue says of its personal data."""
    if (field := book.fields.get(column.key)) is None:
        return column
    return replace(column, personal=field.personal, aliases=field_search.aliases(field))


def _further(field: Field, book: Rulebook) -> Column[EmployerRow]:
    def text(row: EmployerRow) -> str | None:
        value = row.more.get(field.column)
        if isinstance(value, str) and field.kind == "code":
            return book.codes.label(field.list or "", value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
        return _typed(field.column)(row).replace("\n", "、") or None

    return Column(
        field.label,
        text,
        field.column,
        max(84, 14 * max(LONG, len(field.label)) + 20),
        numeric=field.kind in ("heads", "number"),
        tip=lambda row: text(row) or field.help,
        asked_for=True,
        personal=field.personal,
        group=field.group,
        aliases=field_search.aliases(field),
    )


def _typed(column: str) -> Callable[[EmployerRow], str]:
    """A further field as it would be typed."""

    def text(row: EmployerRow) -> str:
        value = row.more.get(column)
        if isinstance(value, bool):
            return "是" if value else "否"
        return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)

    return text
