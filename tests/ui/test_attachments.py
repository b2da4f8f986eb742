"""The 附件 tab: dropping, removing, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂")
    made = shell.open("register")
    settled(shell)
    made.table.show_record(made.model.ids[0])
    return made


def drop(card, *files):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    card.dropEvent(QDropEvent(QPointF(9, 9), *rest))


def test_photos_dropped_on_the_card_are_kept_in_one_operation(page, shell, settled, tmp_path):
    files = [tmp_path / f"照片{n}.jpg" for n in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(b"picture %d" % number)
    drop(page.card, *files)
    settled(shell)

    tab = page.card.attachments
    assert len(tab.found) == 3
    assert page.card.tabs.currentWidget() is tab
    assert "添加附件" in shell.footer.said.text()
    tab.remove.click()
    assert len(tab.found) == 2
    shell.desk.undo()
    assert len(tab.found) == 3
    shell.desk.undo()
    assert tab.found == []


def test_a_folder_is_refused_in_words(page, shell, settled, tmp_path):
    drop(page.card, tmp_path)
    settled(shell)
    assert "文件夹" in shell.desk.bar.text


def test_a_copy_is_saved_where_the_person_wants(page, shell, settled, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"words")
    drop(page.card, file)
    settled(shell)
    page.card.attachments.save_as(tmp_path / "out.txt")
    settled(shell)
    assert (tmp_path / "out.txt").read_bytes() == b"words"
    page.card.attachments.save_as(tmp_path / "no" / "out.txt")
    settled(shell)
    assert "写不进" in shell.desk.bar.text
