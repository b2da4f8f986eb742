"""病人（受限） on the card: locked, opened by its password, locked again by itself, nothing left on the screen."""

from __future__ import annotations

import pytest
import shiboken6

from desktop.ui.register.patients import RecoveryDialog
from desktop.work import patients, sealing

PASSWORD = "梅溪 follow-up 1"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(sealing, "COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def tab(shell, an_employer, settled):
    an_employer(name="大同石材厂")
    page = shell.open("register")
    settled(shell)
    page.table.show_record(page.model.ids[0])
    return page.card.show_tab("病人（受限）")


@pytest.fixture
def code(tab, shell):
    dialog = tab.ask_password()
    dialog.first.setText(PASSWORD)
    dialog.second.setText(PASSWORD + "x")
    dialog.keep.click()
    assert "不一样" in dialog.reason.text()
    dialog.second.setText(PASSWORD)
    dialog.keep.click()
    shown = shell.findChild(RecoveryDialog)
    code = shown.code
    shown.accept()
    return code


def shown_anywhere(tab):
    model = tab.people.table.model()
    return [model.index(0, n).data() for n in range(model.columnCount())] if model.rowCount() else []


def test_the_ledger_is_opened_filled_locked_and_opened_by_the_recovery_code(tab, code, shell):
    assert tab.locked
    assert tab.people.isHidden() or not tab.people.isVisible()
    tab.secret.setText("不是密码")
    tab.enter.click()
    assert "密码不对" in tab.mark.text()
    assert tab.locked

    tab.secret.setText(PASSWORD)
    tab.enter.click()
    dialog = tab.people.ask_new()
    for key, text in {"name": "王某", "standing": "确诊", "disease": "职业性噪声聋"}.items():
        dialog.boxes[key].put(text)
    dialog.keep.click()
    assert shown_anywhere(tab)[:2] == ["王某", "确诊"]
    assert "王某" not in shell.footer.said.text()
    rounds = tab.visits.ask_new()
    rounds.boxes["visited_on"].put("2026-05-06")
    rounds.boxes["outcome"].put("完成")
    rounds.keep.click()
    assert len(tab.visits.found) == 1

    tab.lock()
    assert shown_anywhere(tab) == []
    assert "登记了 1 人" in tab.counted.text()
    tab.secret.setText(code.lower())
    tab.enter.click()
    assert shown_anywhere(tab)[0] == "王某"


def test_it_locks_by_itself_and_closes_what_is_being_written(tab, code, qtbot):
    tab.secret.setText(PASSWORD)
    tab.enter.click()
    dialog = tab.people.ask_new()
    dialog.boxes["name"].put("王某")
    tab._idle.setInterval(1)
    tab._idle.start()
    qtbot.waitUntil(lambda: tab.locked)
    assert not (shiboken6.isValid(dialog) and dialog.isVisible())  # closed, and perhaps freed by now


def test_the_recovery_code_is_printed_on_one_page(tab, code, shell, tmp_path):
    import pypdfium2

    dialog = RecoveryDialog(shell.desk.files, code, shell)
    dialog.print_to(tmp_path / "code.pdf")
    dialog.deleteLater()
    with pypdfium2.PdfDocument(tmp_path / "code.pdf") as document:
        assert len(document) == 1
        assert code in document[0].get_textpage().get_text_range()


def test_the_next_employer_shows_its_own_persons_only(tab, code, office, an_employer):
    tab.secret.setText(PASSWORD)
    tab.enter.click()
    other = an_employer(name="梅溪木业有限公司")
    opened = tab.opened
    office.do(
        lambda s: patients.add(s, "patient", other, {"name": "李某", "standing": "疑似", "disease": "尘肺"}, opened)[0]
    )
    assert shown_anywhere(tab) == []
    tab.show_file(type("File", (), {"id": other})())
    assert shown_anywhere(tab)[0] == "李某"
