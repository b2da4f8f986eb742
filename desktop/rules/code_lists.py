"""Code lists (经营状态, 企业规模, 检测类别 …): which words a column may hold, since when, and how lists write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.rules.reading import Broken, confidence, names, need, tables, toml, unique

FILE = "rules/codes.toml"


@dataclass(frozen=True, slots=True)
class Code:
    """One allowed value. `flags` are what the rules need to know of it, e.g. {"operating": True}.

    written: other ways to write it. sheets: ways that only the cells of spreadsheets are read by; a person who types
    is asked for a clearer word.
    """

    code: str
    label: str
    written: tuple[str, ...]
    flags: Mapping[str, Any] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """One version of a list, valid from `since`."""

    id: str
    name: str
    version: str
    since: date
    source: str
    confidence: str
    items: tuple[Code, ...]

    def get(self, code: str | None) -> Code | None:
        """The item with this code."""
        return next((item for item in self.items if item.code == code), None)

    def find(self, written: str) -> str | None:
        """The code that `written` means (its code, label or a variant), or None."""
        key = _key(written)
        for item in self.items:
            if key in {_key(word) for word in (item.code, item.label, *item.written)}:
                return item.code
        return None

    def find_all(self, written: str) -> tuple[str, ...] | None:
        """The codes that a list such as “水泥、化工” means, in the order of the list; None if a word is not known."""
        words = [word for word in re.split(r"[、,，;；/\s]+", written) if word]
        found = {self.find(word) for word in words}
        return None if None in found or not words else tuple(code for code in self.codes if code in found)

    def flagged(self, flag: str) -> frozenset[str]:
        """The codes for which `flag` is true."""
        return frozenset(item.code for item in self.items if item.flags.get(flag))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)


@dataclass(frozen=True, slots=True)
class CodeLists:
    """Every list in every version; the newest comes first."""

    lists: tuple[CodeList, ...]

    def get(self, id: str, on: date | None = None) -> CodeList:
        """The version of list `id` in force on `on` (None: the newest). Raises KeyError for an unknown id."""
        versions = [entry for entry in self.lists if entry.id == id]
        if not versions:
            raise KeyError(id)
        return next((entry for entry in versions if on is None or entry.since <= on), versions[-1])

    def variants(self, id: str) -> dict[str, str]:
        """Every way a spreadsheet may write a code of the list, in any version; the newest version decides."""
        found: dict[str, str] = {}
        for entry in reversed(self.lists):
            if entry.id == id:
                for item in entry.items:
                    found.update(dict.fromkeys((*item.sheets, *item.written, item.label, item.code), item.code))
        return found

    def label(self, id: str, code: str | None) -> str:
        """What a screen shows for a code; old codes keep their label, None is “未登记”."""
        if code is None:
            return "未登记"
        for entry in self.lists:
            if entry.id == id and (item := entry.get(code)):
                return item.label
        return code


def read(texts: Mapping[str, str]) -> CodeLists:
    """Parse codes.toml. Raises Broken for a code or a written variant that stands twice in a list."""
    lists = [_list(entry) for entry in tables(toml(texts, FILE), "list", FILE)]
    unique(((entry.id, entry.version) for entry in lists), FILE, "list")
    return CodeLists(tuple(sorted(lists, key=lambda entry: entry.since, reverse=True)))


def _list(entry: dict[str, Any]) -> CodeList:
    id = need(entry, "id", str, FILE, "list")
    items = tuple(_item(item, id) for item in tables(entry, "item", FILE, id))
    unique((item.code for item in items), FILE, f"{id}.item")
    held: dict[str, str] = {}
    for item in items:
        for word in (item.code, item.label, *item.written, *item.sheets):
            if held.setdefault(_key(word), item.code) != item.code:
                raise Broken(FILE, f"{id}.{item.code}", f"写法“{word}”同时属于“{held[_key(word)]}”")
    return CodeList(
        id,
        need(entry, "name", str, FILE, id),
        need(entry, "version", str, FILE, id),
        need(entry, "from", date, FILE, id),
        need(entry, "source", str, FILE, id),
        confidence(entry.get("confidence"), FILE, f"{id}.confidence"),
        items,
    )


def _item(item: dict[str, Any], id: str) -> Code:
    code = need(item, "code", str, FILE, f"{id}.item")
    written = names(item, "written", FILE, f"{id}.{code}") if "written" in item else ()
    sheets = names(item, "sheets", FILE, f"{id}.{code}") if "sheets" in item else ()
    flags = {key: value for key, value in item.items() if key not in {"code", "label", "written", "sheets"}}
    return Code(code, item.get("label", code), written, flags, sheets)


def _key(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).split()).lower()
