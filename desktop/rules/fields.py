"""The fields of the register: one catalogue for the card, the lists, import, export, help, history and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.rules.reading import Broken, names, need, tables, toml, unique
from desktop.rules.sheet_columns import SheetColumn, of_field

FILE = "rules/fields.toml"
KINDS = frozenset({
    "text", "name", "long", "heads", "number", "phone", "day", "yes_no", "code", "tags", "credit_code", "area",
    "factors",
})  # fmt: skip
LISTED = frozenset({"code", "tags"})  # kinds that name a code list
NEEDS = {"M": "必填", "R": "上报需要", "O": "可选"}
WHENS = {"": "", "hazard": "有职业病危害时", "licensed": "有证照时", "stopped": "不在营时"}
PERSONAL = {"": "", "contact": "联系方式", "identity": "身份信息", "health": "健康信息"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` says how it is read and shown; `list` names the code list of kind "code" and "tags".

    when: only in this case it is asked for. personal: what kind of personal data it holds, "" for none.
    span: least and greatest number that can be. columns: how it stands in spreadsheets.
    """

    key: str
    label: str
    group: str
    kind: str
    need: str
    list: str | None = None
    unit: str = ""
    help: str = ""
    when: str = ""
    personal: str = ""
    span: tuple[float, float] | None = None
    columns: tuple[SheetColumn, ...] = field(default=(), repr=False)

    @property
    def column(self) -> str:
        """The column of the employer table that keeps it."""
        return "area_id" if self.kind == "area" else self.key


@dataclass(frozen=True, slots=True)
class AtMost:
    """Heads that are not more than the sum of others. Fields by key."""

    low: str
    high: tuple[str, ...]


def read(texts: Mapping[str, str]) -> dict[str, Field]:
    """Every field by key, in the order of the card. Raises Broken naming the field that is not in order."""
    table = toml(texts, FILE)
    groups = names(table, "groups", FILE, "groups")
    fields = [_field(entry, groups) for entry in tables(table, "field", FILE)]
    unique((entry.key for entry in fields), FILE, "field.key")
    unique((entry.label for entry in fields), FILE, "field.label")
    return {entry.key: entry for entry in fields}


def at_most(texts: Mapping[str, str], fields: Mapping[str, Field]) -> tuple[AtMost, ...]:
    """Which heads may not be more than which. Raises Broken for a field that is not there."""
    found = []
    for entry in tables(toml(texts, FILE), "at_most", FILE):
        relation = AtMost(need(entry, "low", str, FILE, "at_most"), names(entry, "high", FILE, "at_most"))
        for key in (relation.low, *relation.high):
            if key not in fields or fields[key].kind != "heads":
                raise Broken(FILE, f"at_most.{key}", "不是登记人数的字段")
        found.append(relation)
    return tuple(found)


def key_factors(texts: Mapping[str, str], known: Callable[[str], bool]) -> tuple[str, ...]:
    """The factors that are counted by themselves, as the present declaration form does."""
    found = names(toml(texts, FILE), "key_factors", FILE)
    for name in found:
        if not known(name):
            raise Broken(FILE, "key_factors", f"因素目录里没有“{name}”")
    return found


def key_of(fields: Mapping[str, Field], word: str) -> str:
    """The key of the field that a person calls by its key or its label; an unknown word stays as it is."""
    return next((one.key for one in fields.values() if word == one.label), word)


def _field(entry: dict[str, Any], groups: tuple[str, ...]) -> Field:
    key = need(entry, "key", str, FILE, "field")
    where = f"field {key}"
    given = Field(
        key,
        need(entry, "label", str, FILE, where),
        need(entry, "group", str, FILE, where),
        need(entry, "kind", str, FILE, where),
        need(entry, "need", str, FILE, where),
        list=entry.get("list"),
        unit=entry.get("unit", ""),
        help=entry.get("help", ""),
        when=entry.get("when", ""),
        personal=entry.get("personal", ""),
        span=_span(entry, where),
        columns=_columns(entry),
    )
    for value, allowed, name in (
        (given.group, groups, "group"),
        (given.kind, KINDS, "kind"),
        (given.need, NEEDS, "need"),
        (given.when, WHENS, "when"),
        (given.personal, PERSONAL, "personal"),
    ):
        if value not in allowed:
            raise Broken(FILE, f"{where}.{name}", f"没有“{value}”这个取值")
    if (given.kind in LISTED) != (given.list is not None):
        raise Broken(FILE, f"{where}.list", "代码字段要写明代码表，其他字段不写")
    return given


def _span(entry: dict[str, Any], where: str) -> tuple[float, float] | None:
    if "span" not in entry:
        return None
    written = entry["span"]
    if entry.get("kind") != "number" or not isinstance(written, list) or len(written) != 2 or written[0] >= written[1]:
        raise Broken(FILE, f"{where}.span", "数字字段才写，写成 [最小, 最大]")
    return float(written[0]), float(written[1])


def _columns(entry: dict[str, Any]) -> tuple[SheetColumn, ...]:
    """How the field stands in spreadsheets: beside itself, and as further columns."""
    key, label, kind = entry["key"], entry["label"], entry["kind"]
    target = "exposure.written" if kind == "factors" else f"employer.{'area_id' if kind == 'area' else key}"
    own = [entry] if "headings" in entry else []
    return tuple(
        of_field(one, FILE, label=label, kind=kind, listed=entry.get("list"), target=target)
        for one in (*own, *entry.get("columns", ()))
    )
