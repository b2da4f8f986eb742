"""What a person typed, by the kind of its field: the value, None for nothing, Unclear with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desktop.rules import cell_dates, cells, codes
from desktop.rules.cells import Unclear
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate

Value = str | int | float | bool | date | PartialDate | None
FORMULA = re.compile(r"=\s*[-+]?([A-Za-z]{1,3}\$?\d|[A-Za-z]+\(|\d|\(|\$|@)")
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Kind:
    """How text is read: the kind, its code list, whether a date may lie ahead, the most characters (None: any).

    span: the least and the greatest number, both included.
    """

    name: str
    list: str | None = None
    ahead: bool = False
    most: int | None = None
    span: tuple[float, float] | None = None


def meant(kind: Kind, text: str, rulebook: Rulebook, on: date) -> Value | Unclear:
    """The value that `text` means on the day `on`."""
    if FORMULA.match(text.strip()):
        return Unclear("这里粘贴的是公式，不是内容", "请填算出来的结果；在 WPS 里复制后选“粘贴为数值”")
    if kind.span:
        return cells.number_within(text, *kind.span)
    found = SPECIAL[kind.name](kind, text, rulebook, on) if kind.name in SPECIAL else SIMPLE[kind.name](text)
    if isinstance(found, str) and kind.most and len(found) > kind.most:
        return Unclear(f"写了 {len(found):,} 个字，太长", f"请不要超过 {kind.most} 个字，其余的可以写在备注里")
    return found


def _long(text: str) -> str | None:
    """Several lines stay several lines."""
    return text.strip() or None


def _phone(text: str) -> str | Unclear | None:
    found = cells.phone(text)
    return "、".join((found.first, *found.more)) if isinstance(found, cells.Phones) else found


def _number(text: str) -> float | Unclear | None:
    found = cells.number(text)
    return Unclear("不能是负数", "请填 0 或正数") if isinstance(found, float) and found < 0 else found


def _credit_code(text: str) -> str | Unclear | None:
    code = codes.credit_code(text)
    if isinstance(code, codes.OldNumber):
        return Unclear(f"“{code.number}”是旧的注册号或组织机构代码", "请把它填到“旧注册号”一栏，这里填 18 位代码")
    return code


def _day(kind: Kind, text: str, _rulebook: Rulebook, on: date) -> PartialDate | date | Unclear | None:
    found = cell_dates.day(text, on=on)
    if not isinstance(found, PartialDate):
        return found
    if found.on > on and not kind.ahead:
        return Unclear(f"{found} 在今天之后", "请填已经发生的日期")
    if found.on < EARLIEST:
        return Unclear(f"{found} 太早", "请核对年份")
    if kind.name == "day":
        return found
    return found.on if found.precision == "day" else Unclear("日期不完整", "请写成 2026-03-05 这样的日期")


def _year(_kind: Kind, text: str, _rulebook: Rulebook, on: date) -> int | Unclear | None:
    found = cell_dates.day(text.strip().removesuffix("度"), on=on)
    if isinstance(found, PartialDate):
        return found.on.year if found.on.year <= on.year + 1 else Unclear("这一年还没有到", f"请填到 {on.year} 年为止")
    return Unclear(f"“{text[:12]}”不是年份", f"请填四位年份，例如 {on.year}") if isinstance(found, Unclear) else None


def _code(kind: Kind, text: str, rulebook: Rulebook, _on: date) -> str | Unclear:
    known = rulebook.codes.get(kind.list or "")
    return known.find(text) or Unclear(f"“{text[:20]}”不在可选的内容里", f"请填其中之一：{'、'.join(known.codes)}")


def _tags(kind: Kind, text: str, rulebook: Rulebook, _on: date) -> str | Unclear:
    known = rulebook.codes.get(kind.list or "")
    found = known.find_all(text)
    wanted = f"请从这些里选，用顿号隔开：{'、'.join(known.codes)}"
    return "、".join(found) if found else Unclear(f"“{text[:20]}”不在可选的内容里", wanted)


def _factor(_kind: Kind, text: str, rulebook: Rulebook, _on: date) -> str | Unclear | None:
    if advice := rulebook.factors.advice(text):
        return Unclear(f"“{text}”不是一种具体的危害因素", advice.rstrip("。"))
    return cells.text(text)


SIMPLE: dict[str, Callable[[str], str | int | float | bool | Unclear | None]] = {
    "text": cells.text,
    "name": cells.name,
    "long": _long,
    "heads": cells.headcount,
    "number": _number,
    "yes_no": cells.yes_no,
    "phone": _phone,
    "credit_code": _credit_code,
}
SPECIAL: dict[str, Callable[[Kind, str, Rulebook, date], Value | Unclear]] = {
    "day": _day,
    "whole_day": _day,
    "year": _year,
    "code": _code,
    "tags": _tags,
    "factor": _factor,
}
