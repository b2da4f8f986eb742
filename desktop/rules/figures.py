"""The indicators of a summary: what each one counts, and how it follows from plain facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules import figure_counts
from desktop.rules.employer_facts import EmployerFacts, Standing, standing, yardstick
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period

if TYPE_CHECKING:
    from desktop.rules.crosschecks import Finding
    from desktop.rules.grading import Verdict

Distribution = tuple[tuple[str, int], ...]
NAMED = 8  # so many names stand in one sentence
NOWHERE = "未定村（社区）"


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator for one period and one area.

    value:        the number to print; percent for a rate (80.0 = 80 %). None: cannot be computed, printed as “—”.
    unknown:      how many employers could not be counted because something is not recorded.
    numerator, denominator: only for rates. Denominator 0 gives value None.
    parts:        (label, count) of a figure that is split, e.g. (("严重", 12), ("一般", 30)).
    year_to_date: the same, accumulated since 1 January; None for point-in-time figures. parts_to_date likewise.
    rows:         employer ids counted (for a rate: those in the numerator).
    basis_rows:   employer ids of the denominator. unknown_rows: those that could not be counted.
    """

    id: str  # "A02"
    name: str  # 存在职业病危害用人单位数
    unit: str  # 家 人 人次 % 点 家次
    value: float | int | None
    unknown: int = 0
    numerator: int | None = None
    denominator: int | None = None
    parts: tuple[tuple[str, int], ...] = ()
    year_to_date: float | int | None = None
    rows: tuple[int, ...] = ()
    basis_rows: tuple[int, ...] = ()
    unknown_rows: tuple[int, ...] = ()
    note: str = ""  # 说明, e.g. “定期检测周期：严重 12 个月、一般 36 个月”
    unconfirmed: bool = False  # a recalled or inferred rule decided: print 待核对
    parts_to_date: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One village of table T2: the same figures counted over its employers only."""

    area: str
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a summary says. Screen, workbook and PDF draw this one object and compute nothing."""

    period: Period
    township: str  # 梅溪镇
    office: str  # issuing office, e.g. 梅溪镇人民政府职业健康办公室
    addressee: str  # 安吉县卫生健康局
    edition: str  # id of the report edition, e.g. "summary/1"
    rule_edition: str  # id of the grading edition in force
    made_on: date
    figures: dict[str, Figure]  # by id, in printing order
    villages: tuple[AreaLine, ...]
    grades: tuple[tuple[str, int], ...]  # distribution by class 甲/乙/丙 and 未分级
    levels: tuple[tuple[str, int], ...]  # distribution by level Ⅰ/Ⅱ/Ⅲ and 暂不能分级
    unconfirmed: tuple[str, ...] = ()  # sentences to print under 待核对
    names: dict[int, str] = field(default_factory=dict)  # employer id -> name, for opening a figure to its rows
    findings: tuple[Finding, ...] = ()  # cross-checks that do not hold
    rule_name: str = ""  # the grading edition as people call it


class Register:
    """The employers at the end of one period, measured once; every count of that period is taken from here."""

    def __init__(
        self, employers: Sequence[EmployerFacts], period: Period, rulebook: Rulebook, *, levels: Mapping[int, Verdict]
    ) -> None:
        """`levels`: the verdict by employer id, where known."""
        by = yardstick(period, rulebook)
        self._standings = [standing(facts, levels.get(facts.id), by) for facts in employers]
        self._period, self._rulebook, self._levels = period, rulebook, levels

    def figures(self) -> dict[str, Figure]:
        """Every figure of resources/rules/figures.toml, in its order."""
        return _figures(self._standings, self._period, self._rulebook)

    def by_village(self, order: Sequence[str] = ()) -> tuple[AreaLine, ...]:
        """The same figures per village: first the villages of `order` (also empty ones), then others as they come."""
        groups: dict[str, list[Standing]] = {village: [] for village in order}
        for entry in self._standings:
            groups.setdefault(entry.facts.village or NOWHERE, []).append(entry)
        if NOWHERE in groups and NOWHERE not in order:
            groups[NOWHERE] = groups.pop(NOWHERE)
        return tuple(
            AreaLine(village, _figures(group, self._period, self._rulebook)) for village, group in groups.items()
        )

    def distributions(self) -> tuple[Distribution, Distribution]:
        """How the employers of U are spread over the classes (甲乙丙, 未分级) and the levels (ⅠⅡⅢ, 暂不能分级)."""
        verdicts = [self._levels.get(entry.id) for entry in self._standings if entry.counted]
        method = self._rulebook.edition(self._period.end) or self._rulebook.editions[-1]
        classes = [verdict.combined if verdict else None for verdict in verdicts]
        ranks = [verdict.level if verdict else None for verdict in verdicts]
        return _spread(classes, method.classes, "未分级"), _spread(ranks, method.levels, "暂不能分级")


def doubts(figures: Mapping[str, Figure], levels: Mapping[int, Verdict]) -> tuple[str, ...]:
    """The sentences to print under 待核对: figures with a definition of our own, and uncertain rules that graded."""
    own = "、".join(f"“{figure.name}”" for figure in figures.values() if figure.unconfirmed)
    said = [f"{own}的口径是本程序推定的，请与县里核对"] if own else []
    counts: dict[str, int] = {}
    for verdict in levels.values():
        for sentence in verdict.unconfirmed_because:
            counts[sentence] = counts.get(sentence, 0) + 1
    return (*said, *_gathered(counts))


ALIKE = re.compile(r"“(?P<name>[^”]+)”(?P<rest>.*)|(?P<cell>综合类别表|风险等级表)中.*")


def _gathered(counts: Mapping[str, int]) -> Iterator[str]:
    """Doubts of one kind as one sentence: a report is read by people."""
    kinds: dict[str, list[tuple[str, int]]] = {}
    for sentence, number in counts.items():
        match = ALIKE.fullmatch(sentence)
        kind = (match["rest"] or match["cell"]) if match else sentence
        kinds.setdefault(kind, []).append((match["name"] or "" if match else "", number))
    for kind, entries in kinds.items():
        total = sum(number for _, number in entries)
        known = [name for name, _ in entries if name]
        names = "、".join(known[:NAMED])
        more = f"等{len(known)}种" if len(known) > NAMED else ""
        if names:
            yield f"{names}{more}{kind}（涉及{total}家次）"
        elif kind.endswith("表"):
            yield f"{kind}中起作用的{len(entries)}格系凭记忆或推定录入，待核对（涉及{total}家次）"
        else:
            yield f"{kind}（涉及{total}家）"


def _spread(values: Sequence[str | None], order: Sequence[str], rest: str) -> Distribution:
    known = tuple((label, sum(value == label for value in values)) for label in order)
    return (*known, (rest, len(values) - sum(number for _, number in known)))


def _figures(standings: Sequence[Standing], period: Period, rulebook: Rulebook) -> dict[str, Figure]:
    scope = figure_counts.Scope(standings, period, rulebook)
    return {id: _figure(id, scope, rulebook) for id in rulebook.figures}


def _figure(id: str, scope: figure_counts.Scope, rulebook: Rulebook) -> Figure:
    definition = rulebook.figures[id]
    count: Callable[[figure_counts.Scope], figure_counts.Count] = figure_counts.COUNTS[id]
    found = count(scope)
    return Figure(
        id=id,
        name=definition.name,
        unit=definition.unit,
        value=found.value,
        unknown=len(found.unknown_rows),
        numerator=found.numerator,
        denominator=found.denominator,
        parts=found.parts,
        year_to_date=found.year_to_date,
        rows=found.rows,
        basis_rows=found.basis_rows,
        unknown_rows=found.unknown_rows,
        note="；".join(part for part in (definition.note.format_map(scope.months), found.remark) if part),
        unconfirmed=definition.unconfirmed,
        parts_to_date=found.parts_to_date,
    )
