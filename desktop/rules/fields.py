"""The fields of the register: one catalogue for the card, the lists, the history and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.rules.reading import Broken, names, need, tables, toml, unique

FILE = "rules/fields.toml"
KINDS = frozenset({"text", "name", "long", "heads", "phone", "day", "yes_no", "code", "credit_code", "area", "factors"})
NEEDS = {"M": "必填", "R": "上报需要", "O": "可选"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` says how it is read and shown; `list` names the code list of kind "code"."""

    key: str
    label: str
    group: str
    kind: str
    need: str
    list: str | None = None
    unit: str = ""
    help: str = ""

    @property
    def column(self) -> str:
        """The column of the employer table that keeps it."""
        return "area_id" if self.kind == "area" else self.key


def read(texts: Mapping[str, str]) -> dict[str, Field]:
    """Every field by key, in the order of the card. Raises Broken naming the field that is not in order."""
    table = toml(texts, FILE)
    groups = names(table, "groups", FILE, "groups")
    fields = []
    for entry in tables(table, "field", FILE):
        key = need(entry, "key", str, FILE, "field")
        where = f"field {key}"
        field = Field(
            key,
            need(entry, "label", str, FILE, where),
            need(entry, "group", str, FILE, where),
            need(entry, "kind", str, FILE, where),
            need(entry, "need", str, FILE, where),
            list=entry.get("list"),
            unit=entry.get("unit", ""),
            help=entry.get("help", ""),
        )
        for value, allowed, name in (
            (field.group, groups, "group"),
            (field.kind, KINDS, "kind"),
            (field.need, NEEDS, "need"),
        ):
            if value not in allowed:
                raise Broken(FILE, f"{where}.{name}", f"没有“{value}”这个取值")
        if (field.kind == "code") != (field.list is not None):
            raise Broken(FILE, f"{where}.list", "代码字段要写明代码表，其他字段不写")
        fields.append(field)
    unique((field.key for field in fields), FILE, "field.key")
    return {field.key: field for field in fields}
