"""Rule packs as text become editions: merged with what they are based on, confirmed by the office, and checked."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.rules import catalogue, editions_cells
from desktop.rules.editions import (
    EXAMPLE,
    LOCAL,
    NATIONAL,
    NOTHING_OF_ITS_OWN,
    Cell,
    Confirmed,
    Edition,
    KeyItems,
    OfficeRules,
    Partial,
    Supervision,
)
from desktop.rules.editions_checks import (
    bands,
    checklist,
    grades,
    levels,
    matrix,
    monotone_visits,
    predicates,
    said,
    sure,
    two,
)
from desktop.rules.reading import Broken, Table, names, need, tables, text_of, toml, unique

FOLDER = "rules/grading/"
PARTS = (
    ("risk_level", "row", "nature"),
    ("management", "grade", "grade"),
    ("combined", "row", "management"),
    ("severe", "when", "id"),
    ("supervision", "class", "class"),
)
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Raw:
    """A pack as written."""

    file: str
    table: Table
    own: bool  # brought in by the office


def read(
    texts: Texts, factor_codes: Collection[str], office: OfficeRules = NOTHING_OF_ITS_OWN
) -> tuple[tuple[Edition, ...], tuple[Partial, ...]]:
    """Every pack below rules/grading and of the office: whole editions, the newest national one last; and the partial.

    Raises Broken naming file and key for a pack of the program. A pack of the office that has become unreadable
    (by a newer program) is partial and says why.
    """
    raws, unreadable = _all(texts, office)
    whole: list[Edition] = []
    partial = [*unreadable]
    for id, raw in raws.items():
        try:
            if raw.table.get("rule", {}).get("complete", True):
                whole.append(build(id, raws, texts, factor_codes, office.confirmed))
            else:
                partial.append(_partial(raw))
        except Broken as broken:
            if not raw.own:
                raise
            partial.append(_unreadable(id, broken))
    unique((entry.since for entry in whole if entry.scope == NATIONAL), FOLDER, "rule.effective_from")
    return tuple(sorted(whole, key=lambda entry: (entry.scope == NATIONAL, entry.since, entry.id))), tuple(partial)


def _all(texts: Texts, office: OfficeRules) -> tuple[dict[str, Raw], list[Partial]]:
    raws = _raws(texts)
    shipped, unreadable = set(raws), []
    for id, text in office.packs.items():
        if id in shipped:
            continue  # a newer program brings what the office had brought in before
        try:
            raws[id] = Raw(id, _parsed(id, text), True)
        except Broken as broken:
            unreadable.append(_unreadable(id, broken))
    return raws, unreadable


def _unreadable(id: str, broken: Broken) -> Partial:
    return Partial(id, id, id, None, (), (), (f"{broken.key}：{broken.why}",), ())


def pack_id(text: str) -> str:
    """The id of a pack in TOML. Raises Broken when it cannot be read."""
    rule = need(_parsed("导入的文件", text), "rule", dict, "导入的文件")
    return need(rule, "id", str, "导入的文件", "rule")


def check(text: str, texts: Texts, factor_codes: Collection[str], office: OfficeRules) -> Edition | Partial:
    """The pack in `text` as it would stand beside the others. Raises Broken naming the cell that does not hold."""
    id = pack_id(text)
    raws, _ = _all(texts, office)
    raws[id] = Raw(id, _parsed(id, text), True)
    if not raws[id].table["rule"].get("complete", True):
        return _partial(raws[id])
    return build(id, raws, texts, factor_codes, office.confirmed)


def build(
    id: str, raws: Mapping[str, Raw], texts: Texts, factor_codes: Collection[str], confirmed: Sequence[Confirmed]
) -> Edition:
    """The edition `id`, with everything it is based on. Raises Broken naming file and key."""
    table = _merged(id, raws, texts, confirmed, ())
    file = raws[id].file
    _parts(table, file)
    _change(table, file)
    _confirm(id, table, confirmed)
    edition = _edition(table, file, texts, factor_codes)
    own = raws[id].own and edition.scope == NATIONAL  # what an office brings in holds by adoption only
    return replace(edition, scope=LOCAL) if own else edition


def _change(table: Table, file: str) -> None:
    if "cells" in table:
        editions_cells.change(table, need(table, "cells", dict, file), file)
        table.pop("cells")


def _raws(texts: Texts) -> dict[str, Raw]:
    files = sorted(file for file in texts if file.startswith(FOLDER) and file.endswith(".toml"))
    raws: dict[str, Raw] = {}
    for file in files:
        table = toml(texts, file)
        id = need(need(table, "rule", dict, file), "id", str, file, "rule")
        if id in raws:
            raise Broken(FOLDER, "rule.id", f"“{id}”重复")
        raws[id] = Raw(file, table, False)
    if all(raw.table["rule"].get("based_on") or not raw.table["rule"].get("complete", True) for raw in raws.values()):
        raise Broken(FOLDER, "文件", "没有任何分级方法")
    return raws


def _parsed(file: str, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Broken(file, "语法", f"不是有效的 TOML：{error}") from error


def _merged(
    id: str, raws: Mapping[str, Raw], texts: Texts, confirmed: Sequence[Confirmed], above: tuple[str, ...]
) -> Table:
    raw = raws[id]
    table = copy.deepcopy(raw.table)
    rule = need(table, "rule", dict, raw.file)
    basis = need(rule, "based_on", str, raw.file, "rule") if "based_on" in rule else None
    if basis is None:
        _listed(table, raw.file, texts)
        return table
    if basis not in raws or basis in above or basis == id:
        raise Broken(raw.file, "rule.based_on", f"缺少“{basis}”这个分级方法，或者互相引用")
    ground = _merged(basis, raws, texts, confirmed, (*above, id))
    _parts(ground, raws[basis].file)
    _change(ground, raws[basis].file)
    _confirm(basis, ground, confirmed)
    if "checklist" not in table and "checklist" in table.get("management", {}):
        ground.pop("checklist")
    _lay_over(ground, table)
    _listed(ground, raw.file, texts)
    return ground


def _lay_over(ground: Table, table: Table) -> None:
    """Tables are joined key by key; everything else replaces what was there."""
    for key, value in table.items():
        if isinstance(value, dict) and isinstance(ground.get(key), dict):
            _lay_over(ground[key], value)
        else:
            ground[key] = value


def _listed(table: Table, file: str, texts: Texts) -> None:
    """The checklist as rows inside the table, whichever way it was given."""
    if "checklist" in table or "management" not in table:
        return
    source = need(table["management"], "checklist", str, file, "management")
    text_of(texts, source)
    table["checklist"] = [
        {
            "no": item.no, "section": item.section, "item": item.item, "what": item.what, "basis": item.basis,
            "score": item.score, "key_item": item.key_item, "source": item.source, "confidence": item.confidence,
        }
        for item in catalogue.self_check(texts, source)
    ]  # fmt: skip


def _confirm(id: str, table: Table, confirmed: Sequence[Confirmed]) -> None:
    wanted = [entry for entry in confirmed if entry.pack == id]
    known = {slot.address: slot for slot in editions_cells.slots(table)} if wanted else {}
    for entry in wanted:
        slot = known.get(entry.cell)
        if slot is not None and slot.cell().value == entry.value:
            slot.vouch("confirmed", f"{entry.on} {entry.person}核对，依据{entry.basis}")


def _parts(table: Table, file: str) -> None:
    """Everything that the list of cells reaches for is there, in the right shape."""
    for key in ("rule", "severe", "exposure", "risk_level", "management", "combined", "assessment", "supervision"):
        need(table, key, dict, file)
    tables(table, "headcount_band", file)
    for part, key, inner in PARTS:
        for entry in tables(table[part], key, file, part):
            need(entry, inner, str, file, f"{part}.{key}")
    _rows(table, file)
    names(table["risk_level"], "order", file, "risk_level")
    names(table["rule"], "class_order", file, "rule")
    for entry in tables(table, "checklist", file):
        need(entry, "no", int, file, "checklist")
        need(entry, "item", str, file, "checklist")
    for entry in tables(table["supervision"], "level", file, "supervision") if "level" in table["supervision"] else ():
        need(entry, "level", str, file, "supervision.level")
    for entry in table["severe"]["when"]:
        if "factors" in entry:
            need(entry, "factors", list, file, f"severe.when {entry['id']}")


def _rows(table: Table, file: str) -> None:
    for entry in table["headcount_band"]:
        for key in ("id", "label"):
            need(entry, key, str, file, "headcount_band")
        need(entry, "min", int, file, f"headcount_band {entry['id']}")
    for entry in table["headcount_band"][:-1]:
        if "max" not in entry:
            raise Broken(file, f"headcount_band {entry['id']}.max", "只有最后一档可以没有上限")
        need(entry, "max", int, file, f"headcount_band {entry['id']}")
    for entry in table["risk_level"]["row"]:
        need(entry, "exposure", str, file, "risk_level.row")
    for entry in table["management"]["grade"]:
        need(entry, "min", int, file, f"management.grade {entry['grade']}")
    for key in ("rounding", "key_items", "not_applicable"):
        need(table["management"], key, dict, file, "management")
    need(table["management"]["key_items"], "any_failed_gives", str, file, "management.key_items")


def _partial(raw: Raw) -> Partial:
    rule, file = need(raw.table, "rule", dict, raw.file), raw.file
    facts = tuple(
        Cell(need(entry, "text", str, file, "fact"), sure(entry, "confidence", file, "fact"))
        for entry in tables(raw.table, "fact", file)
    )
    since: Any = rule.get("effective_from")
    return Partial(
        need(rule, "id", str, file, "rule"),
        need(rule, "name", str, file, "rule"),
        need(rule, "short", str, file, "rule"),
        since if isinstance(since, date) else None,
        names(rule, "class_order", file, "rule"),
        facts,
        names(rule, "gaps", file, "rule"),
        names(rule, "sources", file, "rule"),
    )


def _edition(table: Table, file: str, texts: Texts, factor_codes: Collection[str]) -> Edition:
    rule, severe, exposure, risk, management = (
        table[key] for key in ("rule", "severe", "exposure", "risk_level", "management")
    )
    since, issued = need(rule, "effective_from", date, file, "rule"), need(rule, "issued", date, file, "rule")
    if since < issued:
        raise Broken(file, "rule.effective_from", f"施行日期 {since} 早于发布日期 {issued}")
    scope = rule.get("scope", NATIONAL)
    if scope not in (NATIONAL, LOCAL, EXAMPLE):
        raise Broken(file, "rule.scope", f"“{scope}”不是 {NATIONAL}、{LOCAL}、{EXAMPLE} 之一")
    declared = predicates(texts, file, severe, factor_codes)
    natures = two(severe, "natures", file, "severe")
    exposures = two(exposure, "levels", file, "exposure")
    order = two(risk, "order", file, "risk_level")
    classes = two(rule, "class_order", file, "rule")
    held = bands(table, file)
    bars = grades(management, file)
    said(table, file)
    return Edition(
        id=need(rule, "id", str, file, "rule"),
        name=need(rule, "name", str, file, "rule"),
        short=need(rule, "short", str, file, "rule"),
        since=since,
        classes=classes,
        levels=order,
        natures=natures,
        exposures=exposures,
        bands=held,
        level=levels(risk, file, (natures, exposures, held, order)),
        several_confidence=sure(risk, "several_factors_confidence", file, "risk_level"),
        exposure_confidence=sure(exposure, "basis_confidence", file, "exposure"),
        grades=bars,
        scale=need(management, "scale", int, file, "management"),
        rounding_confidence=sure(management["rounding"], "confidence", file, "management.rounding"),
        matrix=matrix(table["combined"], file, [grade for grade, _ in bars], order, classes),
        sources=names(rule, "sources", file, "rule"),
        scope=scope,
        based_on=rule.get("based_on"),
        notes=names(rule, "notes", file, "rule") if "notes" in rule else (),
        declared_severe=declared,
        checklist=checklist(table, file),
        key_items=_key_items(management, file, [grade for grade, _ in bars]),
        rescale_confidence=sure(management["not_applicable"], "confidence", file, "management.not_applicable"),
        assessment_months=_months(table["assessment"], file),
        supervision=_supervision(table["supervision"], file, classes, order),
        cells=editions_cells.listed(table),
        table=table,
    )


def _key_items(management: Table, file: str, letters: Sequence[str]) -> KeyItems:
    part, where = management["key_items"], "management.key_items"
    gives = need(part, "any_failed_gives", str, file, where)
    if gives not in letters:
        raise Broken(file, f"{where}.any_failed_gives", f"“{gives}”不是 {'、'.join(letters)} 之一")
    enabled = need(part, "enabled_by_default", bool, file, where)
    return KeyItems(gives, enabled, sure(part, "confidence", file, where))


def _months(part: Table, file: str) -> int:
    months = need(part, "interval_months", int, file, "assessment")
    if months < 1:
        raise Broken(file, "assessment.interval_months", "月数必须大于0")
    sure(part, "interval_confidence", file, "assessment")
    return months


def _supervision(part: Table, file: str, classes: Sequence[str], order: Sequence[str]) -> dict[str, Supervision]:
    found: dict[str, Supervision] = {}
    for kind, known in (("class", classes), ("level", order)):
        for entry in part.get(kind, ()):
            where, visits = f"supervision.{entry.get(kind)}", entry.get("visits_per_year", "")
            if entry.get(kind) not in known:
                raise Broken(file, where, f"“{entry.get(kind)}”不是 {'、'.join(known)} 之一")
            if entry[kind] in found:
                raise Broken(file, where, "这一项重复")
            if visits != "" and (isinstance(visits, bool) or not isinstance(visits, int | float) or visits < 0):
                raise Broken(file, f"{where}.visits_per_year", f"“{visits}”不是次数；没有规定的留空")
            confidence = str(entry.get("visits_confidence", "inferred"))
            number = None if visits == "" else float(visits)
            found[entry[kind]] = Supervision(str(entry.get("rule", "")), number, confidence)
        monotone_visits(found, known, file)
    return found
