"""The fields of the sub-ledgers (申报, 检测, 体检 …): one catalogue for the card, the dialogs and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.rules.code_lists import CodeLists
from desktop.rules.reading import Broken, need, tables, toml, unique

FILE = "rules/ledgers.toml"
KINDS = frozenset({"text", "heads", "number", "day", "whole_day", "year", "yes_no", "code", "factor"})


@dataclass(frozen=True, slots=True)
class LedgerField:
    """One column. `kind` says how it is read; `shown`: width in the table, 0 for the dialog only; `must`: not empty.

    ahead: a date that may lie in the future; given: filled in by the program, only shown.
    """

    key: str
    label: str
    kind: str
    must: bool
    list: str | None
    unit: str
    help: str
    shown: int
    ahead: bool
    given: bool


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """One ledger. of: the ledger whose lines own its lines; at_most: pairs of keys, the first not above the second."""

    key: str
    label: str
    named: tuple[str, ...]
    empty: str
    of: str | None
    grades: bool
    at_most: tuple[tuple[str, str], ...]
    fields: tuple[LedgerField, ...]

    @property
    def typed(self) -> tuple[LedgerField, ...]:
        """The fields that a person fills in."""
        return tuple(field for field in self.fields if not field.given)

    def field(self, word: str) -> LedgerField | None:
        """The field with this key or label."""
        return next((field for field in self.fields if word in (field.key, field.label)), None)


def read(texts: Mapping[str, str], lists: CodeLists) -> dict[str, LedgerForm]:
    """Every ledger by key. Raises Broken naming the entry that is not in order."""
    forms = [_form(entry, lists) for entry in tables(toml(texts, FILE), "ledger", FILE)]
    unique((form.key for form in forms), FILE, "ledger.key")
    keys = {form.key for form in forms}
    for form in forms:
        if form.of is not None and form.of not in keys:
            raise Broken(FILE, f"{form.key}.of", f"没有“{form.of}”这本台账")
    return {form.key: form for form in forms}


def _form(entry: dict[str, Any], lists: CodeLists) -> LedgerForm:
    key = need(entry, "key", str, FILE, "ledger")
    fields = tuple(_field(field, key, lists) for field in need(entry, "field", list, FILE, key))
    unique((field.key for field in fields), FILE, f"{key}.field")
    form = LedgerForm(
        key,
        need(entry, "label", str, FILE, key),
        tuple(need(entry, "named", list, FILE, key)),
        need(entry, "empty", str, FILE, key),
        entry.get("of"),
        bool(entry.get("grades", False)),
        tuple((pair[0], pair[1]) for pair in entry.get("at_most", ())),
        fields,
    )
    known = {field.key for field in fields}
    for word in (*form.named, *(one for pair in form.at_most for one in pair)):
        if word not in known:
            raise Broken(FILE, f"{key}.{word}", "没有这一栏")
    return form


def _field(entry: dict[str, Any], ledger: str, lists: CodeLists) -> LedgerField:
    key = need(entry, "key", str, FILE, f"{ledger}.field")
    where = f"{ledger}.{key}"
    kind, listed = need(entry, "kind", str, FILE, where), entry.get("list")
    if kind not in KINDS:
        raise Broken(FILE, f"{where}.kind", f"没有“{kind}”这种栏")
    if (kind == "code") != (listed is not None):
        raise Broken(FILE, f"{where}.list", "代码栏要写明代码表，其他栏不写")
    if listed is not None:
        try:
            lists.get(listed)
        except KeyError:
            raise Broken(FILE, f"{where}.list", f"没有“{listed}”这张代码表") from None
    return LedgerField(
        key,
        need(entry, "label", str, FILE, where),
        kind,
        entry.get("need") == "M",
        listed,
        entry.get("unit", ""),
        entry.get("help", ""),
        int(entry.get("shown", 0)),
        bool(entry.get("ahead", False)),
        bool(entry.get("given", False)),
    )
