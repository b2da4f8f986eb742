"""Risk level of an employer, its management grade and the class of both, with the sentence to read aloud. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import product
from typing import NamedTuple

from desktop.rules import grading_words as words
from desktop.rules.editions import Band, Edition
from desktop.rules.exposure import Outcome, outcome
from desktop.rules.exposure import Tested as Tested
from desktop.rules.intervals import Interval
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook


class Exposed(NamedTuple):
    """One hazard factor at the employer, as written and as recognised. `code` None: not recognised."""

    written: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Override:
    """人工认定: a person's decision in place of the program's, from `set_on` to `ends_on`, both included."""

    level: str | None
    combined: str | None
    reason: str
    person: str
    set_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the grading looks at. None is unknown, never “no” and never 0."""

    factors: tuple[Exposed, ...]
    factors_incomplete: bool
    exposed_workers: int | None
    tests: tuple[Tested, ...]
    management: str | None  # entered directly, "A" "B" "C"
    score: float | None  # of the self-check, 0 to 100
    declared_severe: bool | None  # as declared; shortens the testing interval, does not decide the nature
    industry_severe: bool | None = (
        None  # by the list of 2021; shortens the testing interval, does not decide the nature
    )
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome. `level` None: cannot be graded yet, `because` says what is missing.

    nature: 严重 if any factor is, 一般 if none is, None while that is open. exposure: of the deciding factor.
    missing: what is wanting for level and class. unconfirmed_because: a sentence per uncertain rule that decided.
    """

    level: str | None
    management: str | None
    combined: str | None
    edition: str
    because: str
    missing: tuple[str, ...]
    unconfirmed: bool
    unconfirmed_because: tuple[str, ...]
    nature: str | None
    exposure: str | None
    deciding_factor: str | None
    looked_at: Callable[[], dict[str, object]] = field(compare=False, repr=False)  # made when asked for: most never are
    override: Override | None = None  # in force: level or class are a person's

    @property
    def inputs(self) -> dict[str, object]:
        """Everything that was looked at, ready for JSON."""
        return self.looked_at()


@dataclass(frozen=True, slots=True)
class Item:
    """A factor with the natures it may have. `doubts`: why the nature, though given, is to be checked."""

    written: str
    code: str | None
    natures: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """One way things may be: whether the employer counts as severe for testing, and each item's result then."""

    severe: bool
    outcomes: tuple[Outcome, ...]


Weight = tuple[tuple[str, ...], bool | None, bool]  # natures, over the limit, whether it counts for sure


@dataclass(frozen=True)
class Case:
    """Everything one grading looks at, with the method chosen."""

    facts: Facts
    book: Rulebook
    method: Edition
    on: date
    items: tuple[Item, ...]
    bands: tuple[Band, ...]  # that the headcount may fall into
    tested: frozenset[str | None]  # factors that have results of their own; for all others only whole reports count
    known: dict[tuple[str | None, bool], Outcome] = field(default_factory=dict, compare=False)  # by factor and severe

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The worlds still possible, the one with the longest testing interval first."""
        known = self.nature
        if known == self.method.natures[-1] or self.facts.declared_severe or self.facts.industry_severe:
            options: tuple[bool, ...] = (True,)
        else:
            options = (False,) if known else (False, True)
        interval = self.book.intervals["testing"]
        return tuple(
            World(severe, tuple(self._outcome(item.code, interval, severe) for item in self.items))
            for severe in options
        )

    def _outcome(self, code: str | None, interval: Interval, severe: bool) -> Outcome:
        code = code if code in self.tested else None
        if (code, severe) not in self.known:
            self.known[code, severe] = outcome(code, self.facts.tests, self.on, interval, severe)
        return self.known[code, severe]

    @cached_property
    def nature(self) -> str | None:
        """严重 as soon as one item certainly is; 一般 if all certainly are; else open."""
        severe = self.method.natures[-1]
        natures = {item.natures for item in self.items}
        if (severe,) in natures:
            return severe
        return None if any(severe in several for several in natures) else self.method.natures[0]

    def levels(self, item: Item, result: Outcome, band: Band) -> tuple[int, ...]:
        """The ranks of the levels that `item` may have in `band`."""
        return self.method.ranks(item.natures, result.over, band)

    def span(self, *, tested_only: bool = True) -> tuple[int | None, int]:
        """Lowest and highest rank still possible. The lowest rests on known and tested factors only."""
        spans = []
        for world in self.worlds:
            alike = frozenset(  # many factors of one employer, and of many employers, weigh the same
                [
                    (item.natures, result.over, bool(item.written) and (result.over is not None or not tested_only))
                    for item, result in zip(self.items, world.outcomes, strict=True)
                ]
            )
            key = alike, self.bands[0].id, len(self.bands)
            if key not in self.method.known:
                self.method.known[key] = self._span(alike)
            spans.append(self.method.known[key])
        lows = [low for low, _ in spans]
        return None if None in lows else min(lows), max(high for _, high in spans)

    def _span(self, alike: frozenset[Weight]) -> tuple[int | None, int]:
        lows: list[int] = []
        high = 0
        for band in self.bands:
            ranks = [(self.method.ranks(natures, over, band), sure) for natures, over, sure in alike]
            high = max(high, *(part[-1] for part, _ in ranks))
            lows.append(max((part[0] for part, known in ranks if known), default=-1))
        return None if min(lows) < 0 else min(lows), high


def grade(facts: Facts, rulebook: Rulebook, on: date, edition: str | None = None) -> Verdict:
    """Grade by the method in force on `on`, or by `edition`. Raises KeyError for an edition that does not exist.

    A missing input gives no level, unless it cannot change the outcome. A factor without a test that still counts
    gives none by itself: the method asks for a measured exposure level.
    """
    method = rulebook.edition(on, edition)
    if method is None:
        why = f"暂不能分级：{on} 以前没有可用的分级方法"
        looked_at = partial(dict[str, object], on=on.isoformat())
        return Verdict(None, None, None, "", why, ("分级方法",), False, (), None, None, None, looked_at)
    workers = facts.exposed_workers
    bands = method.bands if workers is None else (method.band(workers),)
    tested = frozenset([test.factor for test in facts.tests])
    case = Case(facts, rulebook, method, on, _items(facts, rulebook, method), bands, tested)
    low, high = case.span()
    management, remark, rounding = _management(facts, method)
    if low is None or low != high:
        verdict = _open(case, management, remark)
    else:
        verdict = _graded(case, low, management, remark, rounding)
    decided = facts.override
    return _decided(verdict, decided, method) if decided and decided.set_on <= on <= decided.ends_on else verdict


def _decided(verdict: Verdict, by: Override, method: Edition) -> Verdict:
    """A person's decision laid over the verdict. A class follows from a decided level, if the grade is known."""
    level, combined = by.level or verdict.level, by.combined or verdict.combined
    if by.level and not by.combined and verdict.management:
        combined = method.matrix[verdict.management, by.level].value
    told = {"level": by.level, "combined": by.combined, "reason": by.reason, "person": by.person,
            "set_on": by.set_on.isoformat(), "ends_on": by.ends_on.isoformat(),
            "without_level": verdict.level, "without_combined": verdict.combined}  # fmt: skip
    return replace(
        verdict,
        level=level,
        combined=combined,
        because=words.decided(by) + verdict.because,
        looked_at=lambda: {**verdict.inputs, "override": told},
        override=by,
    )


def _graded(case: Case, rank: int, management: str | None, remark: str, rounding: tuple[str, ...]) -> Verdict:
    method, level = case.method, case.method.levels[rank]
    world = case.worlds[0]
    at = _deciding(case, world, rank)
    item, result = case.items[at], world.outcomes[at]
    exposure = method.exposures[-1] if result.over else method.exposures[0]
    doubts = [*_level_doubts(case, item, result, exposure), *_several(case, world), *_factor_doubts(case, rank)]
    combined = None
    if management is not None:
        cell = method.matrix[management, level]
        combined = cell.value
        doubts += rounding
        if cell.unconfirmed:
            doubts.append(f"综合类别表中管理等级{management}、风险等级{level}为{combined}类，系凭记忆录入，待核对")
    because = words.graded(case, item, result, level) + words.ending(management, combined, remark)
    return Verdict(
        level=level,
        management=management,
        combined=combined,
        edition=method.id,
        because=because,
        missing=() if management else (words.management_wanted(method),),
        unconfirmed=bool(doubts),
        unconfirmed_because=tuple(dict.fromkeys(doubts)),
        nature=case.nature,
        exposure=exposure,
        deciding_factor=item.written,
        looked_at=partial(words.inputs, case, world, level),
    )


def _open(case: Case, management: str | None, remark: str) -> Verdict:
    world = case.worlds[0]
    wanted = words.wanted(case, world)
    low, high = case.span(tested_only=False)
    sure = case.method.levels[high] if low == high else None
    missing = [short for short, _ in wanted] + ([] if management else [words.management_wanted(case.method)])
    return Verdict(
        level=None,
        management=management,
        combined=None,
        edition=case.method.id,
        because=words.not_graded(case, [long for _, long in wanted], sure) + remark,
        missing=tuple(missing),
        unconfirmed=False,
        unconfirmed_because=(),
        nature=case.nature if case.facts.factors else None,
        exposure=None,
        deciding_factor=None,
        looked_at=partial(words.inputs, case, world, None),
    )


def _items(facts: Facts, book: Rulebook, method: Edition) -> tuple[Item, ...]:
    items = []
    for exposed in facts.factors:
        key = (exposed.written, exposed.code)
        if key not in method.known:
            method.known[key] = _item(exposed, book, method)
        items.append(method.known[key])
    if facts.factors_incomplete or not items:
        items.append(Item("", None, (method.natures[0], method.natures[-1])))  # whatever the list leaves out
    return tuple(items)


def _item(exposed: Exposed, book: Rulebook, method: Edition) -> Item:
    general, severe = method.natures[0], method.natures[-1]
    factor = book.factors.get(exposed.code)
    if factor is not None and factor.code in method.declared_severe:
        return Item(exposed.written, factor.code, (severe,))
    if factor is None or factor.severe is None:
        return Item(exposed.written, exposed.code if factor else None, (general, severe))
    nature = severe if factor.severe else general
    doubts = []
    if factor.confidence in UNCONFIRMED:
        doubts.append(f"“{exposed.written}”按目录定为{nature}因素，这一条是凭记忆录入的，待核对")
    alias = book.factors.alias(exposed.written)
    if alias and alias.code == factor.code and alias.confidence in UNCONFIRMED:
        doubts.append(f"“{exposed.written}”按“{factor.name}”认定是推定的，待核对")
    return Item(exposed.written, factor.code, (nature,), tuple(doubts))


def _management(facts: Facts, method: Edition) -> tuple[str | None, str, tuple[str, ...]]:
    """The grade, a remark for the sentence, and doubts. A grade entered directly goes before the score."""
    letters = [grade for grade, _ in method.grades]
    entered = unicodedata.normalize("NFKC", facts.management or "").strip().upper().removesuffix("级")
    by_score: str | None = None
    doubts: tuple[str, ...] = ()
    if facts.score is not None and 0 <= facts.score <= method.scale:
        by_score = method.management_of(facts.score)
        between = any(least - 1 < facts.score < least for _, least in method.grades)
        if between and method.rounding_confidence in UNCONFIRMED:
            doubts = (f"自查得分 {facts.score:g} 分介于两个分数段之间，按低一级计，待核对",)
    if entered in letters:
        differs = by_score is not None and by_score != entered
        remark = f"（自查得分 {facts.score:g} 分对应{by_score}级，以直接录入的{entered}级为准。）" if differs else ""
        return entered, remark, ()
    if entered:
        return None, f"（录入的管理等级“{facts.management}”不是{'、'.join(letters)}之一。）", ()
    if facts.score is not None and by_score is None:
        return None, f"（自查得分 {facts.score:g} 分不在 0～{method.scale} 之间。）", ()
    return by_score, "", doubts


def _deciding(case: Case, world: World, rank: int) -> int:
    """Which item gives the level: a severe one before others, one without doubts before doubtful ones."""
    band = case.bands[0]
    places = [
        at
        for at, (item, result) in enumerate(zip(case.items, world.outcomes, strict=True))
        if item.written and result.over is not None and min(case.levels(item, result, band)) == rank
    ]
    severe = (case.method.natures[-1],)
    return min(places, key=lambda at: (case.items[at].natures != severe, len(case.items[at].doubts), at))


def _level_doubts(case: Case, item: Item, result: Outcome, exposure: str) -> Sequence[str]:
    doubts = []
    for nature, band in product(item.natures, case.bands):
        cell = case.method.level[nature, exposure, band.id]
        if cell.unconfirmed:
            doubts.append(f"风险等级表中“{nature}、{exposure}、{band.label}”为{cell.value}级是推定的，待核对")
    partly = result.over and result.test is not None and result.test.partly
    if partly and case.method.exposure_confidence in UNCONFIRMED:
        doubts.append("“任一检测点不合格即为不符合”系凭记忆录入，待核对")
    if result.test is not None and result.test.doubt:
        doubts.append(result.test.doubt)
    return doubts


def _several(case: Case, world: World) -> Sequence[str]:
    ranks = {
        rank
        for item, result in zip(case.items, world.outcomes, strict=True)
        for rank in case.levels(item, result, case.bands[0])
    }
    if len(ranks) > 1 and case.method.several_confidence in UNCONFIRMED:
        return ("有多种危害因素时取最高等级的规则系凭记忆录入，待核对",)
    return ()


def _factor_doubts(case: Case, rank: int) -> Sequence[str]:
    """The doubts about natures without which the level would not stand."""
    doubtful = [item for item in case.items if item.doubts]
    if not doubtful:
        return ()
    opened = tuple(_opened(item, case.method) if item.doubts else item for item in case.items)
    loose = Case(case.facts, case.book, case.method, case.on, opened, case.bands, case.tested, case.known)
    if loose.span() == (rank, rank):
        return ()
    world = loose.worlds[0]
    matters = [
        item
        for item, result in zip(opened, world.outcomes, strict=True)
        if item.doubts and len(set(loose.levels(item, result, case.bands[0]))) > 1
    ]
    return [doubt for item in matters or doubtful for doubt in item.doubts]


def _opened(item: Item, method: Edition) -> Item:
    """The item as if its nature were not known."""
    if item not in method.known:
        method.known[item] = replace(item, natures=(method.natures[0], method.natures[-1]))
    found: Item = method.known[item]
    return found
