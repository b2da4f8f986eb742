"""The numbers patrol is planned with: shipped in rules/patrol.toml, or laid down by this office from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.rules.reading import UNCONFIRMED, Broken, confidence, names, need, tables, toml, unique

FILE = "rules/patrol.toml"
ORDER = frozenset({"class", "level", "nature"})
PLANNED, AD_HOC, RECHECK, CAMPAIGN = "计划", "临时", "复查", "专项"
COMPLAINT, NEW, JOINT = "投诉核查", "新企业", "联合检查"
KINDS = (PLANNED, AD_HOC, RECHECK, CAMPAIGN, COMPLAINT, NEW, JOINT)
NEEDED = (
    "frequency.nature.严重", "frequency.nature.一般", "frequency.small_noise", "noise.below", "spacing.min_days",
    "spacing.earliest_percent", "spacing.longest_percent", "new.days", "recheck.days", "complaint.days",
    "overdue.days", "minutes.unknown", "minutes.severe", "minutes.复查", "minutes.travel", "weight.复查",
    "weight.投诉核查", "weight.新企业", "weight.专项", "weight.often", "weight.usual", "weight.seldom",
    "weight.overdue_times", "crew.minutes_a_day", "crew.visits_a_day", "often.from", "usual.from",
)  # fmt: skip
MONTH = 30  # days, when spacing is compared with frequency


@dataclass(frozen=True, slots=True)
class Value:
    """One number with its address. number None: nothing laid down. basis: the office's ground for its own number."""

    address: str
    label: str
    number: int | None
    unit: str
    least: int
    most: int
    source: str
    confidence: str
    basis: str | None = None

    @property
    def unconfirmed(self) -> bool:
        return self.confidence in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class LocalRule:
    """A number as this office has it from a day on, and on what ground. number None: what was shipped holds again."""

    address: str
    number: int | None
    basis: str
    since: date


@dataclass(frozen=True)
class PatrolTerms:
    """Every number of patrol as it holds on one day, and which employers and visits count."""

    values: Mapping[str, Value]
    order: tuple[str, ...]
    noise_factors: tuple[str, ...]
    visited: frozenset[str]
    counting: Mapping[str, bool]  # kind of visit -> whether it is a patrol

    def __getitem__(self, address: str) -> int:
        """The number at an address. Raises KeyError where there is none, or nothing is laid down."""
        number = self.values[address].number
        if number is None:
            raise KeyError(address)
        return number

    def find(self, address: str) -> Value | None:
        """The value at an address; None where there is none or nothing is laid down."""
        value = self.values.get(address)
        return value if value is not None and value.number is not None else None

    def on(self, day: date, local: Sequence[LocalRule]) -> PatrolTerms:
        """The terms with what the office laid down by `day` in place of what was shipped."""
        held = sorted((rule for rule in local if rule.since <= day), key=lambda rule: rule.since)
        if not held:
            return self
        values = dict(self.values)
        for rule in held:
            if rule.address in values:
                shipped, basis = self.values[rule.address], rule.basis
                values[rule.address] = (
                    shipped
                    if rule.number is None
                    else replace(shipped, number=rule.number, basis=basis, source=basis, confidence="confirmed")
                )
        return replace(self, values=values)

    def conflicts(self) -> tuple[str, ...]:
        """Which frequencies cannot be kept within the smallest spacing, in words."""
        least = self["spacing.min_days"]
        return tuple(
            f"“{value.label}”写 {value.number} 次，间隔不到 {12 * MONTH // value.number} 天，"
            f"而两次巡查至少要隔 {least} 天"
            for address, value in self.values.items()
            if address.startswith("frequency.") and value.number and 12 * MONTH // value.number < least
        )


def read(texts: Mapping[str, str]) -> PatrolTerms:
    """Parse patrol.toml. Raises Broken naming the entry that is missing, out of range or contradicting another."""
    table = toml(texts, FILE)
    values = [_value(entry) for entry in tables(table, "value", FILE)]
    unique((value.address for value in values), FILE, "value.address")
    by_address = {value.address: value for value in values}
    for address in NEEDED:
        if address not in by_address or by_address[address].number is None:
            raise Broken(FILE, f"value {address}", "缺少这一项")
    kinds = {need(entry, "code", str, FILE, "kind"): need(entry, "counts", bool, FILE, "kind")
             for entry in tables(table, "kind", FILE)}  # fmt: skip
    if set(kinds) != set(KINDS):
        raise Broken(FILE, "kind", f"应当正好是 {'、'.join(KINDS)}")
    order = names(table, "order", FILE)
    if not ORDER.issuperset(order):
        raise Broken(FILE, "order", f"只能写 {'、'.join(sorted(ORDER))}")
    scope = need(table, "scope", dict, FILE)
    confidence(scope.get("confidence"), FILE, "scope.confidence")
    visited = frozenset(names(scope, "visited", FILE, "scope"))
    terms = PatrolTerms(by_address, order, names(table, "noise_factors", FILE), visited, kinds)
    for conflict in terms.conflicts():
        raise Broken(FILE, "spacing.min_days", conflict)
    return terms


def _value(entry: dict[str, Any]) -> Value:
    address = need(entry, "address", str, FILE, "value")
    least, most = (need(entry, key, int, FILE, address) for key in ("least", "most"))
    number = need(entry, "number", int, FILE, address) if "number" in entry else None
    if number is not None and not least <= number <= most:
        raise Broken(FILE, f"{address}.number", f"{number} 不在 {least}—{most} 之间")
    return Value(
        address,
        need(entry, "label", str, FILE, address),
        number,
        need(entry, "unit", str, FILE, address),
        least,
        most,
        need(entry, "source", str, FILE, address),
        confidence(entry.get("confidence"), FILE, f"{address}.confidence"),
    )
