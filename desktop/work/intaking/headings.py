"""Which field of the register a heading means: synonyms, patterns and context, as the catalogues give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from desktop.rules import code_lists, fields, ledger_forms, sheet_columns
from desktop.rules.sheet_columns import SheetColumn

FILES = (fields.FILE, ledger_forms.FILE, code_lists.FILE, sheet_columns.FILE)
WHOLE, JOINED, PATTERN, JOINED_PATTERN = 100.0, 92.0, 60.0, 45.0
NEED = 40.0
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
class Match:
    """A field a heading may mean, and how surely (100: the heading is known word for word)."""

    field: SheetColumn
    score: float


@dataclass(frozen=True)
class _Known:
    field: SheetColumn
    headings: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    negative: re.Pattern[str] | None
    under: re.Pattern[str] | None


@dataclass(frozen=True)
class Headings:
    """The catalogue of headings."""

    fields: Mapping[str, SheetColumn]
    details: frozenset[str]  # names of sheets that hold lines which a list of employers cannot
    _known: tuple[_Known, ...] = field(repr=False)
    _factor_strip: re.Pattern[str] = field(repr=False)
    _factors: Mapping[str, str] = field(repr=False)
    _cache: dict[tuple[str, ...], tuple[Match, ...]] = field(default_factory=dict, repr=False, compare=False)

    def field(self, key: str) -> SheetColumn | None:
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


def heads_of(factor: str) -> SheetColumn:
    """The field for the heads exposed to one factor."""
    return SheetColumn(f"heads:{factor}", f"{factor}接触人数", "hazard_class", "exposure.workers", looks="tick")


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
        return WHOLE if spoken.leaf == bare(known.field.alone) else 0
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
    """Read the columns of the catalogues below `resources`. Raises Broken naming what is wrong or contradictory."""
    return read({file: (resources / file).read_text(encoding="utf-8-sig") for file in FILES})


def read(texts: Mapping[str, str]) -> Headings:
    """The columns of these catalogues (file below resources/ -> text). Raises Broken."""
    employers, ledgers = fields.read(texts), ledger_forms.read(texts, code_lists.read(texts))
    own = [column for entry in employers.values() for column in entry.columns]
    own += [column for form in ledgers.values() for column in form.columns]
    columns, factors = sheet_columns.read(texts, own)
    known = tuple(_known(column) for column in columns)
    names = {bare(name): name for name in factors.names}
    details = frozenset(form.label for form in ledgers.values() if not form.listed)
    return Headings({column.key: column for column in columns}, details, known, re.compile(factors.strip), names)


def _known(column: SheetColumn) -> _Known:
    headings = frozenset(form for text in column.headings for form in (bare(text), _open(bare(text))))
    negative = re.compile(column.negative) if column.negative else None
    under = re.compile(column.under) if column.under else None
    return _Known(column, headings, tuple(re.compile(pattern) for pattern in column.patterns), negative, under)
