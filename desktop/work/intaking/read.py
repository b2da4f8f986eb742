"""The cells of a recognised sheet as values: one reader per column, each different cell read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from desktop.rules import cells, codes
from desktop.rules.cell_dates import EPOCH_1900, EPOCH_1904, day
from desktop.rules.cells import NOTHING, SAME_AS_ABOVE, Phones, Unclear, plain
from desktop.rules.code_lists import CodeList
from desktop.rules.sheet_columns import SheetColumn
from desktop.rules.tables import Rulebook
from desktop.work.intaking.headings import Headings
from desktop.work.intaking.rows import VILLAGE
from desktop.work.sheetfile import Sheet

Reader = Callable[[object], object]

FILLED_DOWN = {"village", "name", "credit_code", "industry", "address", "contact", "phone", "legal_person", "leader"}
CLASSES = {
    "粉尘": "粉尘|^尘", "化学因素": "化学|毒物|有毒", "物理因素": "物理|噪声|高温", "放射性因素": "放射|电离",
    "生物因素": "生物", "其他因素": "其他|其它",
}  # fmt: skip
LONGEST_VILLAGE = 20


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of a cell as written; `incomplete` when the list ended in 等."""

    written: tuple[str, ...]
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """A √ or a headcount in the column of a hazard class or a factor."""

    present: bool | None
    workers: int | None


@dataclass(slots=True)
class Reading:
    """The columns of a sheet as values, one for every row of `rows` (sheet rows from 0).

    A value is None (nothing there), Unclear, or what the reader of the field gives. `filled[field][i]` tells whether
    the sheet really has a cell there, and not one that was carried down.
    """

    sheet: Sheet
    rows: Sequence[int]
    fields: dict[str, SheetColumn] = field(default_factory=dict)
    column: dict[str, int] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    year: int | None = None

    def row(self, number: int) -> dict[str, object]:
        """What row `number` (a place in `rows`) says, by field; empty cells left out."""
        return {key: value for key, column in self.values.items() if (value := column[number]) is not None}


@dataclass(frozen=True)
class Readers:
    """Makes the reader of a field, for one file and one day."""

    rulebook: Rulebook
    headings: Headings
    on: date
    since_1904: bool = False
    villages: Mapping[str, str] = field(default_factory=dict)  # written -> name of the area
    _split: dict[str, Factors] = field(default_factory=dict, repr=False)

    def of(self, column: SheetColumn) -> Reader:
        """The reader for this field: a cell in, a value or None or Unclear out."""
        kind, _, detail = column.reader.partition(":")
        if kind == "day":
            epoch = EPOCH_1904 if self.since_1904 else EPOCH_1900
            return partial(day, on=self.on, ranges=detail == "start", since=column.since, epoch=epoch)
        if kind in ("choice", "choice+"):
            return partial(_choice, variants=self.rulebook.codes.variants(detail), open_list=kind == "choice+")
        if kind == "tags":
            return partial(_tags, listed=self.rulebook.codes.get(detail))
        if kind == "village":
            return partial(_village, known=self.villages)
        if kind == "factors":
            return self._factors
        if kind == "number" and detail:
            least, greatest = map(float, detail.split(":"))
            return partial(cells.number_within, least=least, greatest=greatest)
        return SIMPLE[kind]

    def _factors(self, written: object) -> Factors | Unclear | None:
        if not isinstance(written, str):
            return None if written is None else Unclear("这里应是危害因素的名称", "请填因素名称，例如：噪声、电焊烟尘")
        if written.strip() in NOTHING or re.fullmatch(
            r"\s*(无|没有|不涉及|无危害|不存在)(职业病)?(危害)?(因素)?\s*", written
        ):
            return None
        if re.fullmatch(r"[\d.\s]+人?|[√✓×]", plain(written)):
            return Unclear("这里应是危害因素的名称", "请填因素名称，例如：噪声、电焊烟尘")
        names, incomplete = self.rulebook.factors.split(written)
        kept = tuple(" ".join(name.split()) for name in names if name.strip())
        return Factors(kept, incomplete) if kept else None


def _choice(written: object, variants: Mapping[str, str], open_list: bool) -> str | Unclear | None:
    found = cells.choice(written, variants)
    if open_list and isinstance(found, Unclear):
        words = cells.text(written)
        return words[:32] if isinstance(words, str) else words
    return found


def _tags(written: object, listed: CodeList) -> str | Unclear | None:
    words = cells.text(written)
    if not isinstance(words, str):
        return words
    found = listed.find_all(words)
    wanted = f"请从这些里选，用顿号隔开：{'、'.join(listed.codes)}"
    return "、".join(found) if found else Unclear(f"“{words[:20]}”不在可选的内容里", wanted)


def _village(written: object, known: Mapping[str, str]) -> str | Unclear | None:
    words = cells.name(written)
    if not isinstance(words, str):
        return words
    if words in known:
        return known[words]
    tail = re.sub(r"^.*?[县市区](?=.)|^[\u4e00-\u9fff]{2,6}?(镇|乡|街道)(办事处)?(?=.)", "", words)
    short = re.sub(r"(村民?委员?会|居民?委员?会)$", lambda found: "村" if "村" in found[0] else "社区", tail)
    for form in (tail, short):
        if form in known:
            return known[form]
    if re.search(r"[、,，;；/]", words):
        return Unclear(f"“{words[:20]}”写了不止一个村（社区）", "请只填单位所在的一个村（社区）")
    if re.search(r"(镇|乡|街道|县|市)$", words):
        return Unclear(f"“{words[:20]}”不是村（社区）", "请填村（社区）的名称，例如：梅溪村")
    if re.search(r"\d{3,}|号$", words) or len(words) > LONGEST_VILLAGE:
        return Unclear(f"“{words[:24]}”像是地址，不是村（社区）", "请填村（社区）的名称，例如：梅溪村")
    return short if VILLAGE.fullmatch(short) else words


def _contact_phone(written: object) -> tuple[tuple[str, ...], Phones] | Unclear | None:
    found = cells.phone(written)
    if not isinstance(found, Phones):
        names = cells.names(written) if isinstance(found, Unclear) and not re.search(r"\d", plain(written)) else None
        return (names, Phones("")) if isinstance(names, tuple) else found
    people = re.findall(r"[\u4e00-\u9fff·]{2,4}", re.sub(r"电话|手机|联系人|转|分机", " ", plain(written)))
    return tuple(people), found


def _heads(written: object) -> Heads | Unclear | None:
    if isinstance(written, str) and written.strip() in ("√", "✓", "✔", "☑", "是", "有", "●", "Y", "y", "存在"):
        return Heads(True, None)
    if isinstance(written, str) and written.strip() in (
        "×",
        "✕",
        "✗",
        "否",
        "N",
        "n",
        "不存在",
        "无",
        "没有",
        "☐",
        "□",
    ):
        return Heads(False, None)
    heads = cells.headcount(written)
    if isinstance(heads, Unclear):
        ticked = cells.yes_no(written)
        return Heads(ticked, None) if isinstance(ticked, bool) else heads
    return None if heads is None else Heads(heads > 0, heads)


def _classes(written: object) -> tuple[str, ...] | Unclear | None:
    words = cells.text(written)
    if not isinstance(words, str):
        return words
    found = tuple(name for name, pattern in CLASSES.items() if re.search(pattern, words))
    return found or Unclear(
        f"“{words[:20]}”不是危害类别", "请填：粉尘、化学因素、物理因素、放射性因素、生物因素或其他因素"
    )


SIMPLE: dict[str, Reader] = {
    "name": cells.name,
    "text": cells.text,
    "person": cells.name,
    "code": codes.credit_code,
    "phone": cells.phone,
    "headcount": cells.headcount,
    "number": cells.number,
    "yes_no": cells.yes_no,
    "contact": cells.names,
    "contact_phone": _contact_phone,
    "classes": _classes,
    "hazard_class": _heads,
}


def read(sheet: Sheet, rows: Sequence[int], wanted: Mapping[int, SheetColumn], readers: Readers) -> Reading:
    """Read the wanted columns (index -> field) of these rows."""
    reading = Reading(sheet, rows)
    for column, column_field in wanted.items():
        raw = _raw(sheet, rows, column, column_field.key)
        if column_field.looks == "tick":
            raw = _ticks(raw)
        reading.fields[column_field.key] = column_field
        reading.column[column_field.key] = column
        reading.values[column_field.key] = _memoised(raw, readers.of(column_field))
    return reading


def _raw(sheet: Sheet, rows: Sequence[int], column: int, key: str) -> list[object]:
    """The column's cells with merged-down values and 同上 carried to the rows they stand for."""
    lines = sheet.rows
    raw = [lines[row][column] for row in rows]
    if key in FILLED_DOWN:
        down: dict[int, int] = {}
        for top, left, bottom, right in sheet.merged:
            if left <= column <= right and bottom > top:
                down.update(dict.fromkeys(range(top, bottom + 1), top))
        if down:
            raw = [
                lines[down[row]][column] if row in down and down[row] < len(lines) else value
                for row, value in zip(rows, raw, strict=True)
            ]
    above: object = None
    for place, value in enumerate(raw):
        if isinstance(value, str) and value.strip() in SAME_AS_ABOVE:
            raw[place] = above
        elif value is not None and value != "":
            above = value
    return raw


def _ticks(raw: list[object]) -> list[object]:
    """In a column of nothing but 1 (and 0) the 1 is a √, not a headcount."""
    told = [plain(value) for value in raw if value is not None and value != ""]
    if set(told) <= {"1", "0", "√", "✓"} and told.count("1") > 2:
        return [{"1": "√", "0": "否"}.get(plain(value), value) for value in raw]
    return raw


def _memoised(raw: list[object], reader: Reader) -> list[object]:
    known: dict[object, object] = {"": None, None: None}
    values: list[object] = []
    for cell in raw:
        key = cell if cell.__class__ is str or cell is None else (cell.__class__, cell)
        try:
            values.append(known[key])
        except KeyError:
            known[key] = value = reader(cell)
            values.append(value)
    return values
