"""Cells of a sheet that can be read and still cannot be true: given back as the card and the ledgers would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop.rules.cells import Unclear
from desktop.rules.ledger_forms import EMPLOYER
from desktop.rules.tables import Rulebook
from desktop.rules.words import PartialDate
from desktop.work.heads import too_many
from desktop.work.intaking.ledgers import LEDGERS
from desktop.work.intaking.read import Heads
from desktop.work.ledger_cells import not_concluded

Row = Mapping[str, Any]
Ledgers = Mapping[str, list[dict[str, Any]]]
COUNTED = {"class:": ("hazard_class", "hazard_class"), "heads:": ("exposure", "written")}
EXAM = next(ledger for ledger in LEDGERS if ledger.table == "health_exam")


def impossible(said: Row, ours: Row, ledgers: Ledgers, rulebook: Rulebook) -> dict[str, Unclear]:
    """By field, what is wrong with the values of a row and what to write instead.

    ours, ledgers: what the register has of the employer; what stands there already is not complained of.
    """
    found = dict(_points(said))
    heads = {key: value for key, value in said.items() if key in rulebook.fields and type(value) is int}
    while wrong := next(too_many(heads, ours.get, rulebook), None):
        low, high = wrong.relation.low, wrong.relation.high
        for key in [low] if low in heads else [key for key in high if key in heads]:
            found[key] = Unclear(wrong.why, wrong.instead)
            del heads[key]
    found |= _counted(said, {**ours, **heads}, ledgers, rulebook)
    found |= _conclusions(said, ledgers.get(EXAM.table, []), rulebook)
    return found


def _points(said: Row) -> Iterator[tuple[str, Unclear]]:
    """More points over the limit than points tested: the second number is not taken."""
    tested, over = said.get("test_points"), said.get("test_points_over")
    if isinstance(tested, int) and isinstance(over, int) and over > tested:
        yield "test_points_over", Unclear(f"超标点数 {over} 多于检测点数 {tested}", "请核对检测报告后填写")


def _counted(said: Row, ours: Row, ledgers: Ledgers, rulebook: Rulebook) -> dict[str, Unclear]:
    """The heads of a class or a factor against those of the employer."""
    found = {}
    for key, value in said.items():
        if not isinstance(value, Heads) or value.workers is None or (prefix := key[:6]) not in COUNTED:
            continue
        table, named = COUNTED[prefix]
        held = [row["workers"] or 0 for row in ledgers.get(table, []) if row[named] == key.removeprefix(prefix)]
        for column in (high.removeprefix(EMPLOYER) for _, high in rulebook.ledgers[table].at_most if EMPLOYER in high):
            most = ours.get(column)
            if most is not None and value.workers > max(most, *held, 0):
                label = rulebook.fields[column].label
                why = f"接触人数 {value.workers} 大于这家企业的{label} {most}"
                found[key] = Unclear(why, f"请核对；如果{label}记少了，请先更正{label}")
    return found


def _conclusions(said: Row, rows: list[dict[str, Any]], rulebook: Rulebook) -> dict[str, Unclear]:
    """Conclusions that the list in force on the day of the examination no longer has."""
    on = said.get(EXAM.date_field)
    if not isinstance(on, PartialDate):
        return {}
    keys = {column: key for key, column in EXAM.extras.items() if said.get(key)}
    held = [row for row in rows if row[EXAM.date_column] == on.on]
    fresh = {column for column, key in keys.items() if all(row[column] != said[key] for row in held)}
    return {
        keys[column]: doubt for column, doubt in not_concluded(rulebook.ledgers[EXAM.table], on.on, fresh, rulebook)
    }
