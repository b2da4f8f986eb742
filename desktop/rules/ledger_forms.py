"""The fields of the sub-ledgers (申报, 检测, 体检 …): one catalogue for card, dialogs, import, export and commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.rules.code_lists import CodeLists
from desktop.rules.fields import NEEDS, PERSONAL, WHENS
from desktop.rules.reading import Broken, need, tables, toml, unique
from desktop.rules.sheet_columns import SheetColumn, of_field

FILE = "rules/ledgers.toml"
KINDS = frozenset({
    "text", "long", "heads", "number", "day", "whole_day", "year", "yes_no", "code", "factor", "phone", "credit_code",
})  # fmt: skip
CONCLUSIONS = "exam_conclusion"  # the list of what an examination may conclude
EMPLOYER = "employer."  # before a key of the employer's own fields


@dataclass(frozen=True, slots=True)
class LedgerField:
    """One column. `kind` says how it is read; `shown`: width in the table, 0 for the dialog only; `must`: not empty.

    ahead: a date that may lie in the future; given: filled in by the program, only shown; asked: it counts towards the
    completeness; conclusion: the conclusion of an examination that it counts; personal: as of an employer.
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
    given: bool = False
    asked: bool = False
    conclusion: str = ""
    personal: str = ""


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """One ledger. of: the ledger whose lines own its lines; at_most: pairs of keys, the first not above the second.

    any_of: one of these must be filled; once: one line only with the same of these; restricted: sealed, for those who
    have the password; asked, when: the name under which the ledger counts towards the completeness ("": it does not).
    """

    key: str
    label: str
    named: tuple[str, ...]
    empty: str
    of: str | None
    grades: bool
    at_most: tuple[tuple[str, str], ...]
    fields: tuple[LedgerField, ...]
    any_of: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    restricted: bool = False
    asked: str = ""
    when: str = ""
    columns: tuple[SheetColumn, ...] = field(default=(), repr=False)

    @property
    def listed(self) -> bool:
        """Whether a list of employers may hold its lines: one of its columns is the date that tells them apart."""
        return any(column.reader.startswith("day") and not column.of for column in self.columns)

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
    unique((form.label for form in forms), FILE, "ledger.label")
    keys = {form.key for form in forms}
    for form in forms:
        if form.of is not None and form.of not in keys:
            raise Broken(FILE, f"{form.key}.of", f"没有“{form.of}”这本台账")
    return {form.key: form for form in forms}


def _form(entry: dict[str, Any], lists: CodeLists) -> LedgerForm:
    key = need(entry, "key", str, FILE, "ledger")
    fields = tuple(_field(one, key, lists) for one in need(entry, "field", list, FILE, key))
    unique((one.key for one in fields), FILE, f"{key}.field")
    form = LedgerForm(
        key,
        need(entry, "label", str, FILE, key),
        tuple(need(entry, "named", list, FILE, key)),
        need(entry, "empty", str, FILE, key),
        entry.get("of"),
        bool(entry.get("grades", False)),
        tuple((pair[0], pair[1]) for pair in entry.get("at_most", ())),
        fields,
        tuple(entry.get("any_of", ())),
        tuple(entry.get("once", ())),
        bool(entry.get("restricted", False)),
        entry.get("asked", ""),
        entry.get("when", ""),
        _columns(entry, key, fields),
    )
    known = {one.key for one in fields}
    pairs = [one for pair in form.at_most for one in pair if not one.startswith(EMPLOYER)]
    for word in (*form.named, *form.any_of, *form.once, *pairs):
        if word not in known:
            raise Broken(FILE, f"{key}.{word}", "没有这一栏")
    if form.when not in WHENS:
        raise Broken(FILE, f"{key}.when", f"没有“{form.when}”这种情形")
    return form


def _columns(entry: dict[str, Any], ledger: str, fields: tuple[LedgerField, ...]) -> tuple[SheetColumn, ...]:
    known = {one.key: one for one in fields}
    found = []
    for column in entry.get("columns", ()):
        key = need(column, "field", str, FILE, f"{ledger}.columns")
        for name in (key, *column.get("of", {})):
            if name not in known:
                raise Broken(FILE, f"{ledger}.columns.{name}", "没有这一栏")
        one = known[key]
        target = f"{ledger}.{key}"
        found.append(of_field(column, FILE, label=one.label, kind=one.kind, listed=one.list, target=target))
    return tuple(found)


def _field(entry: dict[str, Any], ledger: str, lists: CodeLists) -> LedgerField:
    key = need(entry, "key", str, FILE, f"{ledger}.field")
    where = f"{ledger}.{key}"
    kind, listed, needed = need(entry, "kind", str, FILE, where), entry.get("list"), entry.get("need", "O")
    if kind not in KINDS:
        raise Broken(FILE, f"{where}.kind", f"没有“{kind}”这种栏")
    if needed not in NEEDS or entry.get("personal", "") not in PERSONAL:
        raise Broken(FILE, f"{where}.need", "need 或 personal 的取值不认识")
    if (kind == "code") != (listed is not None):
        raise Broken(FILE, f"{where}.list", "代码栏要写明代码表，其他栏不写")
    conclusion = entry.get("conclusion", "")
    for id, code in ((listed, ""), (CONCLUSIONS if conclusion else None, conclusion)):
        if id is not None and not any(one.id == id and (not code or one.get(code)) for one in lists.lists):
            raise Broken(FILE, f"{where}.list", f"没有“{id}”这张代码表，或其中没有“{code}”")
    return LedgerField(
        key,
        need(entry, "label", str, FILE, where),
        kind,
        needed == "M",
        listed,
        entry.get("unit", ""),
        entry.get("help", ""),
        int(entry.get("shown", 0)),
        bool(entry.get("ahead", False)),
        bool(entry.get("given", False)),
        needed == "R",
        conclusion,
        entry.get("personal", ""),
    )
