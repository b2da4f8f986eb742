"""The reference tables of resources/catalogue as typed rows: industries, limits, diseases, duties, holidays …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.rules.reading import Broken, Row, day, number, rows, unique

Texts = Mapping[str, str]
LEVEL_DIGITS = {"门类": 1, "大类": 2, "中类": 3, "小类": 4}
HOLIDAY_KINDS = ("off", "workday", "provisional")  # provisional: statutory day of a year not yet arranged


@dataclass(frozen=True, slots=True)
class Toxic:
    """An entry of 高毒物品目录 (2003)."""

    no: int
    name: str
    cas: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Limit:
    """An occupational exposure limit. `value` is text: some limits are tables or ranges."""

    factor: str
    kind: str
    value: str
    unit: str
    fraction: str
    note: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Industry:
    """A line of GB/T 4754-2017."""

    code: str
    level: str
    name: str
    parent: str
    section: str
    confidence: str


@dataclass(frozen=True, slots=True)
class IndustryRisk:
    """Risk class of an industry (2021 catalogue). `condition` not empty: a person must judge."""

    code: str
    name: str
    risk: str
    condition: str
    testing_months: int
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Least values of one metric for 大, 中, 小 in one industry."""

    industry: str
    codes: tuple[str, ...]
    metric: str
    unit: str
    large: float
    medium: float
    small: float
    rule: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class EconomicType:
    """A registration type of the list of `version`."""

    version: str
    code: str
    name: str
    parent: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Disease:
    """A statutory occupational disease."""

    class_no: str
    class_name: str
    subclass: str
    no: int
    name: str
    since: date
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ExamCycle:
    """How often workers exposed to `factor` are examined. `months` is None where there is no on-job examination."""

    factor: str
    condition: str
    months: int | None
    longest: int | None  # upper end of a range such as 24–36
    note: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something an employer must do."""

    name: str
    applies_to: str
    months: int | None
    trigger: str
    deadline: str
    basis: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off, a make-up working day, or a statutory day of a year whose arrangement is not known yet."""

    on: date
    kind: str
    name: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of a self-check form. `score` None: not known; no grade may be computed from such a form."""

    no: int
    section: str
    item: str
    what: str
    basis: str
    score: float | None
    key_item: bool | None
    source: str
    confidence: str


def high_toxic(texts: Texts, file: str = "catalogue/high_toxic_2003.csv") -> tuple[Toxic, ...]:
    """高毒物品目录, numbered 1 to 54 without a gap."""
    table = rows(texts, file, ("no", "name_zh", "cas_as_printed", "source", "confidence"))
    result = [
        Toxic(_int(r, "no", file), r["name_zh"], r["cas_as_printed"], r["source"], r["confidence"]) for r in table
    ]
    for expected, entry in enumerate(result, start=1):
        if entry.no != expected:
            raise Broken(file, f"no {entry.no}", f"序号应为 {expected}")
    return tuple(result)


def limits(texts: Texts, file: str = "catalogue/oel.csv") -> tuple[Limit, ...]:
    """职业接触限值 of GBZ 2.1 and GBZ 2.2."""
    columns = ("factor", "limit_type", "value", "unit", "fraction", "note", "source", "confidence")
    result = tuple(Limit(*(row[column] for column in columns)) for row in rows(texts, file, columns))
    for entry in result:
        if not entry.factor or not entry.kind or not entry.value:
            raise Broken(file, entry.factor or "factor", "因素、限值类型和数值都要有")
    return result


def industries(texts: Texts, file: str = "catalogue/industries.csv") -> dict[str, Industry]:
    """GB/T 4754-2017 by code; every parent exists."""
    table = rows(texts, file, ("level", "code", "name", "parent", "section", "source", "confidence"))
    result = {
        r["code"]: Industry(r["code"], r["level"], r["name"], r["parent"], r["section"], r["confidence"]) for r in table
    }
    if len(result) != len(table):
        unique((r["code"] for r in table), file, "code")
    for entry in result.values():
        if LEVEL_DIGITS.get(entry.level) != len(entry.code):
            raise Broken(file, f"{entry.code} level", f"“{entry.level}”与编码位数不符")
        if entry.level != "门类" and entry.parent not in result:
            raise Broken(file, f"{entry.code} parent", f"上级 {entry.parent} 不在表中")
    return result


def industry_risk(
    texts: Texts, known: Mapping[str, Industry], file: str = "catalogue/industry_risk.csv"
) -> tuple[IndustryRisk, ...]:
    """建设项目职业病危害风险分类管理目录 (2021)."""
    columns = ("gbt4754", "name", "risk_class", "condition", "inspection_interval_months", "source", "confidence")
    result = []
    for row in rows(texts, file, columns):
        code = row["gbt4754"]
        if code not in known:
            raise Broken(file, f"gbt4754 {code}", "不在国民经济行业分类表中")
        if row["risk_class"] not in ("严重", "一般"):
            raise Broken(file, f"{code} risk_class", f"“{row['risk_class']}”只能是严重或一般")
        months = _int(row, "inspection_interval_months", file, code)
        result.append(
            IndustryRisk(
                code, row["name"], row["risk_class"], row["condition"], months, row["source"], row["confidence"]
            )
        )
    return tuple(result)


def size_rules(texts: Texts, file: str = "catalogue/size_rules.csv") -> tuple[SizeRule, ...]:
    """统计上大中小微型企业划分办法 (2017): 大 ≥ 中 ≥ 小 in every row."""
    columns = ("industry", "gbt4754_codes", "metric", "unit", "rule", "source", "confidence")
    result = []
    for row in rows(texts, file, (*columns, "large_min", "medium_min", "small_min")):
        key = f"{row['industry']} {row['metric']}"
        large, medium, small = (_float(row, column, file, key) for column in ("large_min", "medium_min", "small_min"))
        if not large > medium > small > 0:
            raise Broken(file, key, "大型、中型、小型的下限应依次减小")
        codes = tuple(row["gbt4754_codes"].split(","))
        result.append(
            SizeRule(
                row["industry"],
                codes,
                row["metric"],
                row["unit"],
                large,
                medium,
                small,
                row["rule"],
                row["source"],
                row["confidence"],
            )
        )
    return tuple(result)


def economic_types(texts: Texts, file: str = "catalogue/economic_types.csv") -> tuple[EconomicType, ...]:
    """Registration types, both lists; every parent exists in its own list."""
    columns = ("version", "code", "name", "parent", "confidence")
    result = tuple(EconomicType(*(row[column] for column in columns)) for row in rows(texts, file, columns))
    unique(((entry.version, entry.code) for entry in result), file, "code")
    known = {(entry.version, entry.code) for entry in result}
    for entry in result:
        if entry.parent and (entry.version, entry.parent) not in known:
            raise Broken(file, f"{entry.version} {entry.code} parent", f"上级 {entry.parent} 不在表中")
    return result


def diseases(texts: Texts, file: str = "catalogue/occupational_diseases.csv") -> tuple[Disease, ...]:
    """职业病分类和目录 (in force 2025-08-01)."""
    columns = ("class_no", "class_name", "subclass", "no", "name_zh", "effective_from", "source", "confidence")
    return tuple(
        Disease(
            r["class_no"],
            r["class_name"],
            r["subclass"],
            _int(r, "no", file, r["name_zh"]),
            r["name_zh"],
            day(r["effective_from"], file, f"{r['name_zh']} effective_from"),
            r["source"],
            r["confidence"],
        )
        for r in rows(texts, file, columns)
    )


def exam_cycles(texts: Texts, file: str = "catalogue/exam_cycles.csv") -> tuple[ExamCycle, ...]:
    """On-job examination intervals of GBZ 188-2025 (2014 values where marked recalled)."""
    result = []
    for row in rows(texts, file, ("factor", "condition", "on_job_interval_months", "note", "source", "confidence")):
        low, _, high = row["on_job_interval_months"].partition("–")
        if (low and not low.isdigit()) or (high and not high.isdigit()):
            raise Broken(file, f"{row['factor']} on_job_interval_months", f"“{low}–{high}”不是月数")
        months, longest = int(low) if low else None, int(high) if high else None
        result.append(
            ExamCycle(row["factor"], row["condition"], months, longest, row["note"], row["source"], row["confidence"])
        )
    return tuple(result)


def duties(texts: Texts, file: str = "catalogue/duties.csv") -> tuple[Duty, ...]:
    """What employers must do and by when."""
    columns = ("duty", "applies_to", "interval_months", "trigger", "deadline", "legal_basis", "source", "confidence")
    table = rows(texts, file, columns)
    unique((row["duty"] for row in table), file, "duty")
    return tuple(
        Duty(
            r["duty"],
            r["applies_to"],
            number(r, "interval_months", file, r["duty"], int),
            r["trigger"],
            r["deadline"],
            r["legal_basis"],
            r["source"],
            r["confidence"],
        )
        for r in table
    )


def holidays(texts: Texts, file: str = "catalogue/holidays.csv") -> tuple[Holiday, ...]:
    """Days off and make-up working days, in ascending order."""
    result: list[Holiday] = []
    for row in rows(texts, file, ("date", "kind", "name", "source", "confidence")):
        on = day(row["date"], file, f"date {row['date']}")
        if row["kind"] not in HOLIDAY_KINDS:
            raise Broken(file, f"{on} kind", f"“{row['kind']}”只能是 {'、'.join(HOLIDAY_KINDS)}")
        if result and on <= result[-1].on:
            raise Broken(file, f"date {on}", "日期应由早到晚且不重复")
        result.append(Holiday(on, row["kind"], row["name"], row["source"], row["confidence"]))
    return tuple(result)


def self_check(texts: Texts, file: str) -> tuple[CheckItem, ...]:
    """The lines of a self-check form; where every line has a score they add up to 100."""
    result = []
    for row in rows(texts, file, ("no", "section", "item", "score", "source", "confidence")):
        no = _int(row, "no", file)
        result.append(
            CheckItem(
                no,
                row["section"],
                row["item"],
                row.get("what_to_check", ""),
                row.get("legal_basis", ""),
                number(row, "score", file, f"no {no}", float),
                bool(int(row["key_item"])) if row.get("key_item") else None,
                row["source"],
                row["confidence"],
            )
        )
    unique((entry.no for entry in result), file, "no")
    scores = [entry.score for entry in result if entry.score is not None]
    if len(scores) == len(result) and sum(scores) != 100:
        raise Broken(file, "score", f"各项分值合计 {sum(scores):g}，应为 100")
    return tuple(result)


def _int(row: Row, column: str, file: str, key: str = "") -> int:
    value = number(row, column, file, key, int)
    if value is None:
        raise Broken(file, f"{key} {column}".strip(), "不能是空的")
    return value


def _float(row: Row, column: str, file: str, key: str) -> float:
    value = number(row, column, file, key, float)
    if value is None:
        raise Broken(file, f"{key} {column}", "不能是空的")
    return value
