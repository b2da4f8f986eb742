"""On-job examination intervals: which rows of GBZ 188 hold for a factor, a job grade, a noise level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from desktop.rules import catalogue
from desktop.rules.reading import UNCONFIRMED, Broken, names, need, tables, unique

FILE = "rules/duties.toml"
GRADES = {"0": 0, "Ⅰ": 1, "I": 1, "1": 1, "一": 1, "Ⅱ": 2, "II": 2, "2": 2, "二": 2, "Ⅲ": 3, "III": 3, "3": 3, "三": 3,
          "Ⅳ": 4, "IV": 4, "4": 4, "四": 4}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """When a row holds. personal: only for single workers; open: the register cannot tell, the shorter row is taken."""

    text: str
    grade_from: int | None = None
    grade_to: int | None = None
    noise_from: float | None = None
    noise_below: float | None = None
    personal: bool = False
    open: bool = False

    def holds(self, grade: int | None, noise: float | None) -> bool | None:
        """None where the grade or level that it asks for is not recorded."""
        bounds = ((grade, self.grade_from, self.grade_to), (noise, self.noise_from, None))
        for value, least, most in bounds:
            if least is None and most is None:
                continue
            if value is None:
                return None
            if (least is not None and value < least) or (most is not None and value > most):
                return False
        return not (self.noise_below is not None and noise is not None and noise >= self.noise_below)


@dataclass(frozen=True, slots=True)
class Row:
    """One interval. months None: no on-job examination."""

    months: int | None
    longest: int | None
    condition: Condition
    clause: str
    unconfirmed: bool
    seen: bool  # the text of this edition was seen


class Cycle(NamedTuple):
    """What one edition says for one factor at one post. `listed` False: the edition as transcribed does not name it."""

    listed: bool
    months: int | None
    clause: str
    said: str
    unconfirmed: bool


@dataclass(frozen=True)
class Edition:
    """One edition of GBZ 188 with its rows by factor code."""

    id: str
    since: date
    rows: Mapping[str, tuple[Row, ...]]
    inferred: frozenset[str]


@dataclass(frozen=True)
class Cycles:
    """All editions, oldest first."""

    editions: tuple[Edition, ...]
    known: dict[tuple[int, str | None, int | None, float | None], Cycle] = field(default_factory=dict, compare=False)

    def cycle(self, edition: int, code: str | None, grade: int | None, noise: float | None) -> Cycle:
        """What edition number `edition` asks for; remembered, because the same few questions come again and again."""
        key = (edition, code, grade, noise)
        if key not in self.known:
            self.known[key] = _cycle(self.editions[edition], code, grade, noise)
        return self.known[key]


def grade_of(written: str | None) -> int | None:
    """Ⅱ级, II, 2 → 2; None where it is not recorded or not one of the grades."""
    return None if written is None else GRADES.get(written.strip().upper().removesuffix("级").removesuffix("作业"))


def _cycle(edition: Edition, code: str | None, grade: int | None, noise: float | None) -> Cycle:
    rows = edition.rows.get(code or "", ())
    asked = [(row, row.condition.holds(grade, noise)) for row in rows if not row.condition.personal]
    held = [(row, answer) for row, answer in asked if answer is not False]
    if not held:
        if any(answer is False for _, answer in asked):  # listed, but not at this grade or level
            return Cycle(True, None, rows[0].clause, "接触水平低于应检范围", False)
        return Cycle(False, None, edition.id, _not_known(edition, rows), True)
    dated = [row for row, _ in held if row.months is not None]
    if not dated:
        row = held[0][0]
        if not row.seen:
            return Cycle(False, None, edition.id, _not_known(edition, [row]), True)
        return Cycle(True, None, row.clause, "没有在岗期间定期检查", row.unconfirmed)
    row = min(dated, key=lambda row: (row.months or 0, row.longest or 0))
    said = _said(row, dated, rows, any(answer is None for _, answer in held))
    doubt = row.unconfirmed or (code in edition.inferred)
    return Cycle(True, row.months, row.clause, said, doubt)


def _not_known(edition: Edition, rows: Sequence[Row]) -> str:
    """Why there is no interval: of a factor that is listed the text was not seen."""
    what = "的这一节没有见到文本" if rows else "的周期表里没有录入这种因素"
    return f"{edition.id} {what}，请按标准原文或体检机构的意见安排"


def _said(row: Row, dated: Sequence[Row], rows: Sequence[Row], unknown: bool) -> str:
    """Which interval was taken and why."""
    words = f"每 {row.months} 个月" + (f"（{row.condition.text}）" if row.condition.text and len(dated) == 1 else "")
    if unknown and len(dated) > 1:
        what = "噪声强度" if row.condition.noise_from is not None else "作业分级"
        words += f"（{what}未登记，按较短的周期）"
    elif len(dated) > 1:
        others = "、".join(f"{other.condition.text}{other.months}个月" for other in dated)
        words += f"（{others}，按较短的周期）"
    if row.longest:
        words += f"（条文为{row.months}–{row.longest}个月，按较短的算）"
    personal = [other for other in rows if other.condition.personal and other.months]
    return words + "".join(f"；另：{other.condition.text}每 {other.months} 个月" for other in personal)


def read(texts: Mapping[str, str], table: Mapping[str, Any], known: frozenset[str]) -> Cycles:
    """The editions of duties.toml with their tables. Raises Broken for a condition or factor that is not explained."""
    conditions = {"": Condition("")}
    for entry in tables(table, "exam_condition", FILE):
        text = need(entry, "text", str, FILE, "exam_condition")
        try:
            conditions[text] = Condition(**entry)
        except TypeError as error:
            raise Broken(FILE, f"exam_condition {text}", f"有不认识的项：{', '.join(entry)}") from error
    entries = tables(table, "exam_factor", FILE)
    unique((entry.get("name") for entry in entries), FILE, "exam_factor.name")
    codes = {
        need(entry, "name", str, FILE, "exam_factor"): names(entry, "codes", FILE, "exam_factor") for entry in entries
    }
    unique((code for group in codes.values() for code in group), FILE, "exam_factor.codes")
    for name, group in codes.items():
        for code in group:
            if code not in known:
                raise Broken(FILE, f"exam_factor {name}", f"危害因素目录里没有 {code}")
    inferred = frozenset(code for entry in entries if entry.get("inferred") for code in entry["codes"])
    editions = [_edition(texts, entry, conditions, codes, inferred) for entry in tables(table, "exam_edition", FILE)]
    if [edition.since for edition in editions] != sorted({edition.since for edition in editions}):
        raise Broken(FILE, "exam_edition.from", "各版应由早到晚")
    return Cycles(tuple(editions))


def _edition(
    texts: Mapping[str, str],
    entry: dict[str, Any],
    conditions: Mapping[str, Condition],
    codes: Mapping[str, tuple[str, ...]],
    inferred: frozenset[str],
) -> Edition:
    id, file = (need(entry, key, str, FILE, "exam_edition") for key in ("id", "file"))
    rows: dict[str, list[Row]] = {}
    for cycle in catalogue.exam_cycles(texts, file):
        if cycle.condition not in conditions:
            raise Broken(FILE, "exam_condition", f"{file} 的条件“{cycle.condition}”没有说明怎样判断")
        if cycle.factor not in codes:
            raise Broken(FILE, "exam_factor", f"{file} 的“{cycle.factor}”没有对应的危害因素")
        doubt, clause = cycle.confidence in UNCONFIRMED, cycle.source.partition("（")[0].partition(" (")[0]
        row = Row(cycle.months, cycle.longest, conditions[cycle.condition], clause, doubt, clause.startswith(id))
        for code in codes[cycle.factor]:
            rows.setdefault(code, []).append(row)
    since = need(entry, "from", date, FILE, "exam_edition")
    return Edition(id, since, {code: tuple(held) for code, held in rows.items()}, inferred)
