"""A block of cells of the register, as pasted or filled: looked through first, then written as one operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.portions import portions
from desktop.rules.tables import Rulebook
from desktop.work import editing, grading
from desktop.work.change import Change
from desktop.work.problem import Problem

ALONE = ("name", "credit_code", "status", "factors", "former_names")  # they carry more than their own column


@dataclass(frozen=True, slots=True)
class Cell:
    """What is to be written for one employer: `key` of the field catalogue, `text` as it was typed or pasted."""

    employer_id: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that cannot be taken, with why and what to write instead."""

    cell: Cell
    name: str
    label: str
    why: str
    instead: str

    @property
    def text(self) -> str:
        """What was to be written."""
        return self.cell.text


@dataclass(frozen=True, slots=True)
class Looked:
    """A block after a look: what can be taken, what cannot."""

    taken: tuple[Cell, ...]
    refused: tuple[RefusedCell, ...]


def look(session: Session, cells: Sequence[Cell], *, rulebook: Rulebook, on: date) -> Looked:
    """Read every cell as on the card; nothing is written."""
    names = _employers(session, {cell.employer_id for cell in cells})
    read: dict[tuple[str, str], Problem | None] = {}
    taken, refused = [], []
    for cell in cells:
        if (cell.key, cell.text) not in read:
            read[cell.key, cell.text] = _problem(session, cell, rulebook, on)
        problem = read[cell.key, cell.text]
        employer = names.get(cell.employer_id)
        if problem is None and employer is not None:
            taken.append(cell)
        elif employer is not None and problem is not None:
            label = rulebook.fields[cell.key].label
            refused.append(RefusedCell(cell, employer.name, label, problem.what, problem.remedy))
    misfits = _misfits(session, names, taken, rulebook, on)
    for cell in [cell for cell in taken if cell in misfits]:
        problem = misfits[cell]
        label = rulebook.fields[cell.key].label
        refused.append(RefusedCell(cell, names[cell.employer_id].name, label, problem.what, problem.remedy))
    return Looked(tuple(cell for cell in taken if cell not in misfits), tuple(refused))


def _misfits(
    session: Session, employers: Mapping[int, Employer], cells: Iterable[Cell], rulebook: Rulebook, on: date
) -> dict[Cell, Problem]:
    """Cells that are clear and still do not fit: a code of another employer, heads that contradict the others."""
    found: dict[Cell, Problem] = {}
    heads: dict[int, dict[str, Cell]] = defaultdict(dict)
    codes: dict[str, int] = {}
    for cell in cells:
        field = rulebook.fields[cell.key]
        if field.kind == "heads":
            heads[cell.employer_id][cell.key] = cell
        elif field.kind == "credit_code" and cell.text.strip():
            code = str(editing.read(session, field, cell.text, rulebook, on))
            try:
                if codes.setdefault(code, cell.employer_id) != cell.employer_id:
                    raise Problem(f"这一块里有两家写了信用代码 {code}。", "请核对营业执照；一个代码只能属于一家。")
                editing.refuse_double(session, cell.employer_id, code)
            except Problem as problem:
                found[cell] = problem
    for employer_id, mine in heads.items():
        values = {
            key: editing.read(session, rulebook.fields[key], cell.text, rulebook, on) for key, cell in mine.items()
        }
        try:
            editing.refuse_contradiction(employers[employer_id], values, rulebook)
        except Problem as problem:
            found |= dict.fromkeys(mine.values(), problem)
    return found


def write(session: Session, cells: Sequence[Cell], *, rulebook: Rulebook, on: date, said: str = "修改") -> Change:
    """Write cells that `look` has taken, and grade once at the end. Raises Problem; then nothing is written."""
    employers = _employers(session, {cell.employer_id for cell in cells})
    values: dict[tuple[str, str], Any] = {}
    touched: set[int] = set()
    graded: set[int] = set()
    number, listed, single = 0, False, ""
    for cell in cells:
        employer, field = employers.get(cell.employer_id), rulebook.fields[cell.key]
        if employer is None:
            continue
        if cell.key in ALONE:
            change = editing.edit(session, cell.employer_id, cell.key, cell.text, rulebook=rulebook, on=on)
            number, listed, single = number + 1, listed or change.listed, change.said
            touched.add(cell.employer_id)
            continue
        if (cell.key, cell.text) not in values:
            values[cell.key, cell.text] = editing.read(session, field, cell.text, rulebook, on)
        value = values[cell.key, cell.text]
        before = getattr(employer, field.column)
        if value == before:
            continue
        setattr(employer, field.column, value)
        was, now = (
            (editing.shown(session, field, each, rulebook) for each in (before, value)) if not number else ("", "")
        )
        single = f"{employer.name}：{field.label} {was} → {now}" if not number else ""
        number, listed = number + 1, listed or cell.key == "village"
        touched.add(cell.employer_id)
        if cell.key in editing.GRADED_BY:
            graded.add(cell.employer_id)
    session.flush()
    for some in portions(sorted(graded)):  # of a few, only their own rows are read
        grading.regrade(session, rulebook, on, some)
    words = single if number == 1 else f"{said}：{len(touched):,} 家企业，{number:,} 格"
    return Change(words, frozenset(touched), listed=listed)


def _problem(session: Session, cell: Cell, rulebook: Rulebook, on: date) -> Problem | None:
    field = rulebook.fields.get(cell.key)
    if field is None:
        return Problem("这一列由程序得出，不能改。", "请不要粘贴到这一列。")
    try:
        if cell.key != "factors":
            value = editing.read(session, field, cell.text, rulebook, on)
            if value is None and field.need == "M":
                return Problem(f"{field.label}不能为空。", f"请填写{field.label}。")
    except Problem as problem:
        return problem
    return None


def _employers(session: Session, ids: Iterable[int]) -> dict[int, Employer]:
    found = {}
    for some in portions(sorted(ids)):
        query = select(Employer).where(Employer.id.in_(some))
        found.update({employer.id: employer for employer in session.scalars(query)})
    return found
