"""Which groups of fields and which ledgers stand on which tab of an employer's card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.rules.fields import Field
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.reading import Broken, names, need, tables, toml, unique

FILE = "rules/card.toml"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: fields of these groups, then these ledgers."""

    title: str
    groups: tuple[str, ...]
    ledgers: tuple[str, ...]


def read(texts: Mapping[str, str], fields: Mapping[str, Field], ledgers: Mapping[str, LedgerForm]) -> tuple[Tab, ...]:
    """The tabs in their order. Raises Broken for a group that is left out, or one that does not exist."""
    tabs = []
    for entry in tables(toml(texts, FILE), "tab", FILE):
        title = need(entry, "title", str, FILE, "tab")
        groups = names(entry, "groups", FILE, title) if "groups" in entry else ()
        tabs.append(Tab(title, groups, names(entry, "ledgers", FILE, title) if "ledgers" in entry else ()))
    unique((tab.title for tab in tabs), FILE, "tab.title")
    unique((group for tab in tabs for group in tab.groups), FILE, "tab.groups")
    unique((key for tab in tabs for key in tab.ledgers), FILE, "tab.ledgers")
    known = {field.group for field in fields.values()}
    if wrong := known ^ {group for tab in tabs for group in tab.groups}:
        raise Broken(FILE, "tab.groups", f"分组“{'、'.join(sorted(wrong))}”没有放在任何一页，或不存在")
    for tab in tabs:
        for key in tab.ledgers:
            if key not in ledgers or ledgers[key].restricted:
                raise Broken(FILE, f"{tab.title}.{key}", "没有这本台账，或它是受限台账")
    return tuple(tabs)
