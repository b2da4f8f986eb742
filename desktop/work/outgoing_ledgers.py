"""The sub-ledgers of the employers that are shown, as a workbook with one sheet per ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.employer import Employer
from db.models.place import Area
from db.portions import portions
from desktop.report.registerlist import ListColumn, ListSheet
from desktop.rules.ledger_forms import LedgerField, LedgerForm
from desktop.rules.tables import Rulebook
from desktop.work.ledger_cells import MODELS
from desktop.work.ledgers import parent_of

Value = str | int | float | bool | date | None
KINDS = {"heads": "whole", "year": "whole", "number": "number", "day": "date", "whole_day": "date", "yes_no": "yes",
         "phone": "code", "credit_code": "code"}  # fmt: skip
OWNER = (
    ListColumn("单位名称", "text", 32),
    ListColumn("统一社会信用代码", "code", 22),
    ListColumn("所属村（社区）", "text", 14),
)


def sheets(session: Session, ids: Sequence[int], book: Rulebook) -> list[ListSheet]:
    """One sheet for every ledger that has a line; the restricted ones are never among them."""
    found = []
    for form in book.ledgers.values():
        if form.restricted:
            continue
        rows = list(_rows(session, form, ids, book))
        if rows:
            found.append(ListSheet(form.label, heads(form, book), rows))
    return found


def heads(form: LedgerForm, book: Rulebook) -> tuple[ListColumn, ...]:
    """The columns of the sheet of a ledger: whose line it is, what tells the line that owns it, its fields."""
    return (*OWNER, *_before(form, book), *_columns(form, book))


def _columns(form: LedgerForm, book: Rulebook) -> Iterator[ListColumn]:
    titles = {column.target.partition(".")[2]: column.label for column in form.columns if not column.of}
    for field in form.fields:
        # In a sheet that an import reads, a heading must not mean a field of the employer itself (“备注”).
        title = titles.get(field.key, f"{form.label}的{field.label}" if form.listed else field.label)
        choices = tuple(item.label for item in book.codes.get(field.list).items) if field.list else ()
        kind = KINDS.get(field.kind, "text")
        note = "；".join(filter(None, (field.help.rstrip("。"), "必填" if field.must else "", field.unit)))
        yield ListColumn(title, kind, max(10.0, 2.2 * len(title)), note, choices)  # type: ignore[arg-type]


def _before(form: LedgerForm, book: Rulebook) -> list[ListColumn]:
    """What tells the line that owns these lines, e.g. the sampling day of the report."""
    return list(_columns(book.ledgers[form.of], book))[:2] if form.of else []


def _rows(session: Session, form: LedgerForm, ids: Sequence[int], book: Rulebook) -> Iterator[list[Value]]:
    model, owner = MODELS[form.key], MODELS[form.of or form.key]
    for page in portions(ids):
        query = (
            select(model, owner, Employer.name, Employer.credit_code, Area.name)
            .join(owner, parent_of(form) == owner.id) if form.of else
            select(model, model.id, Employer.name, Employer.credit_code, Area.name)
        )  # fmt: skip
        query = (
            query.join(Employer, owner.employer_id == Employer.id)
            .outerjoin(Area, Employer.area_id == Area.id)
            .where(Employer.id.in_(list(page)))
            .order_by(Employer.sort_key, Employer.id, model.id)
        )
        for row, above, name, code, village in session.execute(query):
            before = [value(field, above, book) for field in book.ledgers[form.of].fields[:2]] if form.of else []
            yield [name, code, village, *before, *(value(field, row, book) for field in form.fields)]


def value(field: LedgerField, row: Any, book: Rulebook) -> Value:  # noqa: ANN401 - a row of any ledger
    """What a sheet says of a field of a line."""
    found: Value = getattr(row, field.key)
    if found is None:
        return None
    if field.kind == "code":
        return book.codes.label(field.list or "", str(found))
    if field.kind == "day" and getattr(row, "precision", "day") != "day":
        return str(found)[: {"month": 7, "year": 4}[row.precision]]
    return found
