"""A new employer typed by hand, with a photo and a test report over the limit: grade, finding, card on paper."""

from __future__ import annotations

from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.ui.paperview import PaperView
from desktop.work import findings


def drop(widget, file):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    widget.dropEvent(QDropEvent(QPointF(9, 9), *rest))


def fill(dialog, values):
    for key, written in values.items():
        editor = dialog.boxes[key].editor
        if hasattr(editor, "findData"):
            editor.setCurrentIndex(max(editor.findData(written), editor.findText(written)))
        else:
            editor.setText(written)


def enter(page, shell, settled, photo):
    """The dialog with a photo dropped before the first save; gives the new employer."""
    dialog = page.enter_new()
    drop(dialog, photo)
    settled(shell)
    for key, written in {
        "name": "梅溪新兴石材加工厂", "credit_code": "913305990000000172", "staff": "36", "exposed_workers": "12",
        "factors": "矽尘、噪声、苯",
    }.items():  # fmt: skip
        dialog.fields[key].setText(written)
    dialog.accept()
    settled(shell)
    assert page.card.name.text() == "梅溪新兴石材加工厂"
    return page.card.record


def report(page, shell, settled, scan):
    """A report over the limit with its result, and its scan dropped on it."""
    reports = page.card.show_tab("检测评价").ledgers
    for ledger, values in (
        ("test_report", {"tested_on": "2026-10-08", "kind": "定期检测", "points": "6", "points_over": "2"}),
        ("test_result", {"written": "矽尘", "points": "3", "points_over": "2", "over_limit": "是"}),
    ):
        dialog = reports.parts[ledger].ask_new()
        fill(dialog, values)
        dialog.accept()
        settled(shell)
    drop(reports.parts["test_report"], scan)
    settled(shell)


def test_a_new_employer_from_typing_to_paper(shell, settled, tmp_path):
    photo, scan = tmp_path / "车间.jpg", tmp_path / "报告.png"
    Image.new("RGB", (640, 480), "#556677").save(photo)
    Image.new("RGB", (480, 640), "#eeeeee").save(scan)
    page, office = shell.open("register"), shell.desk.office
    settled(shell)
    employer = enter(page, shell, settled, photo)
    report(page, shell, settled, scan)

    row = page.model.row_at(page.model.place_of(employer))
    assert (row.over_limit, row.level) == (True, "Ⅲ")
    assert "矽尘" in row.because
    filters = findings.Filters(employer=employer)
    opened = office.ask(lambda s: findings.rows(s, office.rulebook, office.today(), filters))
    assert any("矽尘" in found.described and found.source == "检测超标" for found in opened)
    files = page.card.show_tab("附件")
    files.show_line(None)
    assert {kept.name for kept in files.found} == {"车间.jpg", "报告.png"}
    page.filters.search.setText("没有隐患")
    page.filters.search.returnPressed.emit()
    assert employer not in page.model.ids
    page.filters.clear()
    page.table.show_record(employer)
    paper(page, shell, settled, tmp_path / "卡片.pdf")


def paper(page, shell, settled, file):
    """The card of the employer in sight, printed."""
    next(act for act in page.card.print.menu().actions() if "企业卡片" in act.text()).trigger()
    settled(shell)
    shell.findChild(PaperView).save_as(file)
    pages = PdfReader(file).pages
    text = "".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for said in ("梅溪新兴石材加工厂", "Ⅲ级", "矽尘", "苯", "■超标", "未销号隐患（"):
        assert said in text
