"""The cells of a pack: each with an address, so that it can be listed, confirmed and changed one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from desktop.rules.editions import PackCell
from desktop.rules.reading import Broken, Table

YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one cell stands in the parsed table, and how its text becomes a value."""

    address: str
    label: str
    holder: Table
    key: str
    sure_holder: Table
    sure_key: str
    sure: str  # while sure_key is not written
    choices: tuple[str, ...] = ()
    fixed: bool = False
    read: Callable[[str], Any] = str

    def cell(self) -> PackCell:
        """The cell as it stands now."""
        sure = str(self.sure_holder.get(self.sure_key, self.sure))
        basis = str(self.sure_holder.get(f"{self.key}_basis", ""))
        return PackCell(
            self.address, self.label, _shown(self.holder.get(self.key)), sure, self.choices, self.fixed, basis
        )

    def put(self, value: object, file: str) -> None:
        """Another value. Raises Broken naming the cell for one it cannot hold."""
        written = _shown(value)
        if self.choices and written not in self.choices:
            raise Broken(file, self.address, f"“{self.label}”写的“{written}”不是 {'、'.join(self.choices)} 之一")
        try:
            self.holder[self.key] = self.read(written)
        except ValueError as error:
            raise Broken(file, self.address, f"“{written}”不能这样填：{self.label}") from error

    def vouch(self, confidence: str, basis: str = "") -> None:
        """How sure the cell is from now on."""
        self.sure_holder[self.sure_key] = confidence
        if basis:
            self.sure_holder[f"{self.key}_basis"] = basis


def listed(table: Table) -> dict[str, PackCell]:
    """Every cell of a whole pack by address, in the order of the form."""
    return {slot.address: slot.cell() for slot in slots(table)}


def change(table: Table, changes: Mapping[str, object], file: str) -> None:
    """Write `[cells]` into the table: address -> value, or {value, confidence, basis}. Without a basis: 待核对.

    Raises Broken naming the cell for an unknown address, a fixed cell or a value it cannot hold.
    """
    known = {slot.address: slot for slot in slots(table)}
    for address, told in changes.items():
        slot = known.get(address)
        if slot is None:
            raise Broken(file, f"cells {address}", "分级方法里没有这一格")
        entry = told if isinstance(told, dict) else {"value": told}
        if "value" not in entry:
            raise Broken(file, f"cells {address}", "没有写 value")
        if slot.fixed and _shown(entry["value"]) != slot.cell().value:
            raise Broken(file, f"cells {address}", "这一项只能核对，不能改成别的做法")
        slot.put(entry["value"], file)
        basis = str(entry.get("basis", ""))
        slot.vouch(str(entry.get("confidence", "confirmed" if basis else "recalled")), basis)
    _close_gaps(table)


def slots(table: Table) -> Iterator[Slot]:
    """All cells of a merged table. The table must have every section; editions_read checks that first."""
    yield from _bands(table)
    yield from _levels(table)
    yield from _management(table)
    yield from _matrix(table)
    yield from _use(table)
    yield from _checklist(table)


def _bands(table: Table) -> Iterator[Slot]:
    for band in table["headcount_band"][:-1]:
        label = f"人数档“{band['label']}”的上限（人）"
        yield Slot(f"headcount.{band['id']}.max", label, band, "max", band, "confidence", "sourced", read=_whole)


def _levels(table: Table) -> Iterator[Slot]:
    risk, exposure = table["risk_level"], table["exposure"]
    order = tuple(risk["order"])
    for row in risk["row"]:
        for band in table["headcount_band"]:
            key = band["id"]
            label = f"风险等级：{row['nature']}、{row['exposure']}、{band['label']}"
            address = f"risk_level.{row['nature']}.{row['exposure']}.{key}"
            sure = str(row.get("confidence", ""))
            yield Slot(address, label, row, key, row, f"{key}_confidence", sure, order)
    several = "risk_level.several_factors"
    yield Slot(
        several, "有多种因素时取最高等级", risk, "several_factors", risk, "several_factors_confidence", "", fixed=True
    )
    yield Slot("exposure.basis", "接触水平的判定", exposure, "basis", exposure, "basis_confidence", "", fixed=True)
    for entry in table["severe"]["when"]:
        if entry["id"] == "other_declared":
            label = "另行列为严重的因素（目录编码，用、隔开）"
            yield Slot(
                "severe.other_declared.factors", label, entry, "factors", entry, "confidence", "sourced", read=_list
            )


def _management(table: Table) -> Iterator[Slot]:
    part = table["management"]
    for entry in part["grade"][:-1]:
        label = f"管理等级 {entry['grade']} 的最低分"
        address = f"management.{entry['grade']}.min"
        yield Slot(address, label, entry, "min", entry, "confidence", str(part.get("confidence", "")), read=_whole)
    rounding, keys, absent = part["rounding"], part["key_items"], part["not_applicable"]
    yield Slot(
        "management.rounding", "两个分数段之间的分按低一级", rounding, "policy", rounding, "confidence", "", fixed=True
    )
    label = f"关键项不合格直接评 {keys['any_failed_gives']} 级"
    yield Slot("management.key_items", label, keys, "enabled_by_default", keys, "confidence", "", YES_NO, read=_yes)
    label = "不适用项扣除后折算成满分"
    yield Slot("management.not_applicable", label, absent, "policy", absent, "confidence", "", fixed=True)


def _matrix(table: Table) -> Iterator[Slot]:
    part, classes = table["combined"], tuple(table["rule"]["class_order"])
    for row in part["row"]:
        for level in table["risk_level"]["order"]:
            sure = str(row.get("confidence", part.get("confidence", "")))
            label = f"综合类别：管理等级 {row['management']}、风险等级 {level}"
            yield Slot(
                f"combined.{row['management']}.{level}", label, row, level, row, f"{level}_confidence", sure, classes
            )


def _use(table: Table) -> Iterator[Slot]:
    part = table["assessment"]
    label = "多少个月重新评估一次"
    yield Slot(
        "assessment.interval_months", label, part, "interval_months", part, "interval_confidence", "", read=_whole
    )
    for kind, word in (("class", "类"), ("level", "级")):
        for entry in table["supervision"].get(kind, ()):
            label = f"{entry[kind]}{word}每年走访几次"
            address = f"supervision.{entry[kind]}.visits_per_year"
            yield Slot(address, label, entry, "visits_per_year", entry, "visits_confidence", "inferred", read=_number)


def _checklist(table: Table) -> Iterator[Slot]:
    for row in table["checklist"]:
        sure, label = str(row.get("confidence", "")), f"自查表第 {row['no']} 项“{row['item']}”"
        score = f"checklist.{row['no']}.score"
        yield Slot(score, f"{label}的分值", row, "score", row, "score_confidence", sure, read=_number)
        key = f"checklist.{row['no']}.key_item"
        yield Slot(
            key, f"{label}是否关键项", row, "key_item", row, "key_item_confidence", sure, (*YES_NO, ""), read=_maybe
        )


def _close_gaps(table: Table) -> None:
    """Bands and score ranges follow each other: what one end says, the neighbour's end takes over."""
    bands = table["headcount_band"]
    for before, after in pairwise(bands):
        if after["min"] != before["max"] + 1:
            after["min"] = before["max"] + 1
    for band in bands:
        top = band.get("max")
        band["label"] = (
            f"≥{band['min']}人" if top is None else f"≤{top}人" if band["min"] == 0 else f"{band['min']}～{top}人"
        )
    grades = table["management"]["grade"]
    for better, worse in pairwise(grades):
        worse["max"] = better["min"] - 1


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _whole(written: str) -> int:
    return int(written)


def _number(written: str) -> float | str:
    return float(written) if written else ""


def _yes(written: str) -> bool:
    return written == "是"


def _maybe(written: str) -> bool | None:
    return None if not written else written == "是"


def _list(written: str) -> list[str]:
    return [part for part in written.replace(",", "、").replace("，", "、").split("、") if part]
