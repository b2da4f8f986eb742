"""One row against one employer: what is the same, what is taken, and what would be written. Blank never erases."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from desktop.rules.cells import Phones, Unclear
from desktop.rules.codes import OldNumber
from desktop.rules.likeness import name_key
from desktop.rules.words import PartialDate
from desktop.work.intaking import hazards as intake_hazards
from desktop.work.intaking.ledgers import LEDGERS, Entry, Ledger, book
from desktop.work.intaking.outcome import Ground, Outcome
from desktop.work.intaking.read import Factors, Heads
from desktop.work.intaking.register import digits

Row = dict[str, Any]
LEDGER_OF = {key: ledger for ledger in LEDGERS for key in (ledger.date_field, *ledger.extras)}
LABOUR = {"contracts_signed", "hazards_told", "insured"}
GRADE = {"management_grade", "management_score"}
TABLES = {
    "exposure": ("written", "factor_code", "workers", "workshop", "post"),
    "hazard_class": ("hazard_class", "present", "workers"),
    "labour_standing": ("counted_on", *sorted(LABOUR)),
    "management_grade": ("graded_on", "grade", "score"),
}


Special = Callable[[Outcome, str, Any, Row, Ground], None]


def compare(values: Mapping[str, object], ours: Row, ledgers: Mapping[str, list[Row]], ground: Ground) -> Outcome:
    """What `values` (clear ones only) would change in the employer `ours` ({}: not there yet) and its ledgers."""
    result = Outcome()
    booked: dict[int, Ledger] = {}
    for key, value in values.items():
        special = SPECIAL.get(key)
        if special is not None:
            special(result, key, value, ours, ground)
        elif key in LEDGER_OF:
            booked[id(LEDGER_OF[key])] = LEDGER_OF[key]
        elif isinstance(value, Heads | Factors) or key == "classes":
            continue
        elif key not in LABOUR and key not in GRADE:
            _scalar(result, key, value, ours, ground)
    for ledger in booked.values():
        _book(result, ledger, values, ledgers, ground)
    intake_hazards.compare(result, values, ours, ledgers, ground)
    if not LABOUR.isdisjoint(values):
        _labour(result, values, ledgers.get("labour_standing", []), ground)
    if not GRADE.isdisjoint(values):
        _grade(result, values, ledgers.get("management_grade", []), ground)
    return result


def _scalar(result: Outcome, key: str, value: object, ours: Row, ground: Ground) -> None:
    column = ground.fields[key].target.partition(".")[2]
    theirs = value.on if isinstance(value, PartialDate) else value
    mine = ours.get(column)
    if _equal(mine, theirs):
        result.fates[key] = "same"
    else:
        result.sets[column] = theirs
        result.take(key, mine, theirs)


def _equal(mine: object, theirs: object) -> bool:
    """The same as it is written: a sheet keeps fewer digits of a number than the register."""
    if isinstance(mine, str) and isinstance(theirs, str):
        return folded(mine) == folded(theirs)
    if isinstance(mine, float) and isinstance(theirs, int | float):
        return math.isclose(mine, theirs, rel_tol=1e-12)
    return mine == theirs


def folded(text: str) -> str:
    """Text as it is compared: width, case and blanks do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _name(result: Outcome, key: str, value: str, ours: Row, _ground: Ground) -> None:
    mine = ours.get("name")
    known = [mine, *(ours.get("former_names") or "").split("\n")] if mine else []
    if any(name and (name == value or name_key(name) == name_key(value)) for name in known):
        result.fates[key] = "same"
        return
    result.sets["name"] = value
    if mine:
        result.sets["former_names"] = _with_lines(ours.get("former_names"), [mine])
    result.take(key, mine, value)


def _former_name(result: Outcome, key: str, value: str, ours: Row, _ground: Ground) -> None:
    _lines(result, key, "former_names", [name for name in re.split(r"[、；;]", value) if name], ours)


def _code(result: Outcome, key: str, value: str | OldNumber, ours: Row, _ground: Ground) -> None:
    column, theirs = ("old_registration_no", value.number) if isinstance(value, OldNumber) else ("credit_code", value)
    if (mine := ours.get(column)) == theirs:
        result.fates[key] = "same"
    else:
        result.sets[column] = theirs
        result.take(key, mine, theirs)


def _village(result: Outcome, key: str, value: str, ours: Row, ground: Ground) -> None:
    area = ground.areas.get(value)
    mine = ours.get("area_id")
    if area is not None and area == mine:
        result.fates[key] = "same"
        return
    result.sets["area_id"] = area
    result.take(key, next((name for name, number in ground.areas.items() if number == mine), None), value)


def _phone(result: Outcome, key: str, value: Phones, ours: Row, _ground: Ground) -> None:
    """The first number is the employer's; further ones stay readable beside the further persons of the cell."""
    mine = ours.get("phone")
    if mine and digits(mine) == digits(value.first):
        result.fates[key] = "same"
    else:
        result.sets["phone"] = value.first
        result.take(key, mine, value.first)


def _person_phone(result: Outcome, key: str, value: Phones, ours: Row, ground: Ground) -> None:
    column = ground.fields[key].target.partition(".")[2]
    theirs = "、".join((value.first, *value.more))
    mine = ours.get(column)
    if mine and digits(mine) == digits(theirs):
        result.fates[key] = "same"
    else:
        result.sets[column] = theirs
        result.take(key, mine, theirs)


def _contact(result: Outcome, key: str, value: tuple[str, ...], ours: Row, _ground: Ground) -> None:
    mine = ours.get("contact")
    if mine and folded(mine) == folded(value[0]):
        result.fates[key] = "same"
    else:
        result.sets["contact"] = value[0]
        result.take(key, mine, value[0])


def _other_phone(result: Outcome, key: str, value: Phones, ours: Row, _ground: Ground) -> None:
    _lines(result, key, "more_contacts", [value.first, *value.more], ours)


def _remark(result: Outcome, key: str, value: str, ours: Row, _ground: Ground) -> None:
    mine = ours.get("remark")
    if mine and folded(value) in folded(mine):
        result.fates[key] = "same"
    else:
        result.sets["remark"] = f"{mine}；{value}" if mine else value
        result.take(key, mine, result.sets["remark"])


def _status(result: Outcome, key: str, value: str, ours: Row, ground: Ground) -> None:
    mine = ours.get("status")
    if mine == value:
        result.fates[key] = "same"
        return
    result.sets["status"] = value
    if mine:
        result.sets |= {"status_since": ground.on, "status_reason": f"导入 {ground.source}"}
        result.entries.append(
            Entry("status_change", None, {"status": value, "since": ground.on, "reason": f"导入 {ground.source}"})
        )
    result.take(key, mine, value)


def _lines(result: Outcome, key: str, column: str, more: list[str], ours: Row) -> None:
    """Add lines to a text of one item a line; what is there already stays."""
    mine = result.sets.get(column, ours.get(column))
    whole = _with_lines(mine, more)
    if whole == (mine or ""):
        result.fates.setdefault(key, "same")
    else:
        result.sets[column] = whole
        result.take(key, mine, whole)


def _with_lines(text: str | None, more: list[str]) -> str:
    lines = [line for line in (text or "").split("\n") if line]
    known = {folded(line) for line in lines}
    for line in more:
        if folded(line) not in known:
            lines.append(line)
            known.add(folded(line))
    return "\n".join(lines)


SPECIAL: dict[str, Special] = {
    "name": _name,
    "former_name": _former_name,
    "credit_code": _code,
    "old_registration_no": _code,
    "village": _village,
    "phone": _phone,
    "legal_person_phone": _person_phone,
    "leader_phone": _person_phone,
    "other_phone": _other_phone,
    "contact": _contact,
    "remark": _remark,
    "status": _status,
}


def more_contacts(names: tuple[str, ...], phones: Phones | None) -> list[str]:
    """The further persons of a contact cell, each with the number on the same line of the phone cell."""
    people, numbers = list(names[1:]), list(phones.more if phones else ())
    count = max(len(people), len(numbers))
    people += [""] * (count - len(people))
    numbers += [""] * (count - len(numbers))
    return [" ".join(part for part in pair if part) for pair in zip(people, numbers, strict=True)]


def add_more_contacts(result: Outcome, values: Mapping[str, object], ours: Row) -> None:
    """Keep the second and further persons and numbers of the contact and phone cells."""
    names, phones = values.get("contact"), values.get("phone")
    extra = more_contacts(names if isinstance(names, tuple) else (), phones if isinstance(phones, Phones) else None)
    if not extra:
        return
    mine = result.sets.get("more_contacts", ours.get("more_contacts"))
    whole = _with_lines(mine, extra)
    if whole != (mine or ""):
        result.sets["more_contacts"] = whole
        key = "phone" if isinstance(phones, Phones) and phones.more else "contact"
        result.take(key, mine, "、".join(extra))


def _book(
    result: Outcome, ledger: Ledger, values: Mapping[str, object], ledgers: Mapping[str, list[Row]], ground: Ground
) -> None:
    booked = book(ledger, values, ledgers.get(ledger.table, []), ground.year)
    result.fates |= booked.fates
    result.because |= booked.because
    result.changes += booked.changes
    if booked.entry:
        result.entries.append(booked.entry)


def _labour(result: Outcome, values: Mapping[str, object], rows: list[Row], ground: Ground) -> None:
    said = {key: values[key] for key in sorted(LABOUR) if key in values}
    latest = max(rows, key=lambda row: row["counted_on"], default=None)
    for key, value in said.items():
        if latest and latest[key] == value:
            result.fates[key] = "same"
        else:
            result.take(key, latest[key] if latest else None, value)
    if all(result.fates[key] == "same" for key in said):
        return
    if latest and latest["counted_on"] == ground.on:
        result.entries.append(Entry("labour_standing", latest["id"], dict(said)))
    else:
        counted = {key: said.get(key, latest[key] if latest else None) for key in sorted(LABOUR)}
        result.entries.append(Entry("labour_standing", None, {"counted_on": ground.on, **counted}))


def _grade(result: Outcome, values: Mapping[str, object], rows: list[Row], ground: Ground) -> None:
    edition = ground.rulebook.edition(ground.on)
    grade, score = values.get("management_grade"), values.get("management_score")
    if grade is None and edition is not None and isinstance(score, float) and 0 <= score <= 100:
        grade = edition.management_of(score)
    keys = [key for key in sorted(GRADE) if key in values]
    if grade is None or edition is None:
        result.fates |= dict.fromkeys(keys, "ignored")
        result.because |= dict.fromkeys(keys, "得分不在 0 到 100 之间，或没有等级")
        return
    latest = max(rows, key=lambda row: (row["graded_on"], row["id"]), default=None)
    if latest and latest["grade"] == grade and (score is None or latest["score"] == score):
        result.fates |= dict.fromkeys(keys, "same")
        return
    for key in keys:
        result.take(key, latest["grade" if key == "management_grade" else "score"] if latest else None, values[key])
    columns = {"graded_on": ground.on, "grade": grade, "score": score, "edition": edition.id}
    result.entries.append(Entry("management_grade", None, columns | {"source": f"导入 {ground.source}"}))


def clear(values: Mapping[str, object]) -> dict[str, object]:
    """The values that could be read."""
    return {key: value for key, value in values.items() if value is not None and not isinstance(value, Unclear)}
