"""Fields save themselves when they are left; what is refused stays, marked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.ui.form import Entry, Form
from desktop.work.problem import Problem

ENTRIES = (Entry("staff", "从业人员"), Entry("size", "规模", choices=(("小", "小型"), ("微", "微型"))))


@pytest.fixture
def form(qtbot):
    saved = []

    def save(record, key, written):
        if not written.isdigit() and key == "staff":
            raise Problem("看不懂。", "请只填一个整数，例如 12。")
        saved.append((record, key, written))

    made = Form(ENTRIES, save)
    made.saved = saved
    qtbot.addWidget(made)
    made.fill(1, {"staff": "20", "size": "小"})
    with qtbot.waitExposed(made):
        made.show()
    return made


def write(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_leaving_a_field_saves_it(form, qtbot):
    write(qtbot, form.boxes["staff"].editor, "62")

    assert form.saved == [(1, "staff", "62")]
    assert not form.boxes["staff"].refused


def test_showing_the_saved_record_again_while_saving_does_not_save_twice(qtbot):
    saved = []

    def save(record, key, written):
        saved.append(written)
        form.remember()
        form.fill(record, {"staff": written})

    form = Form(ENTRIES, save)
    qtbot.addWidget(form)
    form.fill(1, {"staff": "20"})
    with qtbot.waitExposed(form):
        form.show()
    write(qtbot, form.boxes["staff"].editor, "62")

    assert saved == ["62"]


def test_an_unchanged_field_saves_nothing(form, qtbot):
    write(qtbot, form.boxes["staff"].editor, "20")

    assert form.saved == []


def test_a_refused_value_stays_and_says_what_to_write(form, qtbot):
    write(qtbot, form.boxes["staff"].editor, "yue30")

    box = form.boxes["staff"]
    assert box.editor.text() == "yue30"
    assert box.mark.isVisible()
    assert box.mark.text() == "请只填一个整数，例如 12。"
    assert form.saved == []


def test_a_refused_value_is_still_there_after_looking_at_another_record(form, qtbot):
    write(qtbot, form.boxes["staff"].editor, "yue30")

    form.fill(2, {"staff": "5"})
    assert form.boxes["staff"].editor.text() == "5"
    assert not form.boxes["staff"].mark.isVisible()
    form.fill(1, {"staff": "20"})

    assert form.boxes["staff"].editor.text() == "yue30"
    assert form.boxes["staff"].refused


def test_escape_brings_back_what_the_register_holds(form, qtbot):
    field = form.boxes["staff"].editor
    field.setFocus()
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "20"


def test_a_code_the_list_no_longer_has_is_still_shown(form):
    form.fill(3, {"size": "规模以上"})

    assert form.boxes["size"].editor.currentText() == "规模以上"


def test_choosing_from_a_list_saves_its_code(form):
    box = form.boxes["size"]
    box.editor.setCurrentIndex(box.editor.findData("微"))
    box.editor.activated.emit(box.editor.currentIndex())

    assert form.saved == [(1, "size", "微")]
