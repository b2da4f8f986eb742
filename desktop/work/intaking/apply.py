"""Carry out a plan: one operation, all rows or none, and the sender's file kept under its hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import journal, search
from db.models.employer import Employer
from db.models.everything import Table
from db.models.place import Area
from desktop.rules.factors import normal
from desktop.rules.tables import Rulebook
from desktop.work.change import Change
from desktop.work.intaking import keep as intake_keep
from desktop.work.intaking import lines as intake_lines
from desktop.work.intaking import new as intake_new
from desktop.work.intaking import register as intake_register
from desktop.work.intaking import tables as intake_tables
from desktop.work.intaking import write as intake_write
from desktop.work.intaking.duplicates import complete
from desktop.work.intaking.ledgers import Entry
from desktop.work.intaking.outcome import Ground, Outcome
from desktop.work.intaking.plan import Plan, RowPlan, SheetPlan
from desktop.work.intaking.register import Register
from desktop.work.intaking.sheet import expanded, outcome
from desktop.work.intaking.write import Writes
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.settings import kind_of
from desktop.work.undisturbed import undisturbed

Row = dict[str, Any]
Decision = int | str
Completers = dict[tuple[str, int], list[tuple[SheetPlan, int]]]
ALWAYS = ("name", "status")
NEW, SKIP = "new", "skip"


@undisturbed()
def apply(
    session: Session,
    plan: Plan,
    *,
    decisions: Mapping[tuple[str, int], Decision],
    folder: Path,
    on: date,
    progress: Progress | None = None,
) -> Change:
    """Write what the plan says. Raises Problem, with nothing written, when it cannot be done as a whole.

    decisions: by (sheet name, row): an employer's id, "new" or "skip". Doubtful rows without one are left out.
    folder: where the office file is; the sender's file is kept below it.
    """
    progress = progress or Progress()
    journal.brief(session)
    writes = Writes()
    register = intake_register.load(session, sorted(_scalars(plan)))
    areas = _new_areas(session, plan, decisions, register)
    _load_ledgers(session, plan, decisions, register)
    completers = _completers(plan)
    for number, sheet in enumerate(plan.sheets):
        progress.step(number, len(plan.sheets), f"正在写入“{sheet.sheet}”")
        if sheet.lines is not None:
            continue
        fields, year = {**plan.headings.fields, **sheet.reading.fields}, sheet.recognised.year or on.year
        ground = Ground(plan.rulebook, on, fields, register.area_of, year, plan.name)
        _gather(sheet, decisions, completers, register, ground, writes)
    changed = intake_write.write(session, writes, progress)
    for sheet in plan.sheets:
        if sheet.lines is not None:
            changed = _write_lines(session, sheet, decisions, plan.rulebook, on, writes) or changed
    remembered = intake_keep.remember(session, plan, on)
    if changed or areas:
        intake_keep.keep(session, plan, folder, on)
    return Change(
        _said(plan, writes, areas),
        frozenset(writes.touched),
        listed=bool(writes.new or writes.updates),
        settings=bool(areas or remembered),
    )


def _write_lines(
    session: Session,
    sheet: SheetPlan,
    decisions: Mapping[tuple[str, int], Decision],
    book: Rulebook,
    on: date,
    writes: Writes,
) -> bool:
    """The lines of a ledger, for the employers they are of."""
    meant = ((row.row, _target(sheet, row, decisions)) for row in sheet.rows)
    targets = [(row, target) for row, target in meant if isinstance(target, int) and target > 0]
    touched = intake_lines.write(session, sheet, targets, book, on)
    writes.touched |= touched
    writes.counts["lines"] += sum(row in (sheet.lines or ()) for row, _ in targets)
    return bool(touched)


def _scalars(plan: Plan) -> set[str]:
    known = set(Employer.__table__.columns.keys())
    named = {
        column.target.partition(".")[2]
        for sheet in plan.sheets
        for column in sheet.reading.fields.values()
        if column.target.startswith("employer.")
    }
    return (named & known) | {"contact", "more_contacts", "factors_incomplete", "status", "status_since"}


def _target(sheet: SheetPlan, row: RowPlan, decisions: Mapping[tuple[str, int], Decision]) -> Decision | None:
    """The employer's id, "new", or None when the row is left out."""
    decided = decisions.get((sheet.sheet, row.row))
    if decided == SKIP or row.verdict == "refused":
        return None
    if decided is not None:
        return decided
    if row.verdict == "doubtful":
        return None
    return NEW if row.employer_id is None else row.employer_id


def _new_areas(
    session: Session, plan: Plan, decisions: Mapping[tuple[str, int], Decision], register: Register
) -> list[str]:
    """Make the villages that the sheets name and the area tree lacks."""
    names: dict[str, None] = {}
    for sheet in plan.sheets:
        said = sheet.reading.values.get("village")
        for place, row in enumerate(sheet.rows):
            if _target(sheet, row, decisions) is None:
                continue
            village = said[place] if said else _said_above(sheet, place)
            if isinstance(village, str) and village not in register.area_of:
                names[village] = None
    position = session.scalar(select(func.max(Area.position))) or 0
    for number, name in enumerate(names, position + 1):
        area = Area(name=name, kind=kind_of(name), pinyin=search.key(name)[0], position=number)
        session.add(area)
        session.flush()
        register.area_of[name] = area.id
        register.areas[area.id] = name
    return list(names)


def _said_above(sheet: SheetPlan, place: int) -> str | None:
    recognised = sheet.recognised
    return recognised.sections.get(recognised.data_rows[place], recognised.village)


def _load_ledgers(
    session: Session, plan: Plan, decisions: Mapping[tuple[str, int], Decision], register: Register
) -> None:
    tables: dict[str, Any] = {}
    ids: set[int] = set()
    for sheet in plan.sheets:
        tables |= intake_tables.needed(sheet.reading.fields)
        for row in sheet.rows:
            target = _target(sheet, row, decisions)
            if isinstance(target, int) and target > 0:
                ids.add(target)
    intake_register.load_ledgers(session, register, tables, ids & register.employers.keys())


def _gather(
    sheet: SheetPlan,
    decisions: Mapping[tuple[str, int], Decision],
    completers: Completers,
    register: Register,
    ground: Ground,
    writes: Writes,
) -> None:
    rows = list(_rows(sheet, decisions))
    fast = _gather_fresh(sheet, rows, completers, register, ground, writes)
    for place, row, target in rows:
        if place in fast:
            continue
        values = _values(sheet, place)
        for other, further in completers.get((sheet.sheet, row.row), ()):
            complete(values, _values(other, further))
            writes.counts["same"] += 1
        writes.counts["decided"] += row.verdict == "doubtful"
        made = writes.made_by.get((sheet.sheet, -target)) if isinstance(target, int) and target < 0 else None
        if isinstance(target, int) and target > 0:
            _change(outcome(values, target, register, ground), target, row, register, writes)
        elif made is not None:
            _add_to_new(outcome(values, None, register, ground), made, writes)
        else:
            writes.made_by[sheet.sheet, row.row] = len(writes.new)
            _enter(outcome(values, None, register, ground), row, register, writes)


def _values(sheet: SheetPlan, place: int) -> dict[str, object]:
    """What a row says, with the village said above it."""
    values = expanded(sheet.reading.row(place))
    village = _said_above(sheet, place)
    if village and "village" not in values:
        values["village"] = village
    return values


def _completers(plan: Plan) -> Completers:
    """The rows that only complete an earlier row of the file, by sheet and row of that one."""
    found: Completers = defaultdict(list)
    for sheet in plan.sheets:
        for place, row in enumerate(sheet.rows):
            if row.row in sheet.merged:
                found[sheet.merged[row.row]].append((sheet, place))
    return found


def _gather_fresh(
    sheet: SheetPlan,
    rows: list[tuple[int, RowPlan, Decision]],
    completers: Completers,
    register: Register,
    ground: Ground,
    writes: Writes,
) -> set[int]:
    """Make the plainly new employers of the sheet column by column; gives the places that are done."""
    if not intake_new.plain(sheet.reading.fields):
        return set()
    places = [
        place
        for place, row, target in rows
        if target == NEW and row.verdict == NEW and (sheet.sheet, row.row) not in completers
    ]
    made = intake_new.enter(sheet.reading, places, [_said_above(sheet, place) for place in places], ground)
    for place, employer in zip(places, made.employers, strict=True):
        if employer.get("credit_code"):
            _claim(employer["credit_code"], sheet.rows[place], register)
    start = len(writes.new)
    for number, place in enumerate(places):
        writes.made_by[sheet.sheet, sheet.rows[place].row] = start + number
    writes.new += made.employers
    writes.new_entries += [[] for _ in places]
    for table, entries in made.entries.items():
        writes.bulk[table] += [(start + number, entry) for number, entry in entries]
    writes.counts["new"] += len(places)
    return set(places)


def _rows(sheet: SheetPlan, decisions: Mapping[tuple[str, int], Decision]) -> Iterator[tuple[int, RowPlan, Decision]]:
    """The rows to be written; those that only complete an earlier row go with that one."""
    for place, row in enumerate(sheet.rows):
        target = _target(sheet, row, decisions)
        if target is not None and row.row not in sheet.merged:
            yield place, row, target


def _enter(found: Outcome, row: RowPlan, register: Register, writes: Writes) -> None:
    if code := found.sets.get("credit_code"):
        _claim(code, row, register)
    writes.new.append(found.sets)
    writes.new_entries.append([entry for entry in found.entries if entry.id is None])
    writes.counts["new"] += 1


def _claim(code: str, row: RowPlan, register: Register) -> None:
    """Give a code to a new employer. Raises Problem when it is another's."""
    if code in register.by_code:
        owner = register.employers.get(register.by_code[code], {}).get("name", "本文件中的另一行")
        raise Problem(
            f"第 {row.row} 行“{row.name}”的统一社会信用代码已经属于“{owner}”。",
            "请回到导入预览，把这一行归到那家单位，或选“跳过”，核对营业执照后再导入。",
        )
    register.by_code[code] = 0


def _add_to_new(found: Outcome, place: int, writes: Writes) -> None:
    """A further row of an employer that this file brings: it fills what the first row left open."""
    _fill(writes.new[place], found.sets)
    have = {_mark(entry): entry for entry in writes.new_entries[place]}
    for entry in found.entries:
        if known := have.get(_mark(entry)):
            _fill(known.values, entry.values)
        else:
            writes.new_entries[place].append(entry)
    writes.counts["same"] += 1


def _fill(mine: Row, theirs: Row) -> None:
    mine.update({column: value for column, value in theirs.items() if mine.get(column) is None})


def _mark(entry: Entry) -> tuple[object, ...]:
    """What tells one entry of a ledger from another."""
    values = entry.values
    if entry.table == "exposure":
        return (entry.table, normal(values["written"]))
    named = ("hazard_class", "audience", "year", "kind", *(column for column in values if column.endswith("_on")))
    return (entry.table, *(values.get(column) for column in named))


def _change(found: Outcome, employer_id: int, row: RowPlan, register: Register, writes: Writes) -> None:
    if employer_id not in register.employers:
        raise Problem(f"第 {row.row} 行“{row.name}”对应的单位已被删除。", "请重新选择文件，再看一遍导入预览。")
    if not found.sets and not found.entries:
        writes.counts["same"] += 1
        return
    code = found.sets.get("credit_code")
    if code and register.by_code.get(code, employer_id) != employer_id:
        raise Problem(
            f"第 {row.row} 行“{row.name}”的统一社会信用代码已经属于另一家单位。",
            "请回到导入预览，把这一行改归那家单位，或选“跳过”。",
        )
    if code:
        register.by_code[code] = employer_id
    register.employers[employer_id].update(found.sets)
    writes.updates.setdefault(employer_id, {}).update(found.sets)
    for entry in found.entries:
        if entry.id is not None and entry.id < 0:  # of an entry that an earlier row of this file made
            writes.entries[-entry.id - 1][1].values.update(entry.values)
            continue
        writes.entries.append((employer_id, entry))
        if entry.id is None:
            known = register.ledgers.setdefault(entry.table, {}).setdefault(employer_id, [])
            known.append({**dict.fromkeys(_columns_of(entry.table)), **entry.values, "id": -len(writes.entries)})
    writes.touched.add(employer_id)
    writes.counts["changed"] += 1


def _columns_of(table: str) -> list[str]:
    return [column.name for column in Table.metadata.tables[table].columns]


def _said(plan: Plan, writes: Writes, areas: list[str]) -> str:
    left = plan.total("doubtful") - writes.counts["decided"]
    cells = sum(sheet.cell_counts["refused"] for sheet in plan.sheets)
    ledgers = [sheet.row_counts for sheet in plan.sheets if sheet.lines is not None]
    unchanged, refused = (sum(counts[verdict] for counts in ledgers) for verdict in ("same", "refused"))
    said = (
        f"导入 {plan.name}：新增 {writes.counts['new']} 家、更新 {writes.counts['changed']} 家、"
        f"未变 {writes.counts['same']} 家、待定 {left} 家、退回 {plan.total('refused') - refused} 行"
    )
    if ledgers:
        said += f"；台账写入 {writes.counts['lines']:,} 行、未变 {unchanged:,} 行、退回 {refused:,} 行"
    if cells:
        said += f"（{cells} 个单元格待更正）"
    if areas:
        shown = "、".join(areas[:3]) + (f"等 {len(areas)} 个" if len(areas) > 3 else "")
        said += f"；新建村（社区）{shown}"
    return said
