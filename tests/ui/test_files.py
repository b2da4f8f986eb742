"""Where files come from and go to: the folder is remembered, the ending follows the kind, what was written opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui import files
from desktop.ui.files import Files
from desktop.ui.notice import Bar


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def asking(window, tmp_path):
    return Files(QSettings(str(tmp_path / "prefs.ini"), QSettings.Format.IniFormat), Bar(window))


def test_the_next_question_begins_where_the_last_file_was(asking, window, tmp_path):
    folder = tmp_path / "报表"
    folder.mkdir()
    given = []
    asking.save(window, "导出", "台账.xlsx", files.WORKBOOK, given.append).fileSelected.emit(str(folder / "六月.xlsx"))
    assert given == [folder / "六月.xlsx"]
    assert asking.read(window, "打开", files.SHEETS, given.append).directory().absolutePath() == str(folder)
    folder.rmdir()
    assert asking.folder(window, "保存到", given.append).directory().absolutePath() != str(folder)


def test_what_is_only_looked_at_is_gone_with_the_window(window, tmp_path):
    files_ = Files(QSettings(str(tmp_path / "prefs.ini"), QSettings.Format.IniFormat), Bar(window))
    one, other = files_.scratch(), files_.scratch()
    assert one != other
    (one / "名单.pdf").write_bytes(b"")
    del files_
    assert not one.parent.exists()


def test_several_files_arrive_together(asking, window, tmp_path):
    given = []
    chosen = [str(tmp_path / name) for name in ("甲.jpg", "乙.jpg")]
    asking.several(window, "添加", given.append).filesSelected.emit(chosen)
    assert [[str(file) for file in some] for some in given] == [chosen]


def test_the_ending_follows_the_kind_that_is_chosen(asking, window):
    dialog = asking.save(window, "空白表", "自查表.pdf", f"{files.PDF};;{files.WORKBOOK}", print)
    assert dialog.defaultSuffix() == "pdf"
    dialog.filterSelected.emit(files.WORKBOOK)
    assert dialog.defaultSuffix() == "xlsx"


@pytest.mark.parametrize(("name", "ways"), [("台账.xlsx", ["打开", "打开文件夹"]), ("", ["打开文件夹"])])
def test_what_was_written_can_be_opened_and_a_folder_only_shown(asking, window, tmp_path, name, ways):
    (tmp_path / "台账.xlsx").write_bytes(b"")
    asking.written("已写出。", tmp_path / name)
    assert [button.text() for button in window.findChild(Bar).findChildren(QPushButton)] == ways
