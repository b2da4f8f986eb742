"""The frame: pages, keys, undo, zoom, dragging, help."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)

from desktop.ui import look
from desktop.ui.help import HelpPage
from desktop.ui.settings.welcome import Welcome
from desktop.work import editing, register, settings
from desktop.work.office import Office
from tests.conftest import RESOURCES, SAMPLES, TODAY


def test_the_window_opens_on_the_home_page_and_names_the_township(shell):
    assert shell.page.name == "home"
    assert shell.windowTitle() == "梅溪镇 - 职康网格"


def test_every_page_opens_by_its_button_and_by_its_key(shell, qtbot, settled):
    for number, (name, button) in enumerate(shell.sidebar.buttons.items(), 1):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert shell.page.name == name
        if number > 9:
            continue  # there are nine digits
        shell.open("home")
        qtbot.keyClick(shell, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert shell.page.name == name
        assert button.isChecked()
        settled(shell)


def test_a_change_is_said_at_the_bottom_and_can_be_taken_back(shell, an_employer, qtbot, settled):
    employer = an_employer(name="大同石材厂", staff=90, exposed_workers=12)
    office = shell.desk.office
    shell.desk.change(lambda s: editing.edit(s, employer, "exposed_workers", "62", rulebook=office.rulebook, on=TODAY))

    assert "62" in shell.footer.said.text()
    qtbot.mouseClick(shell.footer.undo, Qt.MouseButton.LeftButton)

    assert shell.footer.said.text().startswith("撤销：大同石材厂")
    assert shell.footer.redo.isVisible()
    qtbot.keyClick(shell, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert shell.footer.said.text().startswith("恢复：大同石材厂")
    settled(shell)


def test_ctrl_and_the_wheel_zoom_every_window(shell, prefs):
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(shell.windowHandle(), event)

    assert shell.percent == 110
    assert round(look.zoom() * 100) == 110
    assert int(prefs.value("zoom")) == 110


def test_a_spreadsheet_dropped_on_any_page_opens_the_exchange_page(shell, settled):
    shell.open("settings")
    drag(shell, SAMPLES / "sheets-1" / "t01_clean.xlsx", enter=True)
    assert shell._curtain.isVisible()

    drag(shell, SAMPLES / "sheets-1" / "t01_clean.xlsx")

    assert shell.page.name == "exchange"
    assert not shell._curtain.isVisible()
    settled(shell)
    assert shell.page.intake.plan.name == "t01_clean.xlsx"


def test_what_is_not_a_spreadsheet_is_not_taken(shell, tmp_path):
    picture = tmp_path / "a.png"
    picture.touch()

    assert not drag(shell, picture, enter=True)
    assert not shell._curtain.isVisible()


def test_f1_opens_the_help_of_the_page(shell, qtbot):
    qtbot.keyClick(shell, Qt.Key.Key_F1)

    page = shell.findChild(HelpPage)
    assert page.isVisible()
    assert "工作台" in page.text.toPlainText()
    page.close()


def test_every_page_has_its_help(shell):
    for name in shell.sidebar.buttons:
        assert len((RESOURCES / "help" / f"{name}.md").read_text(encoding="utf-8")) > 200


def test_every_control_has_a_name_for_a_screen_reader(shell, an_employer, settled):
    an_employer()
    for name in shell.sidebar.buttons:
        page = shell.open(name)
        settled(shell)
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit):
            for control in page.findChildren(kind):
                if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus and not inner(control):
                    words = control.accessibleName() or getattr(control, "text", str)()
                    assert words, (name, control.metaObject().className(), control.objectName())


def test_what_is_being_typed_is_kept_when_another_page_is_opened(shell, an_employer, qtbot, settled, office):
    employer = an_employer(staff=20)
    page = shell.open("register")
    settled(shell)
    page.table.show_record(employer)
    field = page.card.show_tab("基本信息").forms["人员"].boxes["staff"].editor
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "33")
    qtbot.mouseClick(shell.sidebar.buttons["home"], Qt.MouseButton.LeftButton)

    assert office.ask(lambda s: register.rows(s, [employer]))[employer].staff == 33
    settled(shell)


def test_the_job_bar_comes_after_half_a_second_and_cancels(shell, qtbot, settled):
    def endless(progress):
        while True:
            progress.step(1, 10, "正在数")

    shell.desk.start(shell, endless, print, "正在数")
    assert not shell.footer.job.isVisible()
    qtbot.waitUntil(shell.footer.job.isVisible, timeout=2000)
    qtbot.mouseClick(shell.footer.cancel, Qt.MouseButton.LeftButton)

    settled(shell)
    assert not shell.footer.job.isVisible()


def test_the_sidebar_folds_to_icons(shell, qtbot):
    wide = shell.sidebar.width()
    qtbot.mouseClick(shell.sidebar.fold, Qt.MouseButton.LeftButton)

    assert shell.sidebar.width() < wide / 2
    assert not shell.sidebar.buttons["home"].text()


def test_the_first_run_asks_for_the_township(qapp, tmp_path, prefs, qtbot):
    from desktop import app as composition

    office = Office.open(tmp_path / "new" / "office.db", today=lambda: TODAY, resources=RESOURCES)
    window = composition.window(office, prefs)
    qtbot.addWidget(window)
    window.show()
    welcome = window.findChild(Welcome)
    welcome.begin.click()
    assert welcome.mark.isVisible()

    welcome.township.setText("梅溪镇")
    welcome.county.setText("安吉县")
    welcome.villages.setPlainText("梅溪村\n晓墅村\n\n临港工业园区")
    welcome.begin.click()

    assert window.page.name == "home"
    assert office.ask(settings.township).addressee == "安吉县卫生健康局"
    assert [area.name for area in office.ask(settings.areas)] == ["梅溪村", "晓墅村", "临港工业园区"]
    qtbot.waitUntil(lambda: window.desk.jobs.running is None)
    window.close()
    office.close()


def test_the_first_run_can_start_on_made_up_data(qapp, tmp_path, prefs, qtbot):
    from desktop import app as composition

    office = Office.open(tmp_path / "new" / "office.db", today=lambda: TODAY, resources=RESOURCES)
    window = composition.window(office, prefs)
    qtbot.addWidget(window)
    window.show()
    window.findChild(Welcome).try_it.click()

    qtbot.waitUntil(lambda: window.stage.count() > 0 and window.desk.jobs.running is None, timeout=30_000)
    assert window.page.name == "home"
    assert window.page.tiles["listed"].number.text() != "0 家"
    window.close()
    office.close()


def inner(control):
    """Parts of a combo box or a spin box, and the frozen half of a table."""
    parent = control.parentWidget()
    return (
        isinstance(parent, QComboBox)
        or control.objectName() in ("frozen", "qt_spinbox_lineedit")
        or (parent is not None and parent.inherits("QComboBoxPrivateContainer"))
    )


def drag(shell, file, *, enter=False):
    """What the platform sends to the window when a file is dragged over it or dropped on it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    kind = QDragEnterEvent if enter else QDropEvent
    event = kind(
        QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(shell.windowHandle(), event)
    return event.isAccepted()
