"""Dated entries (declarations, tests, examinations, trainings, commitments) against what is already recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.rules.words import PartialDate

Row = dict[str, Any]
FINENESS = {"year": 0, "month": 1, "day": 2}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table whose entries are told apart by their date. `extras`: field -> column; `constants`: of new entries."""

    table: str
    date_field: str
    date_column: str
    label: str
    extras: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    yearly: bool = False  # an entry may stand under its year alone

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns a comparison needs."""
        more = ("year", "kind") if self.yearly else ()
        named = (*self.extras.values(), *self.constants, *more)
        return tuple(dict.fromkeys((self.date_column, "precision", *named)))


LEDGERS = (
    Ledger(
        "declaration", "declared_on", "declared_on", "申报日期",
        {"declared_kind": "kind", "receipt_no": "receipt_no"},
    ),
    Ledger(
        "test_report", "tested_on", "tested_on", "检测日期",
        {
            "test_institution": "institution", "test_report_no": "report_no",
            "test_points": "points", "test_points_over": "points_over",
        },
    ),
    Ledger(
        "health_exam", "examined_on", "examined_on", "体检日期",
        {
            "exam_kind": "kind", "exam_due": "due", "examined": "examined", "exam_institution": "institution",
            "exam_recheck": "recheck", "exam_suspected": "suspected", "exam_contraindicated": "contraindicated",
            "exam_to_transfer": "to_transfer", "exam_transferred": "transferred",
        },
        yearly=True,
    ),
    Ledger("training", "leader_trained_on", "trained_on", "主要负责人培训日期", {}, {"audience": "主要负责人"}),
    Ledger("training", "officer_trained_on", "trained_on", "管理人员培训日期", {}, {"audience": "管理人员"}),
    Ledger(
        "training", "workers_trained_on", "trained_on", "劳动者培训日期", {"workers_trained": "trained"},
        {"audience": "劳动者"},
    ),
    Ledger("commitment", "commitment_signed_on", "signed_on", "承诺书签订日期"),
)  # fmt: skip
DEFAULT_KIND = {"declaration": "未知", "test_report": "定期检测", "health_exam": "在岗"}


@dataclass(slots=True)
class Entry:
    """What a row adds to a ledger: a new entry (`id` None) or new columns of one."""

    table: str
    id: int | None
    values: Row


@dataclass(slots=True)
class Booked:
    """The outcome for one ledger: fate by field, what it was and becomes, and what to write."""

    fates: dict[str, str] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, object, object]] = field(default_factory=list)
    entry: Entry | None = None


def book(ledger: Ledger, values: Mapping[str, object], rows: list[Row], year: int) -> Booked:
    """Compare what a row says with the entries recorded. `values` holds only the clear ones; `year`: of the sheet."""
    result = Booked()
    on = values.get(ledger.date_field)
    extras = {key: value for key in ledger.extras if (value := values.get(key)) is not None}
    if isinstance(on, PartialDate):
        _dated(ledger, on, extras, rows, result)
    elif extras and ledger.yearly:
        _by_year(ledger, extras, rows, year, result)
    else:
        for key in extras:
            result.fates[key] = "ignored"
            result.because[key] = f"没有{ledger.label}，无处登记"
    return result


def _dated(ledger: Ledger, on: PartialDate, extras: dict[str, object], rows: list[Row], result: Booked) -> None:
    mine = [row for row in rows if all(row[column] == value for column, value in ledger.constants.items())]
    same = [row for row in mine if row[ledger.date_column] and _agrees(on, row, ledger.date_column)]
    if same:
        row = same[-1]
        _fill(ledger, extras, row, result)
        result.fates[ledger.date_field] = "same"
        if FINENESS[on.precision] > FINENESS[row["precision"] or "day"]:
            result.fates[ledger.date_field] = "taken"
            result.changes.append((ledger.date_field, _partial(row, ledger.date_column), on))
            result.entry = result.entry or Entry(ledger.table, row["id"], {})
            result.entry.values |= {ledger.date_column: on.on, "precision": on.precision}
        return
    latest = max(mine, key=lambda row: row[ledger.date_column] or date.min, default=None)
    result.changes.append((ledger.date_field, _partial(latest, ledger.date_column) if latest else None, on))
    result.fates |= dict.fromkeys((ledger.date_field, *extras), "taken")
    result.entry = Entry(ledger.table, None, fresh(ledger, extras, on.on.year))
    result.entry.values |= {ledger.date_column: on.on, "precision": on.precision}


def _by_year(ledger: Ledger, extras: dict[str, object], rows: list[Row], year: int, result: Booked) -> None:
    kind = extras.get(next((key for key, column in ledger.extras.items() if column == "kind"), ""))
    kind = kind or DEFAULT_KIND[ledger.table]
    same = [row for row in rows if row["year"] == year and row["kind"] == kind]
    if same:
        _fill(ledger, extras, same[-1], result)
        return
    result.fates |= dict.fromkeys(extras, "taken")
    result.changes += [(key, None, value) for key, value in extras.items()]
    result.entry = Entry(ledger.table, None, fresh(ledger, extras, year))


def fresh(ledger: Ledger, extras: Mapping[str, object], year: int) -> Row:
    """The columns of a new entry, but for its date."""
    values: Row = {column: extras.get(key) for key, column in ledger.extras.items()}
    if "kind" in values:
        values["kind"] = values["kind"] or DEFAULT_KIND[ledger.table]
    elif ledger.table in DEFAULT_KIND:
        values["kind"] = DEFAULT_KIND[ledger.table]
    if ledger.yearly:
        values["year"] = year
    return values | dict(ledger.constants)


def _fill(ledger: Ledger, extras: Mapping[str, object], row: Row, result: Booked) -> None:
    """Take what an entry lacks or has otherwise; 未知 gives way to any kind."""
    for key, value in extras.items():
        column = ledger.extras[key]
        if row[column] == value:
            result.fates[key] = "same"
            continue
        result.fates[key] = "taken"
        result.changes.append((key, row[column], value))
        result.entry = result.entry or Entry(ledger.table, row["id"], {})
        result.entry.values[column] = value
    if ledger.table == "test_report" and result.entry:
        whole = row | result.entry.values
        if (whole["points_over"] or 0) > (
            whole["points"] if whole["points"] is not None else whole["points_over"] or 0
        ):
            result.entry = None
            result.changes = []
            for key in ("test_points", "test_points_over"):
                if key in result.fates:
                    result.fates[key], result.because[key] = "ignored", "与已登记的检测点数矛盾（超标点数多于检测点数）"


def agree(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates are the same as far as the coarser one is known."""
    known = 1 + min(FINENESS[one.precision], FINENESS[other.precision])
    return one.on.timetuple()[:known] == other.on.timetuple()[:known]


def finer(one: PartialDate, other: PartialDate) -> bool:
    """Whether the first date is known more precisely."""
    return FINENESS[one.precision] > FINENESS[other.precision]


def _agrees(on: PartialDate, row: Row, column: str) -> bool:
    return agree(on, PartialDate(row[column], row["precision"] or "day"))


def _partial(row: Row, column: str) -> PartialDate | None:
    return PartialDate(row[column], row["precision"] or "day") if row[column] else None
