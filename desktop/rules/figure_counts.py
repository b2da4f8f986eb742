"""One function per figure: from the standings of the employers to a number, its rows and what could not be counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from desktop.rules.employer_facts import Declared, Examined, Standing, TestReport, within
from desktop.rules.factors import CLASSES
from desktop.rules.tables import Rulebook
from desktop.rules.words import Period

Number = float | int | None
Parts = tuple[tuple[str, int], ...]
Ids = tuple[int, ...]
KINDS = ("初次", "变更", "年度更新")


@dataclass(frozen=True, slots=True)
class Count:
    """What a figure comes to; the fields are those of `figures.Figure`."""

    value: Number
    rows: Ids = ()
    unknown_rows: Ids = ()
    numerator: int | None = None
    denominator: int | None = None
    basis_rows: Ids = ()
    parts: Parts = ()
    year_to_date: Number = None
    parts_to_date: Parts = ()
    remark: str = ""


@dataclass(slots=True)
class Points:
    """Points of the reports of one span: all, those with a result, those within limits."""

    tested: int = 0
    judged: int = 0
    passed: int = 0

    def add(self, report: TestReport) -> bool:
        """Count a report; False when something in it is not recorded."""
        self.tested += report.points or 0
        if report.points is None or report.points_over is None:
            return False
        self.judged += report.points
        self.passed += max(report.points - report.points_over, 0)
        return True


@dataclass(frozen=True)
class Scope:
    """The employers of one area in one period."""

    standings: Sequence[Standing]
    period: Period
    book: Rulebook

    @cached_property
    def counted(self) -> tuple[Standing, ...]:
        """U: operating at the end of the period, with at least one hazard."""
        return tuple(entry for entry in self.standings if entry.counted)

    @property
    def spans(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """The period, and the year up to its end."""
        return (self.period.start, self.period.end), (self.period.year_start, self.period.end)

    @cached_property
    def points(self) -> tuple[Points, Points, Ids, Ids]:
        """Points of the period and of the year, the employers counted, and those not fully known in the period."""
        return _points(self)

    @cached_property
    def months(self) -> Mapping[str, int | None]:
        """Intervals by the names that the notes use."""
        intervals = self.book.intervals
        return {
            "testing_severe": intervals["testing"].severe,
            "testing_general": intervals["testing"].general,
            "declaration": intervals["declaration"].general,
            "verification": intervals["verification"].general,
        }


def rate(numerator: int, denominator: int) -> float | None:
    """Percent with two decimals; None (printed —) when there is nothing to divide by."""
    return 100 * numerator / denominator if denominator else None


def _ids(standings: Iterable[Standing]) -> Ids:
    return tuple(entry.id for entry in standings)


def _registered(scope: Scope) -> Count:
    listed = _ids(entry for entry in scope.standings if entry.in_register)
    return Count(len(listed), listed, _ids(entry for entry in scope.standings if entry.in_register is None))


def _hazardous(scope: Scope) -> Count:
    unknown = _ids(entry for entry in scope.standings if entry.counted is None)
    return Count(len(scope.counted), _ids(scope.counted), unknown)


def _split(scope: Scope, labels: Mapping[object, str], key: Callable[[Standing], object]) -> Count:
    known = [entry for entry in scope.counted if key(entry) in labels]
    parts = tuple((label, sum(key(entry) == value for entry in known)) for value, label in labels.items())
    unknown = _ids(entry for entry in scope.counted if key(entry) not in labels)
    return Count(len(known), _ids(known), unknown, parts=parts)


def _by_severity(scope: Scope) -> Count:
    return _split(scope, {True: "严重", False: "一般"}, lambda entry: entry.severe)


def _by_size(scope: Scope) -> Count:
    sizes: dict[object, str] = {item.code: item.code for item in scope.book.codes.get("size").items}
    return _split(scope, sizes, lambda entry: entry.facts.size)


def _staff(scope: Scope) -> Count:
    partial = sum(
        entry.facts.staff is not None and entry.facts.outsourced is None and entry.facts.dispatched is None
        for entry in scope.counted
    )
    remark = f"其中{partial}家未登记外委、派遣人数，只计在册职工" if partial else ""
    return _heads(scope, lambda entry: entry.facts.all_staff, remark)


def _exposed(scope: Scope) -> Count:
    return _heads(scope, lambda entry: entry.facts.exposed_workers)


def _heads(scope: Scope, of: Callable[[Standing], int | None], remark: str = "") -> Count:
    known = [(entry, heads) for entry in scope.counted if (heads := of(entry)) is not None]
    unknown = _ids(entry for entry in scope.counted if of(entry) is None)
    total = sum(heads for _, heads in known)
    return Count(_told(total, known, unknown), _ids(entry for entry, _ in known), unknown, remark=remark)


def _told(total: int, known: Sequence[object], unknown: Sequence[object]) -> int | None:
    """A sum over those who are known; None, not 0, when everybody is unknown."""
    return None if unknown and not known else total


def _by_class(scope: Scope) -> Count:
    """Σ of the class heads as 人次. Unknown: an employer with no class heads, or with a present class not counted."""
    totals = dict.fromkeys(CLASSES.values(), 0)
    rows, unknown = [], []
    for entry in scope.counted:
        known = [heads for heads in entry.facts.classes if heads.workers is not None]
        for heads in known:
            totals[heads.hazard_class] = totals.get(heads.hazard_class, 0) + (heads.workers or 0)
        if known:
            rows.append(entry.id)
        if not known or any(heads.present and heads.workers is None for heads in entry.facts.classes):
            unknown.append(entry.id)
    total = _told(sum(totals.values()), rows, unknown)
    return Count(total, tuple(rows), tuple(unknown), parts=() if total is None else tuple(totals.items()))


def _exposed_rate(scope: Scope) -> Count:
    numerator, denominator = 0, 0
    rows, unknown = [], []
    for entry in scope.counted:
        exposed, staff = entry.facts.exposed_workers, entry.facts.all_staff
        if exposed is None or staff is None:
            unknown.append(entry.id)
            continue
        rows.append(entry.id)
        numerator, denominator = numerator + exposed, denominator + staff
    ids = tuple(rows)
    return Count(rate(numerator, denominator), ids, tuple(unknown), numerator, denominator, ids)


def _movements(scope: Scope) -> Count:
    totals = []
    for first, last in scope.spans:
        new = sum(first <= day <= last for entry in scope.standings for day in entry.entered)
        gone = sum(first <= day <= last for entry in scope.standings for day in entry.left)
        totals.append((("新增", new), ("核减", gone)))
    first, last = scope.spans[0]
    moved = (e for e in scope.standings if any(first <= day <= last for day in (*e.entered, *e.left)))
    now, year = totals
    return Count(now[0][1], _ids(moved), parts=now, year_to_date=year[0][1], parts_to_date=year)


def _share(scope: Scope, holds: Callable[[Standing], bool | None]) -> Count:
    """The share of U for which `holds`; unknown ones stay in the denominator and are said."""
    rows = _ids(entry for entry in scope.counted if holds(entry))
    unknown = _ids(entry for entry in scope.counted if holds(entry) is None)
    basis = _ids(scope.counted)
    return Count(rate(len(rows), len(basis)), rows, unknown, len(rows), len(basis), basis)


def _verified(scope: Scope) -> Count:
    return _share(scope, lambda entry: entry.verified)


def _is_declared(entry: Standing) -> bool | None:
    return None if entry.declared == "unknown" else entry.declared == "valid"


def _declared(scope: Scope) -> Count:
    share = _share(scope, _is_declared)
    return Count(len(share.rows), share.rows, share.unknown_rows)


def _declared_rate(scope: Scope) -> Count:
    return _share(scope, _is_declared)


def _overdue(scope: Scope) -> Count:
    rows = _ids(entry for entry in scope.counted if entry.declared == "overdue")
    unknown = _ids(entry for entry in scope.counted if entry.declared == "unknown")
    never = sum(entry.declared in ("never", "ended") for entry in scope.counted)
    return Count(len(rows), rows, unknown, remark=f"另有{never}家没有有效的申报记录" if never else "")


def _receipts(scope: Scope) -> Count:
    totals: list[Parts] = []
    rows: list[int] = []
    unknown: list[int] = []
    for first, last in scope.spans:
        counts: dict[str | None, int] = dict.fromkeys((*KINDS, "类别不明"), 0)
        for entry in scope.standings:
            for receipt in entry.facts.declarations:
                if receipt.kind != "注销" and within(receipt.on, receipt.precision, first, last):
                    counts[receipt.kind if receipt.kind in counts else "类别不明"] += 1
        totals.append(tuple((str(kind), n) for kind, n in counts.items() if n or kind in KINDS))
    first, last = scope.spans[0]
    for entry in scope.standings:
        answers = [_dated_in(receipt, first, last) for receipt in entry.facts.declarations if receipt.kind != "注销"]
        rows += [entry.id] if True in answers else []
        unknown += [entry.id] if None in answers else []
    now, year = totals
    value, to_date = (sum(n for _, n in parts) for parts in (now, year))
    return Count(value, tuple(rows), tuple(unknown), parts=now, year_to_date=to_date, parts_to_date=year)


def _dated_in(entry: Declared | TestReport, first: date, last: date) -> bool | None:
    return within(entry.on, entry.precision, first, last)


def _tested_rate(scope: Scope) -> Count:
    return _share(scope, lambda entry: entry.tested)


def _points(scope: Scope) -> tuple[Points, Points, Ids, Ids]:
    spans, found = scope.spans, (Points(), Points())
    rows, unknown = [], []
    telling = scope.book.codes.get("test_kind").flagged("result") | {None}
    for entry in scope.standings:
        reports = [report for report in entry.facts.tests if report.kind in telling]
        answers = [_dated_in(report, *spans[0]) for report in reports]
        whole = [found[0].add(report) for report, inside in zip(reports, answers, strict=True) if inside]
        for report in reports:
            if _dated_in(report, *spans[1]):
                found[1].add(report)
        rows += [entry.id] if True in whole else []
        unknown += [entry.id] if None in answers or False in whole else []
    return found[0], found[1], tuple(rows), tuple(unknown)


def _point_counts(scope: Scope) -> Count:
    now, year, rows, unknown = scope.points
    parts, to_date = ((("检测点", span.tested), ("达标点", span.passed)) for span in (now, year))
    tested = _told(now.tested, rows if rows or not now.tested else (now,), unknown)
    split = () if tested is None else parts
    return Count(tested, rows, unknown, parts=split, year_to_date=year.tested, parts_to_date=to_date)


def _point_rate(scope: Scope) -> Count:
    now, year, rows, unknown = scope.points
    to_date = rate(year.passed, year.judged)
    return Count(rate(now.passed, now.judged), rows, unknown, now.passed, now.judged, rows, year_to_date=to_date)


def _over_limit(scope: Scope) -> Count:
    rows = _ids(entry for entry in scope.counted if entry.over_limit)
    open_ones = [entry for entry in scope.counted if entry.over_limit is None]
    unknown = _ids(entry for entry in open_ones if any(_until(report, scope) for report in entry.facts.tests))
    never = len(open_ones) - len(unknown)
    return Count(len(rows), rows, unknown, remark=f"另有{never}家没有检测记录" if never else "")


def _until(report: TestReport, scope: Scope) -> bool:
    return report.on is None or report.on <= scope.period.end


def _examined(scope: Scope) -> Count:
    due, examined = 0, 0
    rows, unknown = [], []
    for entry in scope.counted:
        rounds = [exam for exam in entry.facts.exams if exam.kind == "在岗" and _this_year(exam, scope.period)]
        known = [(exam.due, exam.examined) for exam in rounds if exam.due is not None and exam.examined is not None]
        due += sum(pair[0] for pair in known)
        examined += sum(pair[1] for pair in known)
        rows += [entry.id] if known else []
        unknown += [entry.id] if len(known) < len(rounds) or not rounds else []
    ids = tuple(rows)
    value = rate(examined, due)
    return Count(value, ids, tuple(unknown), examined, due, ids, year_to_date=value)


def _this_year(exam: Examined, period: Period) -> bool:
    if exam.on is not None and exam.on > period.end:
        return False
    year = exam.year if exam.year is not None else exam.on.year if exam.on else None
    return year == period.year


COUNTS: Mapping[str, Callable[[Scope], Count]] = {
    "A01": _registered,
    "A02": _hazardous,
    "A03": _by_severity,
    "A04": _by_size,
    "A05": _staff,
    "A06": _exposed,
    "A07": _by_class,
    "A08": _exposed_rate,
    "A09": _movements,
    "A10": _verified,
    "B01": _declared,
    "B02": _declared_rate,
    "B03": _receipts,
    "B04": _overdue,
    "C01": _tested_rate,
    "C02": _point_counts,
    "C03": _point_rate,
    "C04": _over_limit,
    "D01": _examined,
}
