"""What a file holds: which sheets are registers, where their headings stand, which column is which field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from desktop.work.intaking import header as intake_header
from desktop.work.intaking import rows as intake_rows
from desktop.work.intaking.evidence import Evidence
from desktop.work.intaking.header import Header
from desktop.work.intaking.headings import NEED, Headings
from desktop.work.intaking.plan import Column, Recognised, Skipped
from desktop.work.problem import Problem
from desktop.work.sheetfile import Sheet, SheetFile

SAMPLES = 5
LOOKED_AT = 200
DETAIL_HEADS = ("单位名称", "统一社会信用代码", "所属村（社区）")  # how the sheets of exported ledgers begin
SUMMARY = re.compile(r"汇总|统计|合计|目录|说明|封面|填表|首页|总表说明|字典|代码|下拉|选项")
AGREES, CONTRADICTS = 0.6, 0.15
SURELY = 0.7
DISBELIEF = 65  # a heading known word for word is not believed over what stands below it
PERSON_FIELDS = {"legal_person": "legal_person_phone", "leader": "leader_phone"}
YEAR = re.compile(r"(20\d\d)\s*年")

Mapped = Mapping[int, str | None]


def recognise(
    file: SheetFile,
    headings: Headings,
    remembered: Mapping[str, Mapped],
    *,
    villages: Collection[str] = (),
) -> tuple[tuple[Recognised, ...], tuple[tuple[str, str], ...]]:
    """The sheets that are registers, and the others with the reason why they are passed over.

    remembered: columns a person corrected, by fingerprint of the headings. villages: names the office knows.
    Raises Problem when no sheet is a register.
    """
    found: list[Recognised] = []
    passed: list[tuple[str, str]] = []
    for sheet in file.sheets:
        understood = _sheet(sheet, headings, remembered, villages)
        if isinstance(understood, str):
            passed.append((sheet.name, understood))
        else:
            found.append(understood)
    if not found:
        raise _nothing(file, passed)
    return tuple(found), tuple(passed)


def _nothing(file: SheetFile, passed: Sequence[tuple[str, str]]) -> Problem:
    told = "；".join(f"“{name}”{why}" for name, why in passed[:5])
    return Problem(
        f"文件“{file.name}”里没有认出用人单位台账（{told}）。",
        "请确认表里有一行表头，至少写着“单位名称”（或“企业名称”）和另一列，例如“统一社会信用代码”“地址”或“接害人数”；"
        "没有的请在第一行补上表头后再导入。",
    )


def _sheet(
    sheet: Sheet, headings: Headings, remembered: Mapping[str, Mapped], villages: Collection[str]
) -> Recognised | str:
    if not any(cell not in (None, "") for row in sheet.rows for cell in row):
        return "是空表"
    header = intake_header.find(sheet, headings)
    if header is None:
        return "是汇总或说明，没有单位名称" if SUMMARY.search(sheet.name) else "没有可以认出的表头"
    if sheet.name in headings.details and tuple("/".join(path) for path in header.paths[:3]) == DETAIL_HEADS:
        return "是导出的台账明细，但有认不出的列；请保留导出时的列标题"
    mark = fingerprint(header.paths)
    chosen = _columns(sheet, header, headings, remembered.get(mark))
    fields = {field: index for index, (field, _) in enumerate(chosen) if field}
    if "name" not in fields and "credit_code" not in fields:
        return "没有单位名称一列"
    rows = intake_rows.sort(sheet, header, fields.get("name"), fields.get("credit_code"))
    if not rows.data:
        return "只有表头，没有单位"
    if "name" in fields and _is_summary(sheet, rows.data, fields["name"]):
        return "是汇总，单位名称一列里不是单位"
    columns = tuple(
        Column(index, "/".join(header.paths[index]), field, why, _samples(sheet, rows.data, index))
        for index, (field, why) in enumerate(chosen)
    )
    said = None if "village" in fields else _village_said(sheet, header, villages)
    return Recognised(
        sheet.name,
        header.first + 1,
        header.last - header.first + 1,
        columns,
        mark,
        said,
        tuple(Skipped(row + 1, why) for row, why in rows.skipped),
        _year_said(sheet, header),
        tuple(rows.data),
        {} if "village" in fields else rows.sections,
        len(sheet.hidden_rows.intersection(rows.data)),
    )


def fingerprint(paths: Sequence[tuple[str, ...]]) -> str:
    """The same for every sheet with the same headings in the same order, whatever its name and rows."""
    said = "\n".join("/".join(re.sub(r"\s", "", text) for text in path) for path in paths)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def _samples(sheet: Sheet, rows: Sequence[int], column: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows[:LOOKED_AT]:
        value = sheet.rows[row][column]
        if value not in (None, ""):
            found[str(int(value) if isinstance(value, float) and value.is_integer() else value)] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)


def _is_summary(sheet: Sheet, rows: Sequence[int], name: int) -> bool:
    """Village names or numbers in the name column: counts per village, not employers."""
    values = [sheet.rows[row][name] for row in rows[:LOOKED_AT]]
    texts = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    villages = sum(bool(intake_rows.VILLAGE.fullmatch(text)) for text in texts)
    return len(texts) < len(values) * 0.3 or villages > len(texts) * 0.6


def _columns(
    sheet: Sheet, header: Header, headings: Headings, remembered: Mapped | None
) -> list[tuple[str | None, str]]:
    """For every column its field, or None and why it is not taken."""
    evidence = Evidence(sheet, header)
    offers: list[tuple[float, int, str]] = []
    chosen: list[tuple[str | None, str]] = []
    for column, path in enumerate(header.paths):
        matched = {match.field.key: match.score for match in headings.matches(path)}
        for key, score in _with_evidence(matched, evidence, column, headings, bool(path)).items():
            offers.append((score, column, key))
        aside = "隐藏的辅助列" if column in sheet.hidden_columns else "没有表头"
        chosen.append((None, "没有对应的登记项目" if path else aside))
    best = _assigned(_phones_by_owner(offers), headings)
    for column, meaning in best.items():
        chosen[column] = meaning
    mine = remembered or {}
    for column, corrected in mine.items():
        if column < len(chosen):
            chosen[column] = (corrected, "" if corrected else "由您选定不导入")
            for other, (held, _) in enumerate(chosen):
                if other != column and held == corrected and corrected and other not in mine:
                    chosen[other] = (None, "由您改为取另一列")
    return chosen


def _with_evidence(
    matched: dict[str, float], evidence: Evidence, column: int, headings: Headings, headed: bool
) -> dict[str, float]:
    """Scores of the fields after a look at what stands in the column."""
    found: dict[str, float] = {}
    for key, score in matched.items():
        column_field = headings.field(key)
        looks = column_field.looks if column_field else ""
        share = evidence.share(column, looks) if looks else None
        if share is not None and share >= AGREES:
            score += 10
        elif share is not None and share <= CONTRADICTS:
            score -= DISBELIEF
        if score >= NEED:
            found[key] = score
    if {"contact", "phone"} & found.keys() and (evidence.share(column, "person_phone") or 0) >= AGREES:
        return found | {"contact_phone": 120.0}
    if not any(not key.startswith("-") for key in found):
        for key, looks in (("credit_code", "code"), ("phone", "phone"), ("name", "firm"), ("village", "village")):
            share = evidence.share(column, looks)
            if share is not None and share >= SURELY and (headed or key in ("credit_code", "name")):
                return found | {key: 41.0 if headed else 40.0}
        share = evidence.share(column, "factors")
        if headed and share is not None and share >= SURELY and not any(key.startswith("-") for key in found):
            return found | {"factors": 41.0}
    return found


def _phones_by_owner(offers: list[tuple[float, int, str]]) -> list[tuple[float, int, str]]:
    """With several plain 电话 columns, the one behind 法人 or 负责人 is theirs; further ones are other numbers."""
    best: dict[int, tuple[float, str]] = {}
    for score, column, key in offers:
        if score > best.get(column, (0.0, ""))[0]:
            best[column] = (score, key)
    plain = [column for column in sorted(best) if best[column][1] == "phone"]
    if len(plain) < 2:
        return offers
    taken = {key for _, key in best.values()}
    moved: dict[int, str] = {}
    for column in plain:
        owner = next((best[left][1] for left in (column - 1, column - 2) if left in best and left not in plain), "")
        theirs = PERSON_FIELDS.get(owner)
        if theirs and theirs not in taken:
            moved[column] = theirs
            taken.add(theirs)
    kept = [column for column in plain if column not in moved]
    if not kept:
        moved.pop(plain[-1])
        kept = [plain[-1]]
    # Of several numbers the one beside 联系人 is the employer's.
    kept.sort(key=lambda column: best.get(column - 1, (0, ""))[1] != "contact")
    for column in kept[1:]:
        moved[column] = "other_phone"
    return [(score, column, moved.get(column, key) if key == "phone" else key) for score, column, key in offers]


def _assigned(offers: list[tuple[float, int, str]], headings: Headings) -> dict[int, tuple[str | None, str]]:
    """Give each column the field it is surest of; a field once taken goes to no other column."""
    result: dict[int, tuple[str | None, str]] = {}
    owner: dict[str, int] = {}
    for _score, column, key in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if result.get(column, (None, ""))[0]:
            continue
        wanted = headings.field(key)
        if wanted is None:
            continue
        if wanted.ignore:
            result.setdefault(column, (None, wanted.ignore))
            if result[column][1] == wanted.ignore and not result[column][0]:
                continue
        elif key in owner:
            result.setdefault(column, (None, f"与另一列重复（{wanted.label}）"))
        elif column not in result or not _settled(result[column]):
            result[column] = (key, "")
            owner[key] = column
    return result


def _settled(found: tuple[str | None, str]) -> bool:
    """A column that is surest to be 序号 or the like does not fall back on a weaker guess."""
    return found[0] is None and not found[1].startswith("与另一列重复")


def _village_said(sheet: Sheet, header: Header, villages: Collection[str]) -> str | None:
    """The village in the sheet's name or its title, when it is known or looks like one."""
    titles = [sheet.name] + [
        cell for row in range(header.first) for cell in sheet.rows[row] if isinstance(cell, str) and cell.strip()
    ]
    for title in titles:
        known = [village for village in villages if village and village in title]
        if known:
            return max(known, key=len)
    plain = re.sub(r"\s|[(（].*?[)）]|^\d+[.、]?", "", sheet.name)
    if intake_rows.VILLAGE.fullmatch(plain) and not intake_rows.NOT_A_VILLAGE.match(plain):
        return plain
    for title in titles[1:]:
        found = re.search(
            r"(?:^|[镇乡县市区(（《“:：]|街道|\d年度?)([\u4e00-\u9fff]{2,6}?(?:村|社区|工业园区|园区))", title
        )
        if found and not intake_rows.NOT_A_VILLAGE.match(found[1]):
            return found[1]
    return None


def _year_said(sheet: Sheet, header: Header) -> int | None:
    """The year in the sheet's name or title: what counts without a date of their own belong to."""
    titles = [sheet.name] + [cell for row in range(header.first) for cell in sheet.rows[row] if isinstance(cell, str)]
    found = next((match for title in titles if (match := YEAR.search(title))), None)
    return int(found[1]) if found else None
