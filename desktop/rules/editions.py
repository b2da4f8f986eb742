"""Editions of the grading method: level table, headcount bands, management bands and matrix, checked to be whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from desktop.rules.reading import UNCONFIRMED, Broken, Table, confidence, names, need, tables, toml, unique

FOLDER = "rules/grading/"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table with how sure it is."""

    value: str
    confidence: str

    @property
    def unconfirmed(self) -> bool:
        return self.confidence in UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Band:
    """A headcount band, both ends included; `top` None: open."""

    id: str
    label: str
    low: int
    top: int | None


@dataclass(frozen=True)
class Edition:
    """One method of grading. Orders run from low to high risk (management: from good to bad)."""

    id: str
    name: str
    short: str
    since: date
    classes: tuple[str, ...]
    levels: tuple[str, ...]
    natures: tuple[str, ...]
    exposures: tuple[str, ...]
    bands: tuple[Band, ...]
    level: Mapping[tuple[str, str, str], Cell]  # nature, exposure, band id
    several_confidence: str
    exposure_confidence: str
    grades: tuple[tuple[str, int], ...]  # management grade and the least score that earns it, best first
    scale: int  # the full score of the self-check
    rounding_confidence: str
    matrix: Mapping[tuple[str, str], Cell]  # management grade, level
    sources: tuple[str, ...]

    @cached_property
    def rank(self) -> Mapping[tuple[str, str, str], int]:
        """The place of each cell's level in the order from low to high."""
        return {key: self.levels.index(cell.value) for key, cell in self.level.items()}

    def band(self, workers: int) -> Band:
        """The band that holds `workers` (0 or more)."""
        return next(band for band in self.bands if band.top is None or workers <= band.top)

    def management_of(self, score: float) -> str:
        """The management grade that `score` (0-100) earns."""
        return next(grade for grade, least in self.grades if score >= least)


def read(texts: Mapping[str, str], factor_codes: Collection[str]) -> tuple[Edition, ...]:
    """Every edition below rules/grading, oldest first. Raises Broken naming file and key."""
    files = sorted(file for file in texts if file.startswith(FOLDER) and file.endswith(".toml"))
    if not files:
        raise Broken(FOLDER, "文件", "没有任何分级方法")
    editions = [_edition(texts, file, factor_codes) for file in files]
    unique((edition.id for edition in editions), FOLDER, "rule.id")
    unique((edition.since for edition in editions), FOLDER, "rule.effective_from")
    return tuple(sorted(editions, key=lambda edition: edition.since))


def in_force(editions: Sequence[Edition], on: date) -> Edition | None:
    """The newest edition that holds on `on`; None before the first."""
    return next((edition for edition in reversed(editions) if edition.since <= on), None)


def _edition(texts: Mapping[str, str], file: str, factor_codes: Collection[str]) -> Edition:
    table = toml(texts, file)
    rule, severe, exposure, risk, management = (
        need(table, key, dict, file) for key in ("rule", "severe", "exposure", "risk_level", "management")
    )
    since, issued = need(rule, "effective_from", date, file, "rule"), need(rule, "issued", date, file, "rule")
    if since < issued:
        raise Broken(file, "rule.effective_from", f"施行日期 {since} 早于发布日期 {issued}")
    _predicates(texts, file, severe, factor_codes)
    natures = _order(severe, "natures", file, "severe", 2)
    exposures = _order(exposure, "levels", file, "exposure", 2)
    levels = _order(risk, "order", file, "risk_level", 2)
    classes = _order(rule, "class_order", file, "rule", 2)
    bands = _bands(table, file)
    grades = _grades(management, file)
    rounding = need(management, "rounding", dict, file, "management")
    return Edition(
        id=need(rule, "id", str, file, "rule"),
        name=need(rule, "name", str, file, "rule"),
        short=need(rule, "short", str, file, "rule"),
        since=since,
        classes=classes,
        levels=levels,
        natures=natures,
        exposures=exposures,
        bands=bands,
        level=_levels(risk, file, (natures, exposures, bands, levels)),
        several_confidence=_sure(risk, "several_factors_confidence", file, "risk_level"),
        exposure_confidence=_sure(exposure, "basis_confidence", file, "exposure"),
        grades=grades,
        scale=need(management, "scale", int, file, "management"),
        rounding_confidence=_sure(rounding, "confidence", file, "management.rounding"),
        matrix=_matrix(need(table, "combined", dict, file), file, [grade for grade, _ in grades], levels, classes),
        sources=names(rule, "sources", file, "rule"),
    )


def _sure(table: Table, key: str, file: str, where: str) -> str:
    return confidence(need(table, key, str, file, where), file, f"{where}.{key}")


def _order(table: Table, key: str, file: str, where: str, least: int) -> tuple[str, ...]:
    order = names(table, key, file, where)
    if len(order) < least:
        raise Broken(file, f"{where}.{key}", f"至少要有 {least} 级")
    return order


def _predicates(texts: Mapping[str, str], file: str, severe: Table, factor_codes: Collection[str]) -> None:
    entries = tables(severe, "when", file, "severe")
    unique((need(entry, "id", str, file, "severe.when") for entry in entries), file, "severe.when.id")
    for entry in entries:
        where = f"severe.when {entry['id']}"
        if "table" in entry and entry["table"] not in texts:
            raise Broken(file, f"{where}.table", f"没有 {entry['table']} 这个文件")
        for code in entry.get("factors", ()):
            if code not in factor_codes:
                raise Broken(file, f"{where}.factors", f"编码 {code} 不在危害因素目录中")


def _bands(table: Table, file: str) -> tuple[Band, ...]:
    bands: list[Band] = []
    for entry in tables(table, "headcount_band", file):
        id = need(entry, "id", str, file, "headcount_band")
        where = f"headcount_band {id}"
        top = need(entry, "max", int, file, where) if "max" in entry else None
        band = Band(id, need(entry, "label", str, file, where), need(entry, "min", int, file, where), top)
        expected = 0 if not bands else _after(bands[-1], file)
        if band.low != expected:
            raise Broken(file, f"{where}.min", f"应从 {expected} 开始，写的是 {band.low}（人数档要首尾相接）")
        if top is not None and top < band.low:
            raise Broken(file, f"{where}.max", f"{top} 小于下限 {band.low}")
        bands.append(band)
    if bands[-1].top is not None:
        raise Broken(file, f"headcount_band {bands[-1].id}.max", "最后一档不能有上限")
    unique((band.id for band in bands), file, "headcount_band.id")
    return tuple(bands)


def _after(band: Band, file: str) -> int:
    if band.top is None:
        raise Broken(file, f"headcount_band {band.id}.max", "只有最后一档可以没有上限")
    return band.top + 1


Orders = tuple[tuple[str, ...], tuple[str, ...], tuple[Band, ...], tuple[str, ...]]


def _levels(risk: Table, file: str, orders: Orders) -> dict[tuple[str, str, str], Cell]:
    natures, exposures, bands, levels = orders
    cells: dict[tuple[str, str, str], Cell] = {}
    for row in tables(risk, "row", file, "risk_level"):
        nature = _among(row, "nature", natures, file, "risk_level.row")
        exposure = _among(row, "exposure", exposures, file, f"risk_level.row {nature}")
        where = f"risk_level.row {nature} {exposure}"
        for band in bands:
            if (nature, exposure, band.id) in cells:
                raise Broken(file, where, "这一行重复")
            value = _among(row, band.id, levels, file, where)
            sure = row.get(f"{band.id}_confidence", row.get("confidence"))
            cells[nature, exposure, band.id] = Cell(value, confidence(sure, file, f"{where}.confidence"))
    for nature in natures:
        for exposure in exposures:
            if (nature, exposure, bands[0].id) not in cells:
                raise Broken(file, f"risk_level.row {nature} {exposure}", "缺少这一行")
    _monotone_levels(cells, file, orders)
    return cells


def _monotone_levels(cells: Mapping[tuple[str, str, str], Cell], file: str, orders: Orders) -> None:
    natures, exposures, bands, levels = orders
    ids = tuple(band.id for band in bands)
    for axis, order in enumerate((natures, exposures, ids)):
        for lower, higher in pairwise(order):
            for key, cell in cells.items():
                if key[axis] != lower:
                    continue
                nature, exposure, band = (higher if place == axis else part for place, part in enumerate(key))
                worse = cells[nature, exposure, band]
                if levels.index(worse.value) < levels.index(cell.value):
                    why = f"等级低于 {' '.join(key)}，风险更大等级不能更低"
                    raise Broken(file, f"risk_level.row {nature} {exposure} {band}", why)


def _among(row: Table, key: str, allowed: Sequence[str], file: str, where: str) -> str:
    value = need(row, key, str, file, where)
    if value not in allowed:
        raise Broken(file, f"{where}.{key}", f"“{value}”不是 {'、'.join(allowed)} 之一")
    return value


def _grades(management: Table, file: str) -> tuple[tuple[str, int], ...]:
    order, scale = names(management, "order", file, "management"), need(management, "scale", int, file, "management")
    entries = tables(management, "grade", file, "management")
    if [entry.get("grade") for entry in entries] != list(order):
        raise Broken(file, "management.grade", f"要按 {'、'.join(order)} 的次序各写一段")
    ceiling, least = scale, []
    for entry in entries:
        where = f"management.grade {entry['grade']}"
        low, top = need(entry, "min", int, file, where), need(entry, "max", int, file, where)
        if top != ceiling or low > top:
            raise Broken(file, f"{where}.max", f"应为 {ceiling}（分数段要首尾相接，从 {scale} 到 0）")
        least.append((str(entry["grade"]), low))
        ceiling = low - 1
    if ceiling != -1:
        raise Broken(file, f"management.grade {entries[-1]['grade']}.min", "最低一段必须到 0 分")
    return tuple(least)


def _matrix(
    combined: Table, file: str, grades: Sequence[str], levels: Sequence[str], classes: Sequence[str]
) -> dict[tuple[str, str], Cell]:
    sure = _sure(combined, "confidence", file, "combined")
    cells: dict[tuple[str, str], Cell] = {}
    for row in tables(combined, "row", file, "combined"):
        grade = _among(row, "management", grades, file, "combined.row")
        where = f"combined.row {grade}"
        for level in levels:
            if (grade, level) in cells:
                raise Broken(file, where, "这一行重复")
            value = _among(row, level, classes, file, where)
            cells[grade, level] = Cell(value, confidence(row.get("confidence", sure), file, f"{where}.confidence"))
    for grade in grades:
        if (grade, levels[0]) not in cells:
            raise Broken(file, f"combined.row {grade}", "缺少这一行")
    for (grade, level), cell in cells.items():
        worse = [(g, level) for g in grades[grades.index(grade) + 1 :]]
        worse += [(grade, other) for other in levels[levels.index(level) + 1 :]]
        for key in worse:
            if classes.index(cells[key].value) < classes.index(cell.value):
                raise Broken(file, f"combined.row {' '.join(key)}", f"类别低于 {grade} {level}，风险更大类别不能更低")
    return cells
