"""Whether an industry counts as 严重 or 一般 by the list of 2021: decides testing and evaluation intervals, no grade.

Kept apart from the nature of the factors (grading.py), which decides the level. For intervals an employer is severe
if one of these says so: a severe factor, its own declaration, or its industry by this list. Where the list leaves the
decision to a person and nobody has decided, `risk` is None: it does not shorten an interval, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from desktop.rules.catalogue import IndustryRisk
from desktop.rules.tables import Rulebook

SEVERE, GENERAL = "严重", "一般"
STAR = "不使用含苯"  # begins the condition of the rows marked with a star
STAR_SUBSTANCES = ("苯", "正己烷", "1,2-二氯乙烷", "三氯甲烷")


class Industry(NamedTuple):
    """What is registered of an employer's industries. chosen, solvents: see `industry_class`."""

    codes: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    solvents: bool | None = None

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, code: str | None, more: str | None, rows: str | None, solvents: bool | None) -> Industry:
        """From the columns of the register."""
        further = tuple(part for part in re.split(r"[、，,；;\s]+", more or "") if part)
        chosen = tuple(part.strip() for part in re.split(r"[；;]", rows or "") if part.strip())
        return cls(((code,) if code else ()) + further, chosen, solvents)


NO_INDUSTRY = Industry()


@dataclass(frozen=True, slots=True)
class IndustryClass:
    """The class of an employer's industries, the higher of several. `risk` None: a person must say, see `because`.

    rows: the rows of the list that apply or may apply. months: the testing interval the list names; None while open.
    """

    risk: str | None
    rows: tuple[IndustryRisk, ...]
    months: int | None
    because: str


def industry_class(
    codes: Iterable[str],
    rulebook: Rulebook,
    *,
    chosen: Collection[str] = (),
    factors: Collection[str] = (),
    solvents: bool | None = None,
) -> IndustryClass:
    """The class of GB/T 4754-2017 codes, with or without the letter of the section.

    chosen: names of rows that a person said apply, where one code has several. solvents: whether glues, cleaners, inks
    or paints with benzene, hexane, 1,2-dichloroethane or chloroform are used; None: unknown, then the rows with a star
    stay 严重. factors: the employer's factor codes; one of those substances among them settles that.
    Source: 国卫办职健发〔2021〕5号. A code outside the list gives None with the reason.
    """
    written = [code for raw in codes if (code := re.sub(r"\D", "", raw))]
    if not written:
        return IndustryClass(None, (), None, "行业代码未登记")
    found = {f.code for name in STAR_SUBSTANCES if (f := rulebook.factors.find(name))} & set(factors)
    used = True if found else solvents
    held = [_one(code, chosen, used, rulebook) for code in dict.fromkeys(written)]
    risks = [risk for risk, _, _ in held]
    risk = SEVERE if SEVERE in risks else None if None in risks else GENERAL
    rows = tuple(row for _, part, _ in held for row in part)
    months = rulebook.intervals["testing"].months(risk == SEVERE) if risk else None
    return IndustryClass(risk, rows, months, "；".join(dict.fromkeys(why for _, _, why in held)))


class Industries:
    """The class of many employers, each different question answered once. One rule for grades, duties and figures."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        found = (rulebook.factors.find(name) for name in STAR_SUBSTANCES)
        self._starred = frozenset(factor.code for factor in found if factor)
        self._known: dict[tuple[Industry, frozenset[str]], IndustryClass] = {}

    def of(self, industry: Industry, factors: Iterable[str | None] = ()) -> IndustryClass:
        """The class of an employer with these factor codes."""
        starred = self._starred.intersection(factors)
        key = industry, starred
        if key not in self._known:
            self._known[key] = industry_class(
                industry.codes, self._book, chosen=industry.chosen, factors=starred, solvents=industry.solvents
            )
        return self._known[key]


def open_rows(industry: Industry, rulebook: Rulebook) -> tuple[IndustryRisk, ...]:
    """The rows of the list among which a person may choose: where one code has several."""
    found = (_rows(re.sub(r"\D", "", code), rulebook) for code in dict.fromkeys(industry.codes))
    return tuple(row for rows in found for row in rows if len(rows) > 1)


def _one(
    code: str, chosen: Collection[str], used: bool | None, rulebook: Rulebook
) -> tuple[str | None, tuple[IndustryRisk, ...], str]:
    rows = _rows(code, rulebook)
    if not rows:
        return None, (), f"行业 {code} 不在2021年目录中"
    picked = tuple(row for row in rows if row.name in chosen)
    if not picked and len({row.code for row in rows}) == 1:
        picked = _by_name(code, rows, rulebook)
    if picked:
        rows = picked
    risks = {_starred(row, used) for row in rows}
    names = "、".join(f"“{row.name}”{_starred(row, used)}" for row in rows[:4]) + ("等" if len(rows) > 4 else "")
    if len(risks) > 1 or (not picked and any("括注" in row.condition for row in rows)):
        return None, rows, f"行业 {code} 在2021年目录中分情况（{names}），请选择适用哪一种"
    star = any(row.condition.startswith(STAR) for row in rows)
    remark = "；确认不使用含苯、正己烷等物质的胶黏剂、清洗剂、油墨、油漆的，按一般" if star and used is None else ""
    return risks.pop(), rows, f"行业 {code} 在2021年目录中为{names}{remark}"


def _rows(code: str, rulebook: Rulebook) -> tuple[IndustryRisk, ...]:
    """The rows of the longest code that `code` begins with; of a code above the list, all rows below it."""
    for length in range(len(code), 2, -1):
        if rows := tuple(row for row in rulebook.industry_risk if row.code == code[:length]):
            return rows
    return tuple(row for row in rulebook.industry_risk if row.code.startswith(code))


def _by_name(code: str, rows: tuple[IndustryRisk, ...], rulebook: Rulebook) -> tuple[IndustryRisk, ...]:
    """The row whose bracket names the 小类 `code`; “其他” where the bracket goes by 小类 and this one is not in it."""
    if not any("括注" in row.condition for row in rows):
        return rows
    name = rulebook.industries[code].name if len(code) == 4 and code in rulebook.industries else ""
    mine = tuple(row for row in rows if any(word in name for word in _bracket(row)))
    if mine or not name:
        return mine
    siblings = [other.name for other in rulebook.industries.values() if other.parent == code[:3]]
    words = [word for row in rows for word in _bracket(row)]
    by_subclass = all(any(word in sibling for sibling in siblings) for word in words)
    return tuple(row for row in rows if "其他" in row.name) if by_subclass else ()


def _bracket(row: IndustryRisk) -> tuple[str, ...]:
    match = re.search(r"（(.+)）$|：(.+)$", row.name)
    inside = (match[1] or match[2]) if match else ""
    return tuple(word for word in inside.split("、") if word and not word.startswith("其他"))


def _starred(row: IndustryRisk, used: bool | None) -> str:
    return GENERAL if row.condition.startswith(STAR) and used is False else row.risk
