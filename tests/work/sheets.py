"""Builders of real spreadsheet files, and the way every intake test goes: file -> plan -> apply -> what is recorded."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.models.everything import Area, Declaration, Employer, Exposure, TestReport
from desktop.rules.codes import check_character
from desktop.work import intake
from desktop.work.change import Change
from desktop.work.sheetfile import read
from tests.conftest import RESOURCES, TODAY

Rows = Sequence[Sequence[object]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def code(number: int) -> str:
    """A made-up credit code with a right check character."""
    first = f"91330523{number:09d}"
    return first + check_character(first)


def xlsx(path: Path, rows: Rows, *, sheet: str = "Sheet1", merged: Sequence[str] = (), more: Any = None) -> Path:
    """A workbook written by openpyxl: one sheet, or `more` = {sheet: rows} behind it."""
    import openpyxl

    book = openpyxl.Workbook()
    for title, lines in {sheet: rows, **(more or {})}.items():
        page = book.active if title == sheet else book.create_sheet()
        page.title = title
        for line in lines:
            page.append(list(line))
        if title == sheet:
            for area in merged:
                page.merge_cells(area)
    book.save(path)
    return path


def csv(path: Path, rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A text file, one row a line."""
    text = "\r\n".join(separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def raw_xlsx(path: Path, sheet_xml: str, *, strings: str = "") -> Path:
    """An .xlsx whose only sheet is exactly this XML."""
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
        'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
        '2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def worksheet(body: str, before: str = "") -> str:
    """Sheet XML with these rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData></worksheet>'


def ods(path: Path, table_xml: str, *, encrypted: bool = False) -> Path:
    """An .ods with these table rows in one sheet."""
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="台账">{table_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "<manifest><encryption-data/></manifest>" if encrypted else "<manifest/>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def planned(office: Any, path: Path, mapping: Mapping[str, Mapping[int, str | None]] | None = None) -> intake.Plan:
    """The plan for a file."""
    file, headings = read(path), intake.load(RESOURCES)
    return office.ask(
        lambda s: intake.plan(s, file, rulebook=office.rulebook, headings=headings, on=TODAY, mapping=mapping)
    )


def applied(office: Any, plan: intake.Plan, decisions: Mapping[tuple[str, int], int | str] | None = None) -> Change:
    """The plan carried out."""
    return office.do(lambda s: intake.apply(s, plan, decisions=decisions or {}, folder=office.folder, on=TODAY))


def taken_in(office: Any, path: Path) -> intake.Plan:
    """A file planned and carried out; gives its plan."""
    plan = planned(office, path)
    applied(office, plan)
    return plan


def register(office: Any) -> dict[str, dict[str, Any]]:
    """Everybody recorded, by name, with the fields the samples' truth speaks of."""

    def ask(session: Any) -> dict[str, dict[str, Any]]:
        areas = dict(session.execute(select(Area.id, Area.name)).all())
        found = {}
        for row in session.scalars(select(Employer)):
            fields = {column.name: getattr(row, column.name) for column in Employer.__table__.columns}
            fields["village"] = areas.get(row.area_id)
            fields["factors"] = list(
                session.scalars(select(Exposure.written).where(Exposure.employer_id == row.id).order_by(Exposure.id))
            )
            fields["declared_on"] = _latest(session, Declaration.declared_on, Declaration.employer_id == row.id)
            fields["tested_on"] = _latest(session, TestReport.tested_on, TestReport.employer_id == row.id)
            found[row.name] = fields
        return found

    return office.ask(ask)


def _latest(session: Any, column: Any, where: Any) -> str | None:
    days = sorted(session.scalars(select(column).where(where)))
    return days[-1].isoformat() if days else None
