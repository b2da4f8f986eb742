"""Why a verdict stands, and the smallest change of the facts that would lower or raise it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product

from desktop.rules.editions import Edition
from desktop.rules.exposure import Tested
from desktop.rules.grading import Exposed, Facts, Verdict, grade
from desktop.rules.tables import Rulebook

MOST = 4  # ways shown
ANY_SEVERE = "新增的严重因素"


@dataclass(frozen=True, slots=True)
class Step:
    """One way to another outcome: what would have to change, and what would come of it."""

    words: tuple[str, ...]
    level: str | None
    combined: str | None

    @property
    def said(self) -> str:
        """In one sentence."""
        outcome = f"{self.combined}类" if self.combined else f"{self.level}级"
        return f"{'，并且'.join(self.words)}，则为{outcome}"


@dataclass(frozen=True, slots=True)
class Input:
    """Something the verdict rests on, with its day. value None: not known."""

    name: str
    value: str | None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Everything behind a verdict. rows: the rows of the tables that decided; lower, higher: the smallest changes."""

    verdict: Verdict
    edition: Edition
    factor: str | None
    rows: tuple[str, ...]
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    lower: tuple[Step, ...]
    higher: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the facts, in words."""

    words: str
    apply: Callable[[Facts], Facts]


def why(facts: Facts, rulebook: Rulebook, on: date, edition: str | None = None) -> Why | None:
    """What is behind the verdict on `facts`; None where no method can be used. Raises KeyError as `grade` does.

    A person's override is left aside for the changes: they show what the rules would say.
    """
    method = rulebook.edition(on, edition)
    if method is None:
        return None
    verdict = grade(facts, rulebook, on, edition)
    plain = replace(facts, override=None)
    ruled = grade(plain, rulebook, on, edition)
    return Why(
        verdict,
        method,
        verdict.deciding_factor,
        _rows(plain, ruled, method),
        _inputs(facts, ruled),
        verdict.missing,
        verdict.unconfirmed_because,
        _ways(plain, ruled, rulebook, on, method, up=False),
        _ways(plain, ruled, rulebook, on, method, up=True),
    )


def after_mending(facts: Facts, rulebook: Rulebook, on: date, *, over: bool) -> Step | None:
    """What closing a finding may bring: a retest within its limits (over), or a better self-check.

    None: level and class would stay, or cannot be told.
    """
    method = rulebook.edition(on)
    if method is None:
        return None
    plain = replace(facts, override=None)
    now = grade(plain, rulebook, on)
    here = rank(now, method)
    if here is None:
        return None
    for change in _retest(now, on, method) if over else _better_managed(plain, now, method):
        then = grade(change.apply(plain), rulebook, on)
        there = rank(then, method)
        if there is not None and _beyond(here, there, up=False):
            return Step((change.words,), then.level, then.combined)
    return None


def rank(verdict: Verdict, method: Edition) -> tuple[int, int] | None:
    """The place of a verdict in the order from low to high: the class leads, else the level. None: ungraded."""
    if verdict.combined:
        level = method.levels.index(verdict.level) if verdict.level else 0
        return method.classes.index(verdict.combined), level
    return (method.levels.index(verdict.level), 0) if verdict.level else None


def _rows(facts: Facts, verdict: Verdict, method: Edition) -> tuple[str, ...]:
    if verdict.level is None or verdict.deciding_factor is None:
        return ()
    natures = _nature_of(verdict) or "性质未定"
    workers = facts.exposed_workers
    band = "人数不限" if workers is None else method.band(workers).label
    rows = [f"风险等级表：{natures}、{verdict.exposure}、{band} → {verdict.level}级"]
    if verdict.management and verdict.combined:
        rows.append(f"综合类别表：管理等级{verdict.management}、风险等级{verdict.level} → {verdict.combined}类")
    return tuple(rows)


def _nature_of(verdict: Verdict) -> str | None:
    factors = verdict.inputs["factors"]
    assert isinstance(factors, list)
    return next((entry["nature"] for entry in factors if entry["written"] == verdict.deciding_factor), None)


def _inputs(facts: Facts, verdict: Verdict) -> tuple[Input, ...]:
    found = [
        Input(
            "危害因素",
            "、".join(factor.written for factor in facts.factors)
            + ("等（清单不完整）" if facts.factors_incomplete else "")
            or None,
        ),
        Input("接害人数", None if facts.exposed_workers is None else f"{facts.exposed_workers} 人"),
    ]
    factors = verdict.inputs["factors"]
    assert isinstance(factors, list)
    for entry in factors:
        day = date.fromisoformat(entry["tested_on"]) if entry["tested_on"] else None
        found.append(Input(f"“{entry['written']}”接触水平", entry["exposure"], day))
    score = f"（自查得分 {facts.score:g} 分）" if facts.score is not None else ""
    found.append(Input("管理等级", f"{verdict.management}{score}" if verdict.management else None))
    return tuple(found)


def _ways(facts: Facts, now: Verdict, rulebook: Rulebook, on: date, method: Edition, *, up: bool) -> tuple[Step, ...]:
    """The ways with the fewest changes; of one kind of change only the nearest that is enough."""
    here = rank(now, method)
    if here is None:
        return ()
    kinds = list(_worse(facts, now, on, method) if up else _better(facts, now, on, method))
    for size in range(1, len(kinds) + 1):
        found = []
        for some in combinations(kinds, size):
            for changes in product(*some):
                changed = facts
                for change in changes:
                    changed = change.apply(changed)
                then = grade(changed, rulebook, on, method.id)
                there = rank(then, method)
                if there is not None and bool(then.combined) == bool(now.combined) and _beyond(here, there, up):
                    found.append(Step(tuple(change.words for change in changes), then.level, then.combined))
                    break
        if found:
            return tuple(found[:MOST])
    return ()


def _beyond(here: tuple[int, int], there: tuple[int, int], up: bool) -> bool:
    return there[0] > here[0] if up else there[0] < here[0]


Kind = list[Change]


def _better(facts: Facts, now: Verdict, on: date, method: Edition) -> Iterator[Kind]:
    if retest := _retest(now, on, method):
        yield retest
    if facts.exposed_workers is not None:
        tops = [
            band.top for band in reversed(method.bands) if band.top is not None and band.top < facts.exposed_workers
        ]
        if tops:
            yield [_heads(top, f"接害人数由 {facts.exposed_workers} 人减到 {top} 人以下（含）") for top in tops]
    if managed := _better_managed(facts, now, method):
        yield managed
    severe = _factors(now, nature=method.natures[-1])
    if severe and len(severe) < len(facts.factors):
        yield [Change(f"用危害较小的材料或工艺替代{_names(severe)}", lambda known: _without(known, severe))]


def _retest(now: Verdict, on: date, method: Edition) -> Kind:
    over = _factors(now, exposure=method.exposures[-1])
    return [Change(f"{_names(over)}治理后复测合格", lambda known: _retested(known, on))] if over else []


def _better_managed(facts: Facts, now: Verdict, method: Edition) -> Kind:
    """Each better grade, the nearest first; none where no grade is known."""
    letters = [letter for letter, _ in method.grades]
    better = letters[: letters.index(now.management)] if now.management else []
    return [_managed(letter, facts, method) for letter in reversed(better)]


def _worse(facts: Facts, now: Verdict, on: date, method: Edition) -> Iterator[Kind]:
    within = _factors(now, exposure=method.exposures[0])
    if within:
        yield [Change(f"“{name}”检测超标", _exceeding(name, on)) for name in within]
    if facts.exposed_workers is not None:
        lows = [band.low for band in method.bands if band.low > facts.exposed_workers]
        if lows:
            yield [_heads(low, f"接害人数由 {facts.exposed_workers} 人增到 {low} 人") for low in lows]
    if now.management:
        letters = [letter for letter, _ in method.grades]
        worse = letters[letters.index(now.management) + 1 :]
        if worse:
            yield [_sunk(letter) for letter in worse]
    if method.natures[-1] != now.nature:
        yield [Change("新出现严重职业病危害因素（检测合格）", lambda known: _with_severe(known, on))]


def _factors(now: Verdict, **wanted: str) -> list[str]:
    factors = now.inputs["factors"]
    assert isinstance(factors, list)
    return [entry["written"] for entry in factors if all(entry[key] == value for key, value in wanted.items())]


def _names(names: list[str]) -> str:
    return "、".join(f"“{name}”" for name in dict.fromkeys(names))


def _heads(number: int, words: str) -> Change:
    return Change(words, lambda known: replace(known, exposed_workers=number))


def _managed(letter: str, facts: Facts, method: Edition) -> Change:
    least = dict(method.grades)[letter]
    words = f"管理等级提高到{letter}级"
    if facts.score is not None and facts.score < least:
        words = f"自查得分由 {facts.score:g} 分提高到 {least} 分（{letter}级）"
    return Change(words, lambda known: _manage(known, letter))


def _sunk(letter: str) -> Change:
    return Change(f"管理等级降到{letter}级", lambda known: _manage(known, letter))


def _manage(known: Facts, letter: str) -> Facts:
    return replace(known, management=letter, score=None)


def _retested(known: Facts, on: date) -> Facts:
    codes = {factor.code for factor in known.factors if factor.code}
    clean = tuple(Tested(on, code, False) for code in sorted(codes))
    before = tuple(test for test in known.tests if test.on != on)
    return replace(known, tests=(*before, Tested(on, None, False), *clean))


def _exceeding(name: str, on: date) -> Callable[[Facts], Facts]:
    def apply(known: Facts) -> Facts:
        code = next(factor.code for factor in known.factors if factor.written == name)
        return replace(known, tests=(*known.tests, Tested(on, code, True)))

    return apply


def _without(known: Facts, names: list[str]) -> Facts:
    return replace(known, factors=tuple(factor for factor in known.factors if factor.written not in names))


def _with_severe(known: Facts, on: date) -> Facts:
    added = Exposed(ANY_SEVERE, "D01")
    return replace(known, factors=(*known.factors, added), tests=(*known.tests, Tested(on, "D01", False)))
