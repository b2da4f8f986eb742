"""勾稽关系: relations that figures and registers must keep, each finding a sentence that says where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.rules.employer_facts import EmployerFacts, standing, yardstick
from desktop.rules.figures import AreaLine, Figure
from desktop.rules.grading import Verdict
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period

ADDED_UP = ("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A09", "B01", "B03", "B04", "C02", "C04")


@dataclass(frozen=True, slots=True)
class Finding:
    """A relation that does not hold. `level`: error must be put right, warning must be looked at."""

    number: int
    level: str
    sentence: str
    employers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is checked together: a summary with the facts that it was made from, and the period before."""

    employers: Sequence[EmployerFacts]
    period: Period
    figures: Mapping[str, Figure]
    villages: Sequence[AreaLine]
    levels: Mapping[int, Verdict]
    previous: Mapping[str, Figure] | None = None


Found = tuple[int, dict[str, object], tuple[int, ...]]


def check(sheet: Sheet, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Every broken relation, errors first, by number. Relations that cannot be checked for lack of facts are silent."""
    found = [*_totals(sheet), *_villages(sheet), *_registers(sheet), *_rows(sheet, rulebook), *_before(sheet, rulebook)]
    findings = []
    for number, places, employers in found:
        relation = rulebook.relations[number]
        told = {key: round(value, 1) if isinstance(value, float) else value for key, value in places.items()}
        told["limit"] = relation.limit
        findings.append(Finding(number, relation.level, relation.words.format_map(told), employers))
    return tuple(sorted(findings, key=lambda finding: (finding.level != "error", finding.number)))


def _totals(sheet: Sheet) -> Iterator[Found]:
    figures = sheet.figures
    registered, hazardous, declared = (_number(figures[id]) for id in ("A01", "A02", "B01"))
    if hazardous > registered:
        yield 1, {"a": hazardous, "b": registered}, figures["A02"].rows
    for number, id in ((2, "A03"), (3, "A04")):
        total = sum(count for _, count in figures[id].parts) + figures[id].unknown
        if total != hazardous:
            yield number, {"a": total, "b": hazardous}, ()
    if declared > hazardous:
        yield 11, {"a": declared, "b": hazardous}, figures["B01"].rows
    points = dict(figures["C02"].parts)
    if points.get("达标点", 0) > points.get("检测点", 0):
        yield 16, {"a": points["达标点"], "b": points.get("检测点", 0)}, figures["C02"].rows
    for figure in figures.values():
        if figure.unit == "%" and figure.value is not None and not 0 <= figure.value <= 100:
            yield 39, {"name": figure.name, "a": figure.value}, figure.rows


def _villages(sheet: Sheet) -> Iterator[Found]:
    if not sheet.villages:
        return
    for id in ADDED_UP:
        whole = sheet.figures[id]
        lines = [line.figures[id] for line in sheet.villages]
        total = sum(_number(line) for line in lines)
        if total != _number(whole):
            yield 4, {"name": whole.name, "a": total, "b": _number(whole), "unit": whole.unit}, ()
        for label, count in whole.parts:
            part = sum(dict(line.parts).get(label, 0) for line in lines)
            if part != count:
                yield 4, {"name": f"{whole.name}（{label}）", "a": part, "b": count, "unit": whole.unit}, ()


def _registers(sheet: Sheet) -> Iterator[Found]:
    """Relations inside one employer's own records."""
    hazardous = set(sheet.figures["A02"].rows)
    for facts in sheet.employers:
        if facts.id in hazardous:
            yield from _heads(facts)
        for report in facts.tests:
            if report.points is not None and (report.points_over or 0) > report.points:
                yield 17, {"who": facts.name, "a": report.points_over, "b": report.points}, (facts.id,)
        for exam in facts.exams:
            if exam.due is not None and exam.examined is not None and exam.examined > exam.due:
                places = {"who": facts.name, "part": exam.kind, "a": exam.examined, "b": exam.due}
                yield 20, places, (facts.id,)


def _heads(facts: EmployerFacts) -> Iterator[Found]:
    exposed, staff, ids = facts.exposed_workers, facts.all_staff, (facts.id,)
    if exposed is not None and staff is not None and exposed > staff:
        yield 6, {"who": facts.name, "a": exposed, "b": staff}, ids
    for heads in facts.classes:
        places: dict[str, object] = {"who": facts.name, "part": heads.hazard_class, "a": heads.workers, "b": exposed}
        if exposed is not None and heads.workers is not None and heads.workers > exposed:
            yield 7, places, ids
        if heads.present is False and heads.workers:
            yield 10, places, ids
    present = [heads for heads in facts.classes if heads.present is not False]
    total = sum(heads.workers or 0 for heads in present)
    if exposed and present and all(heads.workers is not None for heads in present) and exposed > total:
        yield 8, {"who": facts.name, "a": total, "b": exposed}, ids


def _rows(sheet: Sheet, rulebook: Rulebook) -> Iterator[Found]:
    by = yardstick(sheet.period, rulebook)
    standings = (standing(facts, sheet.levels.get(facts.id), by) for facts in sheet.employers)
    over = tuple(entry.id for entry in standings if entry.counted and entry.over_limit)
    if len(over) != _number(sheet.figures["C04"]):
        yield 18, {"a": _number(sheet.figures["C04"]), "b": len(over)}, over


def _before(sheet: Sheet, rulebook: Rulebook) -> Iterator[Found]:
    """Relations with the period before; nothing when that is not at hand."""
    if sheet.previous is None:
        return
    moved = dict(sheet.figures["A09"].parts)
    before, now = _number(sheet.previous["A01"]), _number(sheet.figures["A01"])
    expected = before + moved.get("新增", 0) - moved.get("核减", 0)
    if now != expected:
        yield 12, {"a": now, "b": before, "c": expected}, ()
    same_year = sheet.period.previous.year == sheet.period.year
    notable = rulebook.relations[40].limit or 100
    for id, figure in sheet.figures.items():
        old = sheet.previous[id]
        if figure.unit != "%" and figure.year_to_date is not None:
            carried = (old.year_to_date or 0 if same_year else 0) + _number(figure)
            if figure.year_to_date != carried:
                yield 13, {"name": figure.name, "a": figure.year_to_date, "b": carried, "unit": figure.unit}, ()
        elif figure.value is not None and old.value and abs(figure.value - old.value) * 100 > notable * old.value:
            yield 40, {"name": figure.name, "a": figure.value, "b": old.value, "unit": figure.unit}, ()


def _number(figure: Figure) -> float | int:
    return figure.value or 0
