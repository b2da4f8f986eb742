"""双随机 in the window: refused in words, agreed to, kept, printed and drawn again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from db.models.people import Person
from desktop.ui.notice import Question
from desktop.ui.patrol.draw import DrawPanel
from desktop.work import draws
from desktop.work.change import Change


@pytest.fixture
def shown(desk, an_employer, qtbot):
    for number in range(12):
        an_employer(name=f"大同{number}号石材厂")
    an_employer(name="停产的厂", status="停产")
    made = DrawPanel(desk)
    desk.changed.connect(made.heard)
    qtbot.addWidget(made)
    made.resize(1160, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


def fill(shown, qtbot):
    qtbot.keyClicks(shown.seed, "2026329")
    shown.people.setPlainText("王芳、李强\n赵敏")
    shown.number.setText("4")


def press(shown, qtbot):
    qtbot.mouseClick(shown.draw, Qt.MouseButton.LeftButton)
    return shown.findChild(Question)


def test_only_employers_at_work_are_listed(shown):
    assert shown.counted.text() == "企业名单：12 家在营企业"
    assert "还没有做过抽取" in shown.told.text()
    assert not shown.save.isEnabled()


def test_what_is_missing_is_said_before_the_question(shown, qtbot):
    assert press(shown, qtbot) is None
    assert "还没有写随机种子" in shown.mark.text()
    fill(shown, qtbot)
    shown.conflicts.setPlainText("大同1号石材厂")
    assert press(shown, qtbot) is None
    assert "看不懂这条回避" in shown.mark.text()


def test_a_draw_is_agreed_to_kept_and_not_undone(shown, qtbot, office):
    fill(shown, qtbot)
    shown.conflicts.setPlainText("大同1号石材厂=王芳")
    before = office.undoable()
    question = press(shown, qtbot)
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert shown.model.rowCount() == 1
    assert shown.pairs.rowCount() == 4
    assert "检查人员 3 名，每家 2 名，回避 1 条" in shown.told.text()
    assert office.undoable() in (None, before)
    assert [row.drawn for row in office.ask(draws.listed)] == [4]


def test_the_record_is_written_and_drawn_again_and_an_altered_one_refused(shown, qtbot, desk, settled, tmp_path):
    fill(shown, qtbot)
    qtbot.mouseClick(press(shown, qtbot).yes, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(shown.save, Qt.MouseButton.LeftButton)
    dialog = shown.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out"))
    dialog.reject()
    settled(desk)
    written = {file.suffix for file in (tmp_path / "out").iterdir()}
    assert written == {".pdf", ".json", ".txt"}
    record = next((tmp_path / "out").glob("*.json"))
    shown.check(record)
    settled(desk)
    assert "核对一致" in desk.bar._what.text()
    plain = json.loads(record.read_text(encoding="utf-8"))
    plain["result"][0]["inspectors"].reverse()
    record.write_text(json.dumps(plain), encoding="utf-8")
    shown.check(record)
    settled(desk)
    assert "没有通过核对" in desk.bar._what.text()


def test_the_staff_register_fills_the_names(shown, qtbot, office):
    qtbot.mouseClick(shown.staff, Qt.MouseButton.LeftButton)
    assert "没有在岗的人" in shown.mark.text()

    def hire(session):
        session.add_all(
            [
                Person(name="王芳", card_no="A1"),
                Person(name="王芳", card_no="A2"),
                Person(name="李强", ended_on=date(2026, 1, 1)),
            ]
        )
        return Change("人员")

    office.do(hire)
    qtbot.mouseClick(shown.staff, Qt.MouseButton.LeftButton)
    assert shown.people.toPlainText() == "王芳（A1）\n王芳（A2）"
    assert shown.wish().inspectors == ("王芳（A1）", "王芳（A2）")
