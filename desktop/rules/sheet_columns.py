"""The columns of a spreadsheet that mean something: how people write their headings, and how the cells are read.

They stand beside the fields they belong to (fields.toml, ledgers.toml); `sheets/employers.toml` has only those that are
no field of the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.rules.reading import Broken, names, need, tables, toml, unique

FILE = "sheets/employers.toml"
OLDEST = 1950
READERS = frozenset({
    "name", "text", "code", "village", "day", "person", "contact", "contact_phone", "phone", "headcount", "factors",
    "classes", "hazard_class", "choice", "choice+", "tags", "yes_no", "number",
})  # fmt: skip
LOOKS = frozenset({"", "firm", "code", "village", "phone", "day", "heads", "person", "factors", "level", "tick"})
# How a cell is read that says nothing else, by the kind of its field.
BY_KIND = {
    "name": "name", "text": "text", "long": "text", "heads": "headcount", "number": "number", "phone": "phone",
    "day": "day", "whole_day": "day", "yes_no": "yes_no", "credit_code": "code", "area": "village",
    "factors": "factors", "factor": "text", "year": "number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One thing a column can hold. target: table.column. ignore: why such columns are not taken.

    of: what the column says of its line besides the value, e.g. the audience of a training.
    alone: the heading that means it without another above, where `under` asks for one; exported lists have it.
    """

    key: str
    label: str
    reader: str = "text"
    target: str = ""
    required: bool = False
    looks: str = ""
    since: int = OLDEST
    ignore: str = ""
    of: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = field(default=(), repr=False)
    patterns: tuple[str, ...] = field(default=(), repr=False)
    negative: str = field(default="", repr=False)
    under: str = field(default="", repr=False)
    alone: str = ""


@dataclass(frozen=True, slots=True)
class FactorColumns:
    """Columns that hold the heads exposed to one factor: their heading, less `strip`, is one of `names`."""

    strip: str
    names: tuple[str, ...]


def of_field(
    entry: Mapping[str, Any], file: str, *, label: str, kind: str, listed: str | None, target: str
) -> SheetColumn:
    """The column an entry of a catalogue describes for a field of this kind. Raises Broken naming what is wrong."""
    key = str(entry.get("column", entry.get("key", "")))
    where = f"column {key}"
    reader = str(entry.get("reader") or _reader(kind, listed, entry.get("span")))
    if reader.partition(":")[0] not in READERS:
        raise Broken(file, f"{where}.reader", f"没有“{reader}”这种读法")
    if entry.get("looks", "") not in LOOKS:
        raise Broken(file, f"{where}.looks", f"没有“{entry['looks']}”这种样子")
    given = entry.get("of", {})
    column = SheetColumn(
        key,
        str(entry.get("label", label)),
        reader,
        target,
        bool(entry.get("required")),
        str(entry.get("looks", "")),
        int(entry.get("since", OLDEST)),
        str(entry.get("ignore", "")),
        tuple((str(name), str(value)) for name, value in given.items()) if isinstance(given, dict) else (),
        names(entry, "headings", file, where),
        tuple(entry.get("patterns", ())),
        str(entry.get("not", "")),
        str(entry.get("under", "")),
        str(entry.get("alone", "")),
    )
    for pattern in (*column.patterns, column.negative, column.under):
        try:
            re.compile(pattern)
        except re.error as error:
            raise Broken(file, f"{where}.patterns", f"“{pattern}”：{error}") from error
    return column


def _reader(kind: str, listed: str | None, span: Sequence[float] | None) -> str:
    if span:
        return f"number:{span[0]}:{span[1]}"
    return f"{'tags' if kind == 'tags' else 'choice'}:{listed}" if listed else BY_KIND.get(kind, "text")


def read(texts: Mapping[str, str], columns: Sequence[SheetColumn]) -> tuple[tuple[SheetColumn, ...], FactorColumns]:
    """All columns, those of the catalogues first. Raises Broken for one that contradicts another."""
    table = toml(texts, FILE)
    others = []
    for entry in tables(table, "field", FILE):
        key = need(entry, "key", str, FILE, "field")
        target = str(entry.get("target", ""))
        if not entry.get("ignore") and "." not in target:
            raise Broken(FILE, f"field {key}.target", "应写成 表.列")
        label = need(entry, "label", str, FILE, key)
        others.append(of_field(entry, FILE, label=label, kind="text", listed=None, target=target))
    found = (*columns, *others)
    _refuse_contradictions(found)
    factors = need(table, "factor_columns", dict, FILE)
    return found, FactorColumns(str(factors["strip"]), names(factors, "names", FILE, "factor_columns"))


def _refuse_contradictions(columns: Iterable[SheetColumn]) -> None:
    """One key, one column; two columns of one place must say different things of their lines."""
    listed = list(columns)
    unique((column.key for column in listed), FILE, "column")
    if not any(column.key == "name" and column.required for column in listed):
        raise Broken(FILE, "column name", "缺少单位名称这一列")
    taken = [column for column in listed if not column.ignore]
    same = [(column.target, column.of, column.headings[:1]) for column in taken]
    unique(same, FILE, "column.target")
