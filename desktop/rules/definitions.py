"""Definitions of figures and relations as data: names, units, notes, and the words of a cross-check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.rules.reading import UNCONFIRMED, Broken, confidence, need, tables, toml, unique

FIGURES, CROSSCHECKS = "rules/figures.toml", "rules/crosschecks.toml"
KINDS = ("T", "P", "Y")
COUNTED = (
    *(f"A{number:02}" for number in range(1, 11)),
    *(f"B{number:02}" for number in range(1, 5)),
    *(f"C{number:02}" for number in range(1, 5)),
    "D01",
)  # the figures that figure_counts can count
MONTHS = dict.fromkeys(("testing_severe", "testing_general", "declaration", "verification"), 0)
CHECKED = (1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 16, 17, 18, 20, 39, 40)  # the relations that crosschecks checks
PLACES = dict.fromkeys(("a", "b", "c", "who", "part", "name", "unit", "limit"), "")
LEVELS = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator. `kind`: T at the period's end, P within the period (and Y beside it), Y since 1 January."""

    id: str
    name: str
    unit: str
    kind: str
    source: str
    confidence: str
    note: str

    @property
    def unconfirmed(self) -> bool:
        return self.confidence in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that must hold between figures; `words` is the sentence with {places}."""

    number: int
    level: str
    name: str
    words: str
    limit: int | None = None  # percent, where the relation has one


def figures(texts: Mapping[str, str]) -> dict[str, Definition]:
    """Definitions by id, in printing order."""
    result = []
    for entry in tables(toml(texts, FIGURES), "figure", FIGURES):
        id = need(entry, "id", str, FIGURES, "figure")
        name, unit, kind, source, note = (
            need(entry, key, str, FIGURES, id) for key in ("name", "unit", "kind", "source", "note")
        )
        if kind not in KINDS:
            raise Broken(FIGURES, f"{id}.kind", f"“{kind}”只能是 T、P、Y")
        sure = confidence(entry.get("confidence"), FIGURES, f"{id}.confidence")
        result.append(Definition(id, name, unit, kind, source, sure, note))
        _places(note, MONTHS, FIGURES, f"{id}.note")
    unique((entry.id for entry in result), FIGURES, "figure.id")
    _same([entry.id for entry in result], COUNTED, FIGURES, "figure")
    return {entry.id: entry for entry in result}


def relations(texts: Mapping[str, str]) -> dict[int, Relation]:
    """Relations by number."""
    table = toml(texts, CROSSCHECKS)
    confidence(table.get("confidence"), CROSSCHECKS, "confidence")
    result = []
    for entry in tables(table, "relation", CROSSCHECKS):
        number = need(entry, "number", int, CROSSCHECKS, "relation")
        where = f"relation {number}"
        level, name, words = (need(entry, key, str, CROSSCHECKS, where) for key in ("level", "name", "words"))
        if level not in LEVELS:
            raise Broken(CROSSCHECKS, f"{where}.level", f"“{level}”只能是 error 或 warning")
        limit = need(entry, "limit", int, CROSSCHECKS, where) if "limit" in entry else None
        result.append(Relation(number, level, name, words, limit))
        _places(words, PLACES, CROSSCHECKS, f"{where}.words")
    unique((entry.number for entry in result), CROSSCHECKS, "relation.number")
    _same([entry.number for entry in result], CHECKED, CROSSCHECKS, "relation")
    return {entry.number: entry for entry in result}


def _places(words: str, known: Mapping[str, object], file: str, key: str) -> None:
    try:
        words.format_map(known)
    except (KeyError, ValueError, IndexError) as error:
        raise Broken(file, key, f"花括号里的 {error} 不认识，只能用 {'、'.join(known)}") from error


def _same(found: Sequence[object], known: Sequence[object], file: str, key: str) -> None:
    for entry in known:
        if entry not in found:
            raise Broken(file, f"{key} {entry}", "缺少这一段")
    for entry in found:
        if entry not in known:
            raise Broken(file, f"{key} {entry}", "程序里没有它的算法")
