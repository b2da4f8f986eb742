"""What is typed into the search box as conditions: “三季度没检测的丙类 苯”. What is not understood stays text.

A word that occurs in the register as it stands (a firm called 三级石材厂) is text, whatever its parts could mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desktop.rules.reading import Broken, names, need, tables, toml
from desktop.rules.search_times import Span, time_at

FILE = "rules/search_words.toml"
STANDINGS = frozenset({"逾期", "到期", "临近", "缺少依据", "未到"})  # of duties_clock
KINDS = frozenset(
    {"event", "over_limit", "unlicensed", "present", "level", "combined", "management", "field", "factors",
     "hazard_class", "factor", "village", "status", "size", "duty", "finding"}
)  # fmt: skip
ANY_OF = frozenset({"level", "combined", "management", "village", "status", "size"})  # one employer has one of them
BREAK = re.compile(r"[\s,，;；、。]+")
COUNT = re.compile(r"(超过|大于|多于|高于|不少于|至少|不足|少于|小于|低于|不到|[<>≤≥]=?)?(\d{1,5})人?(以上|以下|以内)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the vocabulary. kind "unknown": it is understood, but the register cannot answer it.

    duties: ids of duties.toml whose due states this word can be asked with.
    """

    kind: str
    value: str | int
    label: str
    why: str = ""
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. said: the words on its chip; written: the piece of the text it came from.

    first, last: of an event, the days it lies between (None: ever); of a duty, those it falls due in.
    least, most: of a field that is a number. late: an event that is overdue.
    duties, standings: of kind "duty", which of the duties (none: any) stand in which of the due states.
    """

    kind: str
    values: tuple[str | int, ...]
    said: str
    written: str
    negated: bool = False
    first: date | None = None
    last: date | None = None
    least: int | None = None
    most: int | None = None
    late: bool = False
    duties: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unused:
    """Words that were understood and not used, and why."""

    written: str
    why: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A search text taken apart: what becomes a condition, what is searched as text, what could not be used."""

    conditions: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A due state as people call it: 逾期, 快到期 … and the standings of duties that are meant."""

    label: str
    standings: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words that are understood. `more`: those of this register (villages, uncatalogued factors)."""

    entries: Mapping[str, Entry]
    fillers: frozenset[str]
    negations: frozenset[str]
    lacking: frozenset[str]
    standings: Mapping[str, Standing]
    longest: int = field(default=0)

    def with_words(self, more: Mapping[str, Entry]) -> Vocabulary:
        """The same with further words; those of the table come first."""
        entries = {fold(written): entry for written, entry in more.items()} | dict(self.entries)
        return replace(self, entries=entries, longest=max(self.longest, *map(len, entries)))


def fold(written: str) -> str:
    """As words are compared: half width, lower case."""
    return unicodedata.normalize("NFKC", written).lower()


def read(texts: Mapping[str, str]) -> Vocabulary:
    """Parse search_words.toml. Raises Broken for a word that stands twice or a kind that nobody knows."""
    table = toml(texts, FILE)
    entries: dict[str, Entry] = {}
    for entry in (*tables(table, "word", FILE), *tables(table, "unknown", FILE)):
        made = _entry(entry)
        for written in names(entry, "written", FILE, made.label):
            if entries.setdefault(fold(written), made) != made:
                raise Broken(FILE, made.label, f"写法“{written}”已经属于“{entries[fold(written)].label}”")
    sets = {key: frozenset(map(fold, names(table, key, FILE))) for key in ("fillers", "negations", "lacking")}
    standings = _standings(table)
    longest = max(map(len, (*entries, *standings, *sets["negations"], *sets["lacking"])))
    return Vocabulary(entries, **sets, standings=standings, longest=longest)


def _standings(table: dict[str, Any]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for entry in tables(table, "standing", FILE):
        label = need(entry, "label", str, FILE, "standing")
        meant = names(entry, "standings", FILE, label)
        if strange := [name for name in meant if name not in STANDINGS]:
            raise Broken(FILE, f"{label}.standings", f"没有“{strange[0]}”这种到期状态")
        for written in names(entry, "written", FILE, label):
            found[fold(written)] = Standing(label, tuple(meant))
    return found


def _entry(entry: dict[str, Any]) -> Entry:
    label = need(entry, "label", str, FILE, "word")
    if "why" in entry:
        return Entry("unknown", label, label, need(entry, "why", str, FILE, label))
    kind = need(entry, "kind", str, FILE, label)
    if kind not in KINDS:
        raise Broken(FILE, f"{label}.kind", f"没有“{kind}”这一类")
    duties = tuple(names(entry, "duties", FILE, label)) if "duties" in entry else ()
    return Entry(kind, need(entry, "value", str, FILE, label), label, duties=duties)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # not fill lack standing time count raw, or "entry"
    written: str
    entry: Entry | None = None
    standing: Standing | None = None
    negated: bool = False
    span: Span | None = None
    least: int | None = None
    most: int | None = None


def understand(text: str, words: Vocabulary, on: date, occurs: Callable[[str], bool] = lambda _: False) -> Understood:
    """Take a search text apart. occurs: whether a word stands in the register as text; asked only for mixed words."""
    tokens: list[_Token] = []
    for word in filter(None, BREAK.split(text.strip())):
        tokens += _of_word(word, words, on, occurs)
    return _Sense(on).made(tokens)


def _of_word(word: str, words: Vocabulary, on: date, occurs: Callable[[str], bool]) -> list[_Token]:
    plain = fold(word)
    formula = word.isupper() and plain in words.entries  # CO is carbon monoxide, co is how a name may begin
    if plain.isascii() and not formula and time_at(plain, 0, on) is None:
        return [_Token("raw", word)]
    tokens = list(_scan(plain, words, on, single=True))
    if all(token.kind == "fill" for token in tokens):
        return [_Token("raw", word)]
    if any(token.kind == "raw" for token in tokens):
        tokens = list(_scan(plain, words, on, single=False))
        meant = any(token.kind in ("entry", "time", "standing") for token in tokens)
        if not meant or occurs(word):
            return [_Token("raw", word)]
        tokens = _with_text(tokens)
    return tokens


def _with_text(tokens: list[_Token]) -> list[_Token]:
    """Little words beside text that is not understood belong to that text: 没名堂 is not “not 名堂”."""
    joined: list[_Token] = []
    for token in tokens:
        if joined and joined[-1].kind in ("raw", "not", "count") and token.kind == "raw":
            joined[-1] = _Token("raw", joined[-1].written + token.written)
        else:
            joined.append(token)
    return joined


def _scan(text: str, words: Vocabulary, on: date, *, single: bool) -> Iterator[_Token]:
    """The longest known word at each place. single: words of one character count too (苯, 甲)."""
    at, raw = 0, ""
    while at < len(text):
        token = _known_at(text, at, words, on, single)
        if token is None:
            raw += text[at]
            at += 1
            continue
        if raw:
            yield _Token("raw", raw)
            raw = ""
        yield token
        at += len(token.written)
    if raw:
        yield _Token("raw", raw)


def _known_at(text: str, at: int, words: Vocabulary, on: date, single: bool) -> _Token | None:
    if (found := time_at(text, at, on)) is not None:
        return _Token("time", text[at : found.end], span=found)
    if (match := COUNT.match(text, at)) and (match[1] or match[3]):
        return _count(match)
    for length in range(min(words.longest, len(text) - at), 0, -1):
        piece = text[at : at + length]
        if piece in words.entries and (single or length > 1):
            return _Token("entry", piece, words.entries[piece])
        if piece in words.standings:
            return _Token("standing", piece, standing=words.standings[piece])
        for kind, listed in (("lack", words.lacking), ("not", words.negations), ("fill", words.fillers)):
            if piece in listed:
                return _Token(kind, piece)
    return None


def _count(match: re.Match[str]) -> _Token:
    number, before, after = int(match[2]), match[1] or "", match[3] or ""
    if after in ("以下", "以内") or before in ("<=", "≤"):
        return _Token("count", match[0], most=number)
    if before in ("不足", "少于", "小于", "低于", "不到", "<"):
        return _Token("count", match[0], most=number - 1)
    over = before in ("超过", "大于", "多于", "高于", ">") and not after
    return _Token("count", match[0], least=number + over)


class _Sense:
    """Reads the tokens in order: a negation and a time wait for the next thing they can belong to."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._conditions: list[Condition] = []
        self._words: list[str] = []
        self._unused: list[Unused] = []
        self._not: _Token | None = None
        self._time: _Token | None = None
        self._standing: _Token | None = None

    def made(self, tokens: Iterable[_Token]) -> Understood:
        for token in tokens:
            getattr(self, f"_{token.kind}_", self._entry_)(token)
        self._left_over()
        return Understood(tuple(self._conditions), tuple(self._words), tuple(self._unused))

    def _fill_(self, token: _Token) -> None:
        """Nothing to do."""

    def _raw_(self, token: _Token) -> None:
        if self._not:
            token, self._not = replace(token, written=self._not.written + token.written), None
        self._words.append(token.written)

    def _not_(self, token: _Token) -> None:
        if self._not:
            self._unused.append(Unused(self._not.written, "连着写了两个“没”或“未”，只用后一个"))
        self._not = token

    def _time_(self, token: _Token) -> None:
        last = self._conditions[-1] if self._conditions else None
        if self._time is None and last and last.kind == "event" and last.first is None and not last.late:
            self._conditions[-1] = _timed(last, token)
        else:
            if self._time:
                self._unused.append(Unused(self._time.written, "一次只能用一段时间"))
            self._time = token

    def _standing_(self, token: _Token) -> None:
        if self._not:
            token, self._not = replace(token, written=self._not.written + token.written, negated=True), None
        last = self._conditions[-1] if self._conditions else None
        if last and last.kind in ("event", "duty") and not (last.late or last.standings):
            self._conditions[-1] = _stands(replace(last, written=last.written + token.written), token)
        elif self._standing:
            self._unused.append(Unused(token.written, "一次只能写一种到期状态，例如“体检逾期”"))
        else:
            self._standing = token

    def _lack_(self, token: _Token) -> None:
        last = self._conditions[-1] if self._conditions else None
        if last and last.kind in ("field", "factors", "event"):
            said = f"{last.said.removeprefix('有').removesuffix('过')}未登记"
            self._conditions[-1] = replace(last, negated=True, said=said, written=last.written + token.written)
        else:
            self._words.append(token.written)

    def _count_(self, token: _Token) -> None:
        last = self._conditions[-1] if self._conditions else None
        told = f"≥{token.least} 人" if token.least is not None else f"≤{token.most} 人"
        if last and last.kind == "field" and last.values[0] in ("exposed_workers", "staff"):
            label = last.said.removeprefix("有")
            self._conditions[-1] = replace(
                last, least=token.least, most=token.most, said=f"{label} {told}", written=last.written + token.written
            )
        else:
            why = "请写明是接害人数还是从业人员，例如“接害50人以上”"
            self._unused.append(Unused(token.written, why))

    def _entry_(self, token: _Token) -> None:
        entry = token.entry
        assert entry is not None, "every other token has a kind of its own"
        if entry.kind == "unknown":
            written = "".join(part.written for part in (self._time, self._not) if part) + token.written
            self._unused.append(Unused(written, entry.why))
            self._time = self._not = None
            return
        negated, written = self._not is not None, (self._not.written if self._not else "") + token.written
        self._not = None
        made = Condition(entry.kind, (entry.value,), _said(entry, negated), written, negated, duties=entry.duties)
        if entry.kind in ("event", "duty"):
            made = self._event(made)
        last = self._conditions[-1] if self._conditions else None
        if last and last.kind == made.kind and made.kind in ANY_OF and last.negated == negated:
            said = f"{last.said}或{_said(entry, False)}"
            self._conditions[-1] = replace(last, values=(*last.values, entry.value), said=said,
                                           written=f"{last.written} {written}")  # fmt: skip
        else:
            self._conditions.append(made)

    def _event(self, made: Condition) -> Condition:
        if self._time:
            made, self._time = _timed(made, self._time), None
        if self._standing:
            token, self._standing = self._standing, None
            made = _stands(replace(made, written=token.written + made.written), token)
        return made

    def _left_over(self) -> None:
        if self._standing:
            anything = Condition("duty", (), "事项", self._standing.written)
            if self._time:
                anything, self._time = _timed(anything, self._time), None
            self._conditions.append(_stands(anything, self._standing))
        if self._time:
            self._unused.append(Unused(self._time.written, "请写明是申报、检测、体检还是核实，例如“三季度没检测”"))
        if self._not:
            self._words.append(self._not.written)
        vague = [c for c in self._conditions if c.kind == "duty" and not c.standings]
        self._conditions = [c for c in self._conditions if c not in vague]
        self._unused += [Unused(c.written, f"请写明到期状态，例如“{c.said.removeprefix('没有')}逾期”") for c in vague]


def _stands(made: Condition, token: _Token) -> Condition:
    """A duty, or the duty behind an event, in a due state. An event that is no duty can only be overdue."""
    assert token.standing is not None, "a standing token has its standings"
    negated = made.negated or token.negated
    subject = made.said.removeprefix("没有").removesuffix("过")
    said = f"{'没有' if negated else ''}{subject}{token.standing.label}"
    if made.kind == "event" and not made.duties:
        return replace(made, late=True, negated=negated, said=said)
    return replace(made, kind="duty", standings=token.standing.standings, negated=negated, said=said)


def _timed(made: Condition, token: _Token) -> Condition:
    assert token.span is not None, "a time token has its days"
    return replace(
        made, first=token.span.first, last=token.span.last, said=f"{token.span.label}{made.said}",
        written=token.written + made.written,
    )  # fmt: skip


def _said(entry: Entry, negated: bool) -> str:
    if entry.kind == "event":
        return f"没有{entry.label}" if negated else f"{entry.label}过"
    if entry.kind in ("duty", "finding"):
        return f"没有{entry.label}" if negated else entry.label
    if entry.kind in ("field", "factors"):
        return f"{entry.label}未登记" if negated else f"有{entry.label}"
    if entry.kind in ("factor", "hazard_class"):
        return f"没有{entry.label}" if negated else entry.label
    return f"不是{entry.label}" if negated else entry.label
