"""How long things are valid: testing, evaluation, declaration … each with document, clause and date in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.rules.reading import Broken, confidence, need, toml
from desktop.rules.words import add_months

FILE = "rules/intervals.toml"
NEEDED = ("testing", "evaluation", "declaration", "verification")


@dataclass(frozen=True, slots=True)
class Interval:
    """Months. `severe` and `general` are equal where the rule does not distinguish; None: nothing prescribed."""

    id: str
    name: str
    severe: int | None
    general: int | None
    after: int | None  # may not be done again earlier than this
    document: str
    clause: str
    since: date
    source: str
    confidence: str

    def months(self, severe: bool = False) -> int | None:
        """The interval for a severe or a general employer; None: nothing prescribed."""
        return self.severe if severe else self.general

    def valid_until(self, since: date, severe: bool = False) -> date:
        """The last day on which something done on `since` still counts; for ever where nothing is prescribed."""
        months = self.months(severe)
        return date.max if months is None else add_months(since, months)


def read(texts: Mapping[str, str]) -> dict[str, Interval]:
    """Parse intervals.toml: id -> interval. Raises Broken for a month count below 1 or severe longer than general."""
    table = toml(texts, FILE)
    for id in NEEDED:
        need(table, id, dict, FILE)
    result = {id: _interval(id, need(table, id, dict, FILE)) for id in table}
    for id, severe in (("testing", True), ("testing", False), ("declaration", False), ("verification", False)):
        if result[id].months(severe) is None:
            raise Broken(FILE, f"{id}.{'severe' if severe else 'general'}", "这一项必须写月数")
    return result


def _interval(id: str, entry: dict[str, object]) -> Interval:
    for key in ("severe", "general", "months", "after"):
        if key in entry and need(entry, key, int, FILE, id) < 1:
            raise Broken(FILE, f"{id}.{key}", "月数必须大于0")
    every = need(entry, "months", int, FILE, id) if "months" in entry else None
    severe = need(entry, "severe", int, FILE, id) if "severe" in entry else every
    general = need(entry, "general", int, FILE, id) if "general" in entry else every
    if severe is None and general is None:
        raise Broken(FILE, id, "没有写月数（months、severe 或 general）")
    if severe is not None and general is not None and severe > general:
        raise Broken(FILE, f"{id}.severe", f"严重 {severe} 个月比一般 {general} 个月还长")
    after = need(entry, "after", int, FILE, id) if "after" in entry else None
    if after is not None and every is not None and after >= every:
        raise Broken(FILE, f"{id}.after", f"{after} 不小于 months = {every}，窗口是空的")
    return Interval(
        id,
        need(entry, "name", str, FILE, id),
        severe,
        general,
        after,
        need(entry, "document", str, FILE, id),
        need(entry, "clause", str, FILE, id),
        need(entry, "from", date, FILE, id),
        need(entry, "source", str, FILE, id),
        confidence(entry.get("confidence"), FILE, f"{id}.confidence"),
    )
