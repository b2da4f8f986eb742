"""待核对: every rule in force that was not seen in its official text, as a list to work through."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.rules.editions import NATIONAL
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook

SURE = {"recalled": "凭记忆", "inferred": "推断"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One entry that decides something and waits for its check."""

    table: str
    what: str
    value: str
    sureness: str


def listed(rulebook: Rulebook) -> list[Doubt]:
    """Every unconfirmed entry of the tables that decide: grading, intervals, code lists, figures, factors."""
    found: list[Doubt] = []
    adopted = {adoption.pack for adoption in rulebook.office.adoptions}
    for edition in rulebook.editions:
        if edition.scope == NATIONAL or edition.id in adopted:
            for cell in edition.unconfirmed:
                found += _doubt(f"分级 {edition.short}", cell.label, cell.value, cell.confidence)
    for interval in rulebook.intervals.values():
        months = f"严重 {interval.severe or '—'} 个月，一般 {interval.general or '—'} 个月"
        found += _doubt("周期", interval.name, months, interval.confidence)
    for entry in rulebook.codes.lists:
        found += _doubt("代码表", f"{entry.name}（{entry.version}）", "、".join(entry.codes), entry.confidence)
    for figure in rulebook.figures.values():
        found += _doubt("指标口径", f"{figure.id} {figure.name}", figure.note, figure.confidence)
    for factor in rulebook.factors:
        severe = {True: "严重", False: "一般", None: "未定"}[factor.severe]
        found += _doubt("危害因素", factor.name, severe, factor.confidence)
    return found


def _doubt(table: str, what: str, value: str, sure: str) -> list[Doubt]:
    return [Doubt(table, what, value, SURE.get(sure, sure))] if sure in UNCONFIRMED else []
