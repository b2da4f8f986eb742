"""The catalogue of hazard factors: from what a list writes (噪音, 焊尘) to the one factor that it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.rules.reading import Broken, confidence, names, need, number, rows, tables, toml, unique

FACTORS, ALIASES = "catalogue/hazard_factors.csv", "catalogue/factor_aliases.toml"
CLASSES = {"D": "粉尘", "C": "化学因素", "P": "物理因素", "R": "放射性因素", "B": "生物因素", "O": "其他因素"}
GROUP = "粉尘|毒物|化学(?:因素|物质|毒物|有害因素)?|(?:物理|生物|其[他它])(?:因素|有害因素)?|放射性?(?:因素|物质)?"
LOCANT = r"(?:(?<=[0-9Nn'])[,，、](?=[0-9Nn]))"
SEPARATOR = re.compile(rf"{LOCANT}|([、，,；;/\n\r\t 　+＋])")
INCOMPLETE = re.compile(r"(?:等等?(?:因素|有害因素|危害因素|职业病危害因素|物质|有机溶剂|粉尘|毒物)?|…+|\.{3,})$")
SILICA = re.compile(r"(?:sio2|二氧化硅)[^0-9<]*?(?:≥|>=|>|大于等于|大于|不低于|超过)(\d+(?:\.\d+)?)")
NUMBERING = re.compile(r"^\s*(?:\d{1,2}$|[(（]?\d{1,2}[)）.．]\s*(?=\D)|[①-⑳]\s*)")
GROUPED = re.compile(rf"(?:{GROUP})\s*(?:[:：]\s*(.+)|[(（](.+)[)）])")
RANGE = re.compile(r"(\d+(?:\.\d+)?)%?(?:≤|<=|<|~|-)")
LONGEST = 5  # words joined again when together they are one catalogue name


@dataclass(frozen=True, slots=True)
class Factor:
    """One entry of the 2015 catalogue. `severe` None: depends on the case, a person must judge."""

    code: str
    name: str
    hazard_class: str
    cas: str
    severe: bool | None
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Alias:
    """How lists write a factor; `confidence` says how sure it is that they mean this one."""

    written: str
    code: str
    confidence: str


@dataclass(frozen=True, slots=True)
class NotOne:
    """A word that stands for several factors or for none: never resolved, but `instead` says what to write."""

    written: str
    instead: str


@lru_cache(maxsize=8192)
def normal(written: str) -> str:
    """Full-width, case and spaces do not matter when two names are compared."""
    text = unicodedata.normalize("NFKC", written).lower()
    text = re.sub(r"\s+", "", text).translate(str.maketrans("【】[]〔〕{}—–－", "()()()()---"))
    return text.strip("、,;。.:")


def without_brackets(key: str) -> str:
    """A normalised name without its bracketed remarks; brackets may be nested."""
    before = None
    while before != key:
        before, key = key, re.sub(r"\([^()]*\)", "", key)
    return key


class Catalogue:
    """Finds factors by what is written, at the cost of one look-up."""

    def __init__(
        self,
        factors: Sequence[Factor],
        aliases: Sequence[Alias] = (),
        not_one: Sequence[NotOne] = (),
        prefer: Mapping[str, str] | None = None,
    ) -> None:
        self._by_code = {factor.code: factor for factor in factors}
        self._aliases: dict[str, Alias] = {}
        self._by_key = _index(factors, {normal(name): code for name, code in (prefer or {}).items()})
        for alias in aliases:
            self._enter(alias)
        self._not_one = {normal(entry.written): entry for entry in not_one}
        for key, entry in self._not_one.items():
            if key in self._by_key:
                raise Broken(ALIASES, f"not_one {entry.written}", f"同时又是 {self._by_key[key]} 的写法")

    def _enter(self, alias: Alias) -> None:
        if alias.code not in self._by_code:
            raise Broken(ALIASES, alias.written, f"指向的编码 {alias.code} 不在 {FACTORS} 中")
        key = normal(alias.written)
        held = self._by_key.get(key)
        if held is not None and held != alias.code:
            raise Broken(ALIASES, alias.written, f"既指向 {alias.code}，又是 {held} 的名称或写法")
        if held is None:
            self._by_key[key] = alias.code
            self._aliases[key] = alias

    def spellings(self) -> Mapping[str, str]:
        """Every folded spelling of a factor with the code it means."""
        return self._by_key

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Factor]:
        return iter(self._by_code.values())

    def get(self, code: str | None) -> Factor | None:
        """The factor with this code; None for an unknown code."""
        return self._by_code.get(code) if code else None

    def find(self, written: str) -> Factor | None:
        """The one factor that `written` means, or None when that is not certain (苯系物, 粉尘, a list of several)."""
        key = normal(written)
        code = self._code(key)
        return self._silica(key, self._by_code[code]) if code else None

    def alias(self, written: str) -> Alias | None:
        """The alias by which `find` succeeded; None when the catalogue itself has the name."""
        key = normal(written)
        return self._aliases.get(key if key in self._by_key else without_brackets(key))

    def advice(self, written: str) -> str | None:
        """What to write instead of a word that is not one factor."""
        key = normal(written)
        entry = self._not_one.get(key) or self._not_one.get(without_brackets(key))
        return entry.instead if entry else None

    def split(self, written: str) -> tuple[tuple[str, ...], bool]:
        """The factors of a cell, as written, and whether the list says that it is incomplete (等, …)."""
        parts: list[str] = []
        incomplete = False
        for part in self._joined(_pieces(written)):
            whole, open_end = _opened(part.strip())
            inner, inner_open = self._unwrapped(whole)
            incomplete = incomplete or open_end or inner_open
            parts += [name for name in inner if name and name not in parts]
        return tuple(parts), incomplete

    def _code(self, key: str) -> str | None:
        return self._by_key.get(key) or (None if key in self._not_one else self._by_key.get(without_brackets(key)))

    def _silica(self, key: str, found: Factor) -> Factor:
        """A dust written with 10 % free silica or more is 矽尘, whatever its name."""
        if found.hazard_class != "粉尘" or not ("sio2" in key or "二氧化硅" in key) or found.code == "D05":
            return found
        match = SILICA.search(key) or RANGE.search(key)
        return self._by_code.get("D01", found) if match and float(match[1]) >= 10 else found

    def _joined(self, pieces: list[str]) -> Iterator[str]:
        """Words (at even places) and what separated them; words that together are one name are joined again."""
        at, words = 0, len(pieces)
        while at < words:
            for end in range(min(at + 2 * LONGEST - 1, words), at + 1, -2):
                together = "".join(pieces[at:end])
                if end - at > 1 and self.find(together):
                    break
            else:
                end, together = at + 1, pieces[at]
            at = end + 1
            if together.strip():
                yield together

    def _unwrapped(self, part: str) -> tuple[tuple[str, ...], bool]:
        """化学因素（苯、甲苯） and 粉尘：矽尘 are what they contain; numbering (1. ②) is dropped."""
        part = NUMBERING.sub("", part)
        match = GROUPED.fullmatch(part)
        if match and not self.find(part):
            return self.split(match[1] or match[2])
        return (part,), False


def _opened(part: str) -> tuple[str, bool]:
    """A name without its final 等 or …, and whether it had one."""
    match = INCOMPLETE.search(part)
    return (part[: match.start()], True) if match else (part, False)


def _index(factors: Sequence[Factor], prefer: Mapping[str, str]) -> dict[str, str]:
    """Normalised name -> code: full names first, then names without their bracketed remark, then 粉尘/尘 variants."""
    index: dict[str, str] = {}
    for factor in factors:
        key = normal(factor.name)
        if key in index and key not in prefer:
            raise Broken(FACTORS, factor.code, f"名称“{factor.name}”与 {index[key]} 重复")
        index[key] = prefer.get(key, factor.code)
    for factor in factors:
        index.setdefault(without_brackets(normal(factor.name)), factor.code)
    for factor in factors:
        if factor.hazard_class == "粉尘" and (key := without_brackets(normal(factor.name))).endswith("尘"):
            stem = key.removesuffix("尘").removesuffix("粉")
            for variant in (f"{stem}尘", f"{stem}粉尘"):
                index.setdefault(variant, factor.code)
    return index


def _pieces(written: str) -> list[str]:
    """Words and separators by turns; nothing inside brackets and no number of a chemical name (1,2-) separates."""
    pieces, start, depth = [], 0, 0
    marks = {match.start(): match.end() for match in SEPARATOR.finditer(written) if match[1]}
    for at, sign in enumerate(written):
        depth += (sign in "(（[【") - (sign in ")）]】" and depth > 0)
        if depth == 0 and at in marks:
            pieces += [written[start:at], sign]
            start = at + 1
    return [*pieces, written[start:]]


def read(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue with its aliases. Raises Broken naming file and key."""
    factors = [_factor(row) for row in rows(texts, FACTORS, ("code", "category", "name_zh", "cas", "severe", "basis"))]
    unique((factor.code for factor in factors), FACTORS, "code")
    table = toml(texts, ALIASES)
    aliases, not_one = [], []
    for entry in tables(table, "factor", ALIASES):
        code = need(entry, "code", str, ALIASES, "factor")
        sure = confidence(entry.get("confidence"), ALIASES, f"factor {code}.confidence")
        aliases += [Alias(word, code, sure) for word in names(entry, "as", ALIASES, f"factor {code}")]
    for entry in tables(table, "not_one", ALIASES):
        instead = need(entry, "instead", str, ALIASES, "not_one")
        not_one += [NotOne(word, instead) for word in names(entry, "as", ALIASES, "not_one")]
    unique((alias.written for alias in aliases), ALIASES, "factor.as")
    return Catalogue(factors, aliases, not_one, need(table, "prefer", dict, ALIASES))


def _factor(row: dict[str, str]) -> Factor:
    code = row["code"]
    if CLASSES.get(code[:1]) != row["category"]:
        raise Broken(FACTORS, f"{code} category", f"“{row['category']}”与编码 {code} 的类别不符")
    if not row["name_zh"]:
        raise Broken(FACTORS, f"{code} name_zh", "名称是空的")
    severe = number(row, "severe", FACTORS, code, int)
    if severe not in (0, 1, None):
        raise Broken(FACTORS, f"{code} severe", f"写的是“{severe}”，只能是 1、0 或空")
    return Factor(
        code,
        row["name_zh"],
        row["category"],
        row["cas"],
        None if severe is None else bool(severe),
        row["basis"],
        row["confidence"],
    )
