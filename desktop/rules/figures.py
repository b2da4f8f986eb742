"""The indicators of a summary: what each one counts, and how it follows from plain facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop.rules.words import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator for one period and one area.

    value:        the number to print; percent for a rate (80.0 = 80 %). None: cannot be computed, printed as “—”.
    unknown:      how many employers could not be counted because something is not recorded.
    numerator, denominator: only for rates. Denominator 0 gives value None.
    parts:        (label, count) of a figure that is split, e.g. (("严重", 12), ("一般", 30)).
    year_to_date: the same, accumulated since 1 January; None for point-in-time figures.
    rows:         employer ids counted (for a rate: those in the numerator).
    basis_rows:   employer ids of the denominator. unknown_rows: those that could not be counted.
    """

    id: str  # "A02"
    name: str  # 存在职业病危害用人单位数
    unit: str  # 家 人 人次 % 点 家次
    value: float | int | None
    unknown: int = 0
    numerator: int | None = None
    denominator: int | None = None
    parts: tuple[tuple[str, int], ...] = ()
    year_to_date: float | int | None = None
    rows: tuple[int, ...] = ()
    basis_rows: tuple[int, ...] = ()
    unknown_rows: tuple[int, ...] = ()
    note: str = ""  # 说明, e.g. “定期检测周期：严重 12 个月、一般 36 个月”
    unconfirmed: bool = False  # a recalled or inferred rule decided: print 待核对


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One village of table T2: the same figures counted over its employers only."""

    area: str
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a summary says. Screen, workbook and PDF draw this one object and compute nothing."""

    period: Period
    township: str  # 梅溪镇
    office: str  # issuing office, e.g. 梅溪镇人民政府职业健康办公室
    addressee: str  # 安吉县卫生健康局
    edition: str  # id of the report edition, e.g. "summary/1"
    rule_edition: str  # id of the grading edition in force
    made_on: date
    figures: dict[str, Figure]  # by id, in printing order
    villages: tuple[AreaLine, ...]
    grades: tuple[tuple[str, int], ...]  # distribution by class 甲/乙/丙 and 未分级
    levels: tuple[tuple[str, int], ...]  # distribution by level Ⅰ/Ⅱ/Ⅲ and 暂不能分级
    unconfirmed: tuple[str, ...] = ()  # sentences to print under 待核对
    names: dict[int, str] = field(default_factory=dict)  # employer id -> name, for opening a figure to its rows
