"""Which field of the register a heading means: synonyms, patterns and context of resources/sheets/employers.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop.rules.reading import Broken

FILE = "sheets/employers.toml"
WHOLE, JOINED, PATTERN, JOINED_PATTERN = 100.0, 92.0, 60.0, 45.0
NEED = 40.0
READERS = {
    "name", "text", "code", "village", "day", "person", "contact", "contact_phone", "phone", "headcount", "factors",
    "classes", "hazard_class", "choice", "choice+", "yes_no", "number",
}  # fmt: skip
# Leaves that mean nothing without the heading above them.
GENERIC = re.compile(
    r"(最近|上次|末次)?(一次)?(日期|时间|年月|姓名|名称|电话|手机号?码?|联系方式|联系电话|总?人数|总?数|合计|总计|小计|人|机构|单位|有无|数量|类别|类型|编号|号码|情况|地址)"
)
_REMARK = re.compile(r"\([^()]*\)")
_REQUIRED = re.compile(r"\((必填|选填|可选|可空|若有|如有|万元|单位:?.{0,4})\)|[*※★#]")
_TOPIC = re.compile(r"(基本)?(情况|信息|工作|落实|管理|开展)+$")
_TELLING = re.compile(r"接触|接害|涉害|检测|体检|检查|监护|申报|培训|保险|合同")
_SUM = re.compile(r"总?人数|总?数|合计|总计|小计|数量")
_SIGNS = re.compile(r"[\s:、,。;．._\-—–\"'“”‘’!?]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can hold. `ignore`: why such columns are not taken."""

    key: str
    label: str
    reader: str = "text"
    target: str = ""
    required: bool = False
    looks: str = ""
    since: int = 1950
    ignore: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A field a heading may mean, and how surely (100: the heading is known word for word)."""

    field: Field
    score: float


@dataclass(frozen=True)
class _Known:
    field: Field
    headings: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    negative: re.Pattern[str] | None
    under: re.Pattern[str] | None


@dataclass(frozen=True)
class Headings:
    """The catalogue of headings. `choices`: further ways a code is written, by list id."""

    fields: Mapping[str, Field]
    choices: Mapping[str, Mapping[str, str]]
    _known: tuple[_Known, ...] = field(repr=False)
    _factor_strip: re.Pattern[str] = field(repr=False)
    _factors: Mapping[str, str] = field(repr=False)
    _cache: dict[tuple[str, ...], tuple[Match, ...]] = field(default_factory=dict, repr=False, compare=False)

    def field(self, key: str) -> Field | None:
        """The field with this key; `heads:噪声` is made as needed."""
        if key.startswith("heads:"):
            return heads_of(key.removeprefix("heads:"))
        return self.fields.get(key)

    def matches(self, path: Sequence[str]) -> tuple[Match, ...]:
        """What a column may mean by its headings from the top down, surest first."""
        key = tuple(path)
        if key not in self._cache:
            self._cache[key] = self._matches(key)
        return self._cache[key]

    def knows(self, text: str) -> bool:
        """Whether a single cell reads like a heading."""
        found = self.matches((text,))
        return bool(found) and found[0].score >= PATTERN

    def _matches(self, path: tuple[str, ...]) -> tuple[Match, ...]:
        if not path:
            return ()
        leaf, above = path[-1], "".join(path[:-1])
        spoken = _Spoken(leaf, above)
        found = [Match(known.field, score) for known in self._known if (score := _score(known, spoken)) >= NEED]
        if factor := self._factor(leaf, above):
            found.append(Match(heads_of(factor), WHOLE - 1))
        return tuple(sorted(found, key=lambda match: -match.score))

    def _factor(self, leaf: str, above: str) -> str | None:
        if re.search(r"检测|超标|浓度|体检|点数|防护", leaf + above):
            return None
        return self._factors.get(self._factor_strip.sub("", bare(leaf)))


class _Spoken:
    """A heading in the forms it is compared in."""

    def __init__(self, leaf: str, above: str) -> None:
        self.leaf, self.base, self.above = bare(leaf), without_remarks(leaf), bare(above)
        told = self.above if _TELLING.search(self.above) or not _TOPIC.search(self.above) else ""
        self.whole = told + self.leaf
        self.generic = bool(GENERIC.fullmatch(self.base))
        tail = without_remarks(above)
        groups = {tail, self.above, _TOPIC.sub("", tail)} if above else set()
        self.joined = {group + self.base for group in groups}
        if _SUM.fullmatch(self.base):
            self.joined |= groups


def heads_of(factor: str) -> Field:
    """The field for the heads exposed to one factor."""
    return Field(f"heads:{factor}", f"{factor}接触人数", "hazard_class", "exposure.workers", looks="tick")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A heading without blanks, marks of duty and signs; what stands in brackets stays."""
    half = _REQUIRED.sub("", unicodedata.normalize("NFKC", text).replace("【", "(").replace("】", ")"))
    return _SIGNS.sub("", half)


@lru_cache(maxsize=4096)
def without_remarks(text: str) -> str:
    """A heading without what stands in brackets; “村（社区）” stays what it is before them."""
    half = unicodedata.normalize("NFKC", text).replace("【", "(").replace("】", ")")
    return bare(_REMARK.sub("", half)) or bare(text).strip("()")


def _score(known: _Known, spoken: _Spoken) -> float:
    if known.under and not known.under.search(spoken.above):
        return 0
    if known.field.key.startswith("class:") and known.negative and known.negative.search(spoken.whole):
        return 0
    if spoken.joined & known.headings and (spoken.generic or spoken.leaf not in known.headings):
        return WHOLE - 2 if spoken.generic else JOINED
    vague = spoken.generic and bool(spoken.above)
    if vague and known.negative and known.negative.search(spoken.whole):
        return 0
    if spoken.leaf in known.headings or _open(spoken.leaf) in known.headings:
        return WHOLE - (15 if vague else 0)
    if spoken.base in known.headings and not (known.negative and known.negative.search(spoken.base)):
        return WHOLE - (18 if vague else 4)
    if known.negative and known.negative.search(spoken.leaf):
        return 0
    if score := _by_pattern(known, spoken.base if spoken.base != spoken.leaf else spoken.leaf, PATTERN):
        return score
    if spoken.base != spoken.leaf and (score := _by_pattern(known, spoken.leaf, PATTERN - 8)):
        return score
    return max((_by_pattern(known, text, JOINED_PATTERN) for text in spoken.joined), default=0) if vague else 0


def _open(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _by_pattern(known: _Known, text: str, worth: float) -> float:
    """The surer the longer the part of the heading that was recognised, and the earlier the pattern stands."""
    best = 0.0
    for place, pattern in enumerate(known.patterns):
        if match := pattern.search(text):
            best = max(best, worth + 25 * len(match[0]) / max(len(text), 1) - place)
    return best


@lru_cache(maxsize=2)
def load(resources: Path) -> Headings:
    """Read the catalogue below `resources`. Raises Broken naming the key that is wrong."""
    return read((resources / FILE).read_text(encoding="utf-8"))


def read(text: str) -> Headings:
    """Parse and check the catalogue."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Broken(FILE, "", str(error)) from error
    known = [_known(entry) for entry in table.get("field", [])]
    fields = {entry.field.key: entry.field for entry in known}
    if len(fields) != len(known) or "name" not in fields:
        raise Broken(FILE, "field.key", "字段代号重复，或缺少 name")
    choices = {
        name: {variant: code for code, variants in listed.items() for variant in (code, *variants)}
        for name, listed in table.get("choices", {}).items()
    }
    columns = table.get("factor_columns", {"strip": "^$", "names": []})
    factors = {bare(name): name for name in columns["names"]}
    return Headings(fields, choices, tuple(known), re.compile(columns["strip"]), factors)


def _known(entry: dict[str, Any]) -> _Known:
    key = str(entry.get("key", ""))
    reader = str(entry.get("reader", "text"))
    if not key or "label" not in entry or reader.split(":")[0] not in READERS:
        raise Broken(FILE, f"field {key}", "缺少 key、label，或 reader 不认识")
    if not entry.get("ignore") and "." not in entry.get("target", "") and entry.get("target") != "hazard_class":
        raise Broken(FILE, f"field {key}.target", "应写成 表.列")
    column = Field(
        key,
        entry["label"],
        reader,
        entry.get("target", ""),
        bool(entry.get("required")),
        entry.get("looks", ""),
        int(entry.get("since", 1950)),
        entry.get("ignore", ""),
    )
    try:
        patterns = tuple(re.compile(pattern) for pattern in entry.get("patterns", ()))
        negative = re.compile(entry["not"]) if entry.get("not") else None
        under = re.compile(entry["under"]) if entry.get("under") else None
    except re.error as error:
        raise Broken(FILE, f"field {key}.patterns", str(error)) from error
    headings = frozenset(form for text in entry.get("headings", ()) for form in (bare(text), _open(bare(text))))
    return _Known(column, headings, patterns, negative, under)
