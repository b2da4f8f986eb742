"""Sheets of ledgers as `outgoing_ledgers` writes them, read back: one line a row, several lines of an employer."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.portions import few
from desktop.rules.cells import Unclear
from desktop.rules.ledger_forms import LedgerForm
from desktop.rules.likeness import name_key
from desktop.rules.tables import Rulebook
from desktop.work import ledger_cells, ledgers, outgoing_ledgers
from desktop.work.intaking import match as intake_match
from desktop.work.intaking.match import Identity
from desktop.work.intaking.plan import FATES, VERDICTS, Column, FieldChange, Recognised, RefusedCell, RowPlan, SheetPlan
from desktop.work.intaking.read import Reading
from desktop.work.intaking.register import Register
from desktop.work.ledger_cells import MODELS, Refused
from desktop.work.problem import Problem
from desktop.work.sheetfile import Sheet, address

WHO = ("name", "credit_code", "village")  # the columns that tell whose line it is
UNKNOWN_EMPLOYER = "台账里没有这家企业"
UNDECIDED, SENT_BACK = "整行待定", "整行退回"


@dataclass(frozen=True, slots=True)
class LineWrite:
    """What a row writes. line: None for a new one; owner: the line of the other ledger that it belongs to."""

    form: LedgerForm
    line: int | None
    text: Mapping[str, str]
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """A line that is kept: its cells as a sheet says them, and those of the line that owns it."""

    id: int
    said: Mapping[str, str]
    owner: int | None
    above: Mapping[str, str]


@dataclass(slots=True)
class _Row:
    """One row of the sheet while it is compared. cells: own cells by key; above: those of the owning line."""

    number: int  # from 1
    who: Mapping[str, str]
    above: Mapping[str, str]
    cells: Mapping[str, str]
    fates: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedCell] = field(default_factory=list)


def form_of(sheet: Sheet, book: Rulebook) -> LedgerForm | None:
    """The ledger a sheet holds lines of; None unless it has the name and the headings of an exported one."""
    form = next((form for form in book.ledgers.values() if form.label == sheet.name and not form.restricted), None)
    if form is None or not sheet.rows:
        return None
    titles = [_text(cell) for cell in sheet.rows[0]]
    known = {column.title for column in outgoing_ledgers.heads(form, book)}
    owner = [column.title for column in outgoing_ledgers.OWNER]
    fits = titles[: len(owner)] == owner and len(titles) > len(owner) and set(filter(None, titles)) <= known
    return form if fits else None


class LineSheet:
    """One sheet of lines against the register."""

    def __init__(self, session: Session, sheet: Sheet, form: LedgerForm, book: Rulebook, on: date) -> None:
        self._session, self._sheet, self._form, self._book, self._on = session, sheet, form, book, on
        self._above = book.ledgers[form.of].fields[:2] if form.of else ()
        self._columns = self._meant()
        self._labels = {field.key: field.label for field in form.fields}
        self._places = {key: column for column, (part, key) in self._columns.items() if part == "own"}
        self.writes: dict[int, LineWrite] = {}

    def plan(self, register: Register) -> SheetPlan:
        """What becomes of every row. Blank never erases; a line is known by what its ledger calls it by."""
        rows = list(self._rows())
        found = {row.number: intake_match.match(_identity(row.who), register) for row in rows}
        whose = {number: match.employer_id for number, match in found.items() if match.employer_id is not None}
        held = self._held(set(whose.values()))
        planned = []
        ignored: Counter[str] = Counter()
        for row in rows:
            match = found[row.number]
            name = row.who.get("name", "")
            if match.employer_id is None:
                verdict, why = ("doubtful", UNDECIDED) if match.candidates else ("refused", SENT_BACK)
                ignored[why] += self._count(row)
                row.fates["ignored"] += self._count(row)
                told = match.why or f"{UNKNOWN_EMPLOYER}，请先登记这家企业，再导入它的{self._form.label}"
                planned.append(RowPlan(row.number, verdict, None, name, (), match.candidates, told))
                self.writes[row.number] = LineWrite(self._form, None, row.cells)
                continue
            planned.append(self._compared(row, match.employer_id, held[match.employer_id]))
        return self._done(rows, planned, ignored)

    def _compared(self, row: _Row, employer: int, held: list[_Held]) -> RowPlan:
        form, name = self._form, row.who.get("name", "")
        line = self._fitting(row, held)
        owner = line.owner if line else self._owner(row, employer)
        before = line.said if line else {}
        fresh = {key: text for key, text in row.cells.items() if text and not _same(text, before.get(key, ""))}
        typed = {key: text for key, text in fresh.items() if (one := form.field(key)) and not one.given}
        row.fates["same"] += self._count(row) - len(typed)
        if line is not None:
            held.remove(line)
            if not typed:
                return RowPlan(row.number, "same", employer, name)
        refused = self._refused(row, typed, line)
        clear = {key: text for key, text in typed.items() if key not in refused}
        row.fates["refused"] += len(typed) - len(clear)
        lacking = next((key for key in refused if (one := form.field(key)) and one.must), None)
        if not clear or (line is None and lacking):
            row.fates["refused"] += len(clear)
            return RowPlan(row.number, "refused", employer, name, why=self._why(refused))
        row.fates["taken"] += len(clear)
        self.writes[row.number] = LineWrite(form, line.id if line else None, clear, owner)
        changes = tuple(
            FieldChange(key, self._labels[key], before.get(key, ""), text, self._address(row, key))
            for key, text in clear.items()
        )
        return RowPlan(row.number, "changed", employer, name, changes)

    def _refused(self, row: _Row, typed: Mapping[str, str], line: _Held | None) -> dict[str, Unclear]:
        """The cells that cannot be taken, as the ledger itself would refuse them."""
        form, book, on = self._form, self._book, self._on
        before = ledgers.line_written(self._session, form.key, line.id, rulebook=book) if line else {}
        start = {} if line else ledgers.defaults(form)
        try:
            ledger_cells.values_of(form, {**start, **typed}, before, book, on)
        except Refused as problem:
            refused = dict(problem.cells)
        else:
            refused = {}
        for key, doubt in refused.items():
            where, said = self._address(row, key), row.cells.get(key, "")
            label = self._labels.get(key, form.label)
            row.refused.append(RefusedCell(row.number, where, key, label, said, doubt.why, doubt.instead))
        return refused

    def _why(self, refused: Mapping[str, Unclear]) -> str:
        return "；".join(f"{self._labels.get(key, key)}：{doubt.why}" for key, doubt in refused.items())

    def _fitting(self, row: _Row, held: list[_Held]) -> _Held | None:
        """The kept line a row means: one that says the same, else one that is called the same."""
        mine = [line for line in held if all(_same(text, line.above.get(key, "")) for key, text in row.above.items())]
        said = {key: text for key, text in row.cells.items() if text}
        whole = (line for line in mine if all(_same(text, line.said.get(key, "")) for key, text in said.items()))
        named = [key for key in self._form.named if key in said]
        called = (line for line in mine if named and all(_same(said[key], line.said.get(key, "")) for key in named))
        return next(whole, None) or next(called, None)

    def _owner(self, row: _Row, employer: int) -> int | None:
        """The line of the other ledger that a new line belongs to."""
        if self._form.of is None:
            return None
        owners = _said_of(self._session, self._book.ledgers[self._form.of], {employer}, self._book)[employer]
        wanted = {key: text for key, text in row.above.items() if text}
        return next((o.id for o in owners if all(_same(t, o.said.get(k, "")) for k, t in wanted.items())), None)

    def _held(self, ids: set[int]) -> dict[int, list[_Held]]:
        return _said_of(self._session, self._form, ids, self._book)

    def _meant(self) -> dict[int, tuple[str, str]]:
        """Of each column: whether it tells whose the line is, of the owning line, or of the line; and the key."""
        form, book = self._form, self._book
        keys = [*(("who", key) for key in WHO), *(("above", one.key) for one in self._above)]
        keys += [("own", one.key) for one in form.fields]
        titles = [column.title for column in outgoing_ledgers.heads(form, book)]
        free = list(zip(titles, keys, strict=True))
        meant = {}
        for number, cell in enumerate(self._sheet.rows[0]):
            hit = next((pair for pair in free if pair[0] == _text(cell)), None)
            if hit is not None:
                free.remove(hit)
                meant[number] = hit[1]
        return meant

    def _rows(self) -> Iterator[_Row]:
        for number, cells in enumerate(self._sheet.rows[1:], start=2):
            parts: dict[str, dict[str, str]] = {"who": {}, "above": {}, "own": {}}
            for column, (part, key) in self._columns.items():
                parts[part][key] = _text(cells[column])
            if any(parts["who"].values()):
                yield _Row(number, parts["who"], parts["above"], parts["own"])

    def _count(self, row: _Row) -> int:
        return sum(bool(text) for text in row.cells.values())

    def _address(self, row: _Row, key: str) -> str:
        return address(row.number - 1, self._places[key]) if key in self._places else ""

    def _done(self, rows: Sequence[_Row], planned: Sequence[RowPlan], ignored: Counter[str]) -> SheetPlan:
        fates: Counter[str] = Counter()
        for row in rows:
            fates.update(row.fates)
        verdicts = Counter(row.verdict for row in planned)
        heads = tuple(
            Column(number, _text(cell), self._columns[number][1] if number in self._columns else None)
            for number, cell in enumerate(self._sheet.rows[0])
        )
        places = tuple(row.number - 1 for row in rows)
        recognised = Recognised(self._sheet.name, 1, 1, heads, f"ledger/{self._form.key}", None, (), data_rows=places)
        plan = SheetPlan(
            self._sheet.name,
            recognised,
            tuple(planned),
            tuple(cell for row in rows for cell in row.refused),
            (),
            {"read": len(rows), **{verdict: verdicts[verdict] for verdict in VERDICTS}},
            {"read": sum(map(self._count, rows)), **{fate: fates[fate] for fate in FATES}},
            dict(ignored),
            Reading(self._sheet, places),
            lines=self.writes,
        )
        plan.check()
        return plan


def write(session: Session, sheet: SheetPlan, targets: Iterable[tuple[int, int]], book: Rulebook, on: date) -> set[int]:
    """Write the lines of these rows for these employers; gives the employers. Raises Problem naming the row."""
    touched = set()
    for row, employer in targets:
        wish: LineWrite | None = (sheet.lines or {}).get(row)
        if wish is None:
            continue
        owner = {"report": str(wish.owner)} if wish.owner is not None else {}
        try:
            if wish.line is not None:
                ledgers.change(session, wish.form.key, wish.line, wish.text, rulebook=book, on=on)
            else:
                typed = {one.key: said for one in wish.form.typed if (said := wish.text.get(one.key))}
                text = {**ledgers.defaults(wish.form), **typed, **owner}
                ledgers.add(session, employer, wish.form.key, text, rulebook=book, on=on)
        except Problem as problem:
            what = f"“{sheet.sheet}”第 {row} 行：{problem.what}"
            raise Problem(what, f"{problem.remedy}改好后再导入。", "没有写入任何内容。") from problem
        touched.add(employer)
    return touched


def _said_of(session: Session, form: LedgerForm, ids: set[int], book: Rulebook) -> dict[int, list[_Held]]:
    """The kept lines of these employers, as a sheet says them."""
    model, owner = MODELS[form.key], MODELS[form.of or form.key]
    found: dict[int, list[_Held]] = defaultdict(list)
    query = select(model, owner) if form.of else select(model, model.id)
    if form.of:
        query = query.join(owner, ledgers.parent_of(form) == owner.id)
    if few(ids):
        query = query.where(owner.employer_id.in_(ids))
    above = book.ledgers[form.of].fields[:2] if form.of else ()
    for row, parent in session.execute(query.order_by(model.id)):
        held_by = parent if form.of else row
        if held_by.employer_id in ids:
            said = {one.key: _text(outgoing_ledgers.value(one, row, book)) for one in form.fields}
            before = {one.key: _text(outgoing_ledgers.value(one, parent, book)) for one in above}
            found[held_by.employer_id].append(_Held(row.id, said, parent.id if form.of else None, before))
    return found


def _identity(who: Mapping[str, str]) -> Identity:
    name, code = who.get("name") or None, who.get("credit_code") or None
    return Identity(name, code, None, who.get("village") or None, None, name_key(name) if name else "")


def _same(one: str, other: str) -> bool:
    """The same as it is written; a sheet keeps fewer digits of a number."""
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=1e-12)
    except ValueError:
        return False


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as it would be typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.16g}"
    return str(cell).strip()
