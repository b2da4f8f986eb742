"""The 附件 tab: dropping, small pictures, looking, removing, undo; files before the first save; files of a line."""

from __future__ import annotations

from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel
from reportlab.pdfgen.canvas import Canvas


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", tests=((date(2026, 3, 1), 4, 0),))
    made = shell.open("register")
    settled(shell)
    made.table.show_record(made.model.ids[0])
    return made


@pytest.fixture
def photos(tmp_path):
    files = [tmp_path / f"照片{n}.jpg" for n in range(3)]
    for number, file in enumerate(files):
        Image.new("RGB", (90 + number, 60), "#8899aa").save(file)
    return files


def drop(widget, *files):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    widget.dropEvent(QDropEvent(QPointF(9, 9), *rest))


def on_disk(shell):
    folder = shell.desk.office.folder / "attachments"
    return [file for file in folder.rglob("*") if file.is_file() and ".small" not in str(file)]


def test_photos_dropped_on_the_card_are_kept_in_one_operation(page, shell, settled, photos):
    drop(page.card, *photos)
    settled(shell)
    assert page.card.tabs.tabText(page.card.tabs.currentIndex()) == "附件"
    tab = page.card.show_tab("附件")
    assert len(tab.found) == 3
    assert "添加附件" in shell.footer.said.text()
    assert len(list((shell.desk.office.folder / "attachments" / ".small").glob("*.png"))) == 3
    tab.remove.click()
    assert len(tab.found) == 2
    settled(shell)
    shell.desk.undo()
    assert len(tab.found) == 3
    shell.desk.undo()
    assert tab.found == []


def test_what_a_file_shows_is_written_beside_it(page, shell, settled, photos):
    drop(page.card, photos[0])
    settled(shell)
    tab = page.card.show_tab("附件")
    box = tab.form.boxes["caption"]
    box.editor.setText("喷漆房")
    box.commit()
    assert tab.strip.item(0).text() == "喷漆房"
    box = tab.form.boxes["taken_on"]
    box.editor.setText("去年夏天")
    box.commit()
    assert box.refused
    assert tab.found[0].taken_on is None


def test_attachments_are_looked_at_one_after_the_other(page, shell, settled, photos, tmp_path, qtbot):
    paper, words = tmp_path / "报告.pdf", tmp_path / "说明.txt"
    canvas = Canvas(str(paper))
    canvas.drawString(50, 700, "report")
    canvas.save()
    words.write_bytes(b"words")
    drop(page.card, photos[0], paper, words)
    settled(shell)
    viewer = page.card.show_tab("附件").view_it()
    seen = set()
    for _ in range(3):
        seen.add((viewer.kept.name, viewer.print.isEnabled()))
        qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert seen == {("照片0.jpg", True), ("报告.pdf", True), ("说明.txt", False)}
    while viewer.kept.name != "照片0.jpg":
        viewer.step(1)
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    viewer.print_to(printer)
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    viewer.save_as(tmp_path / "out.jpg")
    settled(shell)
    assert (tmp_path / "out.jpg").read_bytes() == photos[0].read_bytes()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.isHidden()


def test_what_cannot_be_added_or_saved_is_told(page, shell, settled, photos, tmp_path):
    drop(page.card, tmp_path)
    settled(shell)
    assert "文件夹" in shell.desk.bar.text
    empty = tmp_path / "空.jpg"
    empty.touch()
    drop(page.card, photos[0], empty)
    settled(shell)
    assert "0 字节" in shell.desk.bar.text
    assert len(page.card.show_tab("附件").found) == 1
    page.card.show_tab("附件").save_as(tmp_path / "no" / "out.txt")
    settled(shell)
    assert "写不进" in shell.desk.bar.text


def test_the_scan_dropped_on_a_report_belongs_to_it(page, shell, settled, photos):
    reports = page.card.show_tab("检测评价").ledgers
    part = reports.parts["test_report"]
    drop(part, photos[0])
    settled(shell)
    tab = page.card.show_tab("附件")
    assert tab.found[0].subject == "检测报告 2026-03-01 定期检测"
    drop(page.card, photos[1])
    settled(shell)
    tab.all.click()
    assert len(tab.found) == 2
    page.card.show_tab("检测评价")
    part.files.click()
    assert "检测报告" in tab.heading.text()


def test_files_chosen_while_an_employer_is_typed_are_kept_with_it(page, shell, settled, photos):
    dialog = page.enter_new()
    drop(dialog, *photos[:2])
    settled(shell)
    assert dialog.files.list.count() == 2
    dialog.accept()
    assert "还没有填写单位名称" in dialog.reason.text()
    dialog.files.drop_chosen()
    dialog.fields["name"].setText("新开的木器厂")
    dialog.accept()
    settled(shell)
    assert page.card.name.text() == "新开的木器厂"
    assert [kept.name for kept in page.card.show_tab("附件").found] == ["照片0.jpg"]
    assert len(on_disk(shell)) == 1
    settled(shell)
    shell.desk.undo()
    assert "新开的木器厂" not in [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_cancel_leaves_nothing_and_touches_no_file_of_the_person(page, shell, settled, photos):
    dialog = page.enter_new()
    drop(dialog, *photos)
    settled(shell)
    assert len(on_disk(shell)) == 3
    dialog.reject()
    assert on_disk(shell) == []
    assert all(file.exists() for file in photos)


def test_the_picture_follows_the_window(page, shell, settled, photos):
    drop(page.card, photos[0])
    settled(shell)
    viewer = page.card.show_tab("附件").view_it()
    shell.resize(1500, 900)
    assert viewer.size() == shell.size()
    assert viewer.findChild(QLabel) is not None
    viewer.close_it()
