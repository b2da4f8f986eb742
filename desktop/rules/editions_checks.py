"""What makes a pack whole: every cell filled, no band or score left out, and never a lower grade for a greater risk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from desktop.rules.catalogue import CheckItem
from desktop.rules.editions import Band, Cell, Supervision
from desktop.rules.reading import Broken, Table, confidence, names, need, tables, unique

Orders = tuple[tuple[str, ...], tuple[str, ...], tuple[Band, ...], tuple[str, ...]]


def sure(table: Table, key: str, file: str, where: str) -> str:
    """The confidence written under `key`."""
    return confidence(need(table, key, str, file, where), file, f"{where}.{key}")


def two(table: Table, key: str, file: str, where: str) -> tuple[str, ...]:
    """An order of at least two names."""
    order = names(table, key, file, where)
    if len(order) < 2:
        raise Broken(file, f"{where}.{key}", "至少要有 2 级")
    return order


def said(table: Table, file: str) -> None:
    """What this program does is what the pack says; a pack that wants it otherwise is refused, not misread."""
    for part, key, done in (
        (table["risk_level"], "several_factors", "highest"),
        (table["exposure"], "unknown_policy", "ask"),
        (table["management"]["rounding"], "policy", "lower"),
        (table["management"]["not_applicable"], "policy", "rescale"),
    ):
        if part.get(key, done) != done:
            raise Broken(file, key, f"写的是“{part[key]}”，本程序只会按“{done}”办")


def predicates(texts: Mapping[str, str], file: str, severe: Table, factor_codes: Collection[str]) -> frozenset[str]:
    """What makes a factor severe; gives the codes that the local authority declared severe."""
    entries = tables(severe, "when", file, "severe")
    unique((need(entry, "id", str, file, "severe.when") for entry in entries), file, "severe.when.id")
    declared: frozenset[str] = frozenset()
    for entry in entries:
        where = f"severe.when {entry['id']}"
        if "table" in entry and entry["table"] not in texts:
            raise Broken(file, f"{where}.table", f"没有 {entry['table']} 这个文件")
        for code in entry.get("factors", ()):
            if code not in factor_codes:
                raise Broken(file, f"{where}.factors", f"编码 {code} 不在危害因素目录中")
        if entry["id"] == "other_declared":
            declared = frozenset(entry.get("factors", ()))
    return declared


def bands(table: Table, file: str) -> tuple[Band, ...]:
    """Headcount bands from 0 to open, without a gap."""
    found: list[Band] = []
    for entry in tables(table, "headcount_band", file):
        id = need(entry, "id", str, file, "headcount_band")
        where = f"headcount_band {id}"
        top = need(entry, "max", int, file, where) if "max" in entry else None
        band = Band(id, need(entry, "label", str, file, where), need(entry, "min", int, file, where), top)
        expected = found[-1].top + 1 if found and found[-1].top is not None else 0
        if band.low != expected:
            raise Broken(file, f"{where}.min", f"应从 {expected} 开始，写的是 {band.low}（人数档要首尾相接）")
        if top is not None and top < band.low:
            raise Broken(file, f"{where}.max", f"{top} 小于下限 {band.low}")
        found.append(band)
    if found[-1].top is not None:
        raise Broken(file, f"headcount_band {found[-1].id}.max", "最后一档不能有上限")
    unique((band.id for band in found), file, "headcount_band.id")
    return tuple(found)


def levels(risk: Table, file: str, orders: Orders) -> dict[tuple[str, str, str], Cell]:
    """The level table: every cell once, never lower for a greater risk."""
    natures, exposures, held, order = orders
    cells: dict[tuple[str, str, str], Cell] = {}
    for row in tables(risk, "row", file, "risk_level"):
        nature = among(row, "nature", natures, file, "risk_level.row")
        exposure = among(row, "exposure", exposures, file, f"risk_level.row {nature}")
        where = f"risk_level.row {nature} {exposure}"
        for band in held:
            if (nature, exposure, band.id) in cells:
                raise Broken(file, where, "这一行重复")
            value = among(row, band.id, order, file, where)
            known = row.get(f"{band.id}_confidence", row.get("confidence"))
            cells[nature, exposure, band.id] = Cell(value, confidence(known, file, f"{where}.confidence"))
    for nature in natures:
        for exposure in exposures:
            if (nature, exposure, held[0].id) not in cells:
                raise Broken(file, f"risk_level.row {nature} {exposure}", "缺少这一行")
    _monotone_levels(cells, file, orders)
    return cells


def _monotone_levels(cells: Mapping[tuple[str, str, str], Cell], file: str, orders: Orders) -> None:
    natures, exposures, held, order = orders
    ids, labels = tuple(band.id for band in held), {band.id: band.label for band in held}

    def told(key: tuple[str, str, str]) -> str:
        return f"“风险等级：{key[0]}、{key[1]}、{labels[key[2]]}”为 {cells[key].value} 级"

    for axis, steps in enumerate((natures, exposures, ids)):
        for lower, higher in pairwise(steps):
            for key, cell in cells.items():
                if key[axis] != lower:
                    continue
                nature, exposure, band = (higher if place == axis else part for place, part in enumerate(key))
                worse = nature, exposure, band
                if order.index(cells[worse].value) < order.index(cell.value):
                    why = f"{told(worse)}，低于{told(key)}；风险更大，等级不能更低"
                    raise Broken(file, f"risk_level.row {' '.join(worse)}", why)


def among(row: Table, key: str, allowed: Sequence[str], file: str, where: str) -> str:
    """A text that is one of `allowed`."""
    value = need(row, key, str, file, where)
    if value not in allowed:
        raise Broken(file, f"{where}.{key}", f"“{value}”不是 {'、'.join(allowed)} 之一")
    return value


def grades(management: Table, file: str) -> tuple[tuple[str, int], ...]:
    """The management grades with the least score of each, from the full score down to 0 without a gap."""
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


def matrix(
    combined: Table, file: str, letters: Sequence[str], order: Sequence[str], classes: Sequence[str]
) -> dict[tuple[str, str], Cell]:
    """The class for every management grade and level, never lower for a worse grade or a higher level."""
    whole = sure(combined, "confidence", file, "combined")
    cells: dict[tuple[str, str], Cell] = {}
    for row in tables(combined, "row", file, "combined"):
        grade = among(row, "management", letters, file, "combined.row")
        where = f"combined.row {grade}"
        for level in order:
            if (grade, level) in cells:
                raise Broken(file, where, "这一行重复")
            value = among(row, level, classes, file, where)
            known = row.get(f"{level}_confidence", row.get("confidence", whole))
            cells[grade, level] = Cell(value, confidence(known, file, f"{where}.confidence"))
    for grade in letters:
        if (grade, order[0]) not in cells:
            raise Broken(file, f"combined.row {grade}", "缺少这一行")
    for (grade, level), cell in cells.items():
        worse = [(g, level) for g in letters[letters.index(grade) + 1 :]]
        worse += [(grade, other) for other in order[order.index(level) + 1 :]]
        for key in worse:
            if classes.index(cells[key].value) < classes.index(cell.value):
                pairs = (key, (grade, level))
                low, high = (f"“综合类别：管理等级 {g}、风险等级 {r}”为 {cells[g, r].value} 类" for g, r in pairs)
                why = f"{low}，低于{high}；风险更大，类别不能更低"
                raise Broken(file, f"combined.row {' '.join(key)}", why)
    return cells


def monotone_visits(found: Mapping[str, Supervision], order: Sequence[str], file: str) -> None:
    """A riskier class or level is never visited less often; where nothing is laid down nothing is compared."""
    held = [(name, visits) for name in order if name in found and (visits := found[name].visits) is not None]
    for (lower, few), (higher, more) in pairwise(held):
        if more < few:
            raise Broken(file, f"supervision.{higher}.visits_per_year", f"比 {lower} 的 {few:g} 次还少")


def checklist(table: Table, file: str) -> tuple[CheckItem, ...]:
    """The self-check form. Where every item has a score they add up to the full score."""
    items, scale = [], table["management"]["scale"]
    for row in table["checklist"]:
        no = need(row, "no", int, file, "checklist")
        where, score = f"checklist.{no}", row.get("score")
        if score in (None, ""):
            score = None
        elif isinstance(score, bool) or not isinstance(score, int | float) or not 0 < score <= scale:
            raise Broken(file, f"{where}.score", f"“{score}”不是 0～{scale} 之间的分值")
        known = confidence(row.get("score_confidence", row.get("confidence")), file, f"{where}.confidence")
        items.append(
            CheckItem(
                no,
                str(row.get("section", "")),
                need(row, "item", str, file, where),
                str(row.get("what", "")),
                str(row.get("basis", "")),
                None if score is None else float(score),
                row.get("key_item"),
                str(row.get("source", "")),
                known,
            )
        )
    unique((item.no for item in items), file, "checklist.no")
    scores = [item.score for item in items if item.score is not None]
    if sum(scores) > scale or (len(scores) == len(items) and sum(scores) != scale):
        raise Broken(file, "checklist.score", f"各项分值合计 {sum(scores):g}，应为 {scale}")
    return tuple(items)
