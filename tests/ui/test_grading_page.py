"""风险分级: tiles, table, why and what if, the self-check form, a person's decision; the rules with their preview."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from PySide6.QtWidgets import QDialog

from desktop.work import grading, grading_history, grading_rules, register
from desktop.work.register import Query
from tests.conftest import TODAY
from tests.rules.test_grading_tables import pack

TESTED = (date(2026, 5, 1), 5, 0)
PILOT = "cn-national-pilot-2022"


@pytest.fixture
def employers(office, an_employer):
    ids = [
        an_employer(factors=("矽尘",), tests=(TESTED,)),
        an_employer(factors=("噪声",), tests=(TESTED,)),
        an_employer(factors=("噪声",)),
    ]
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return ids


@pytest.fixture
def page(shell, employers, settled):
    made = shell.open("grading")
    settled(shell)
    return made


def test_the_tiles_count_and_filter(page):
    assert [page.tiles[key].number.text() for key in ("Ⅲ", "Ⅱ", "Ⅰ", "ungraded")] == ["0 家", "1 家", "1 家", "1 家"]
    page.tiles["Ⅱ"].click()
    assert page.model.rowCount() == 1
    page.filters.clear()
    assert page.model.rowCount() == 3


def test_the_card_says_why_and_what_would_change_it(page, employers):
    page.enter(employers[0])
    why = page.card.why
    assert "“矽尘”属严重职业病危害因素" in why.because.text()
    assert "风险等级表：严重、符合、≤9人 → Ⅱ级" in why.rows.text()
    assert "“矽尘”接触水平：符合（2026-05-01）" in why.inputs.text()
    assert "检测超标，则为Ⅲ级" in why.up.text()
    assert "管理等级" in why.missing.text()


def test_an_ungraded_employer_says_what_is_missing(page, employers):
    page.enter(employers[2])
    assert "有效的检测结果" in page.card.why.missing.text()
    assert page.card.why.up.text() == "补齐缺少的资料以后才能看。"


def test_a_decision_is_saved_shown_and_lifted(page, office, employers):
    page.enter(employers[0])
    decide = page.card.decide
    decide.save.click()
    assert "没有写明认定成什么" in decide.mark.text()
    decide.level.setCurrentIndex(decide.level.findData("Ⅲ"))
    decide.reason.setText("现场粉尘大")
    decide.person.setText("张三")
    decide.until.setText("明年")
    decide.save.click()
    assert "不是一个日期" in decide.mark.text()
    decide.until.setText("2027-01-01")
    decide.save.click()

    assert "张三认定为Ⅲ级" in decide.now.text()
    assert page.tiles["overridden"].number.text() == "1 家"
    row = next(r for r in range(3) if page.model.id_at(r) == employers[0])
    assert page.model.index(row, 1).data() == "■ Ⅲ 人工"
    decide.lift.click()
    assert office.ask(lambda s: register.rows(s, [employers[0]]))[employers[0]].level == "Ⅱ"


def test_the_self_check_adds_up_while_it_is_written(page, office, employers, settled, shell):
    page.desk.change(
        lambda s: grading_rules.adopt(s, "example-qingdao-form", TODAY, rulebook=office.rulebook, on=TODAY)
    )
    settled(shell)
    page.enter(employers[0])
    check = page.card.check
    assert len(check.lines) == 24
    for no, item in enumerate(office.rulebook.edition(TODAY).checklist, 1):
        check.lines[no][0].setText(f"{item.score:g}")
    assert "评为A级" in check.said.text()
    check.lines[16][1].setChecked(True)
    assert "折算 90 ÷ 90 × 100" in check.said.text()
    check.lines[1][0].setText("好")
    check.save.click()
    assert "只填数字" in page.desk.bar.text
    check.lines[1][0].setText("3")
    check.save.click()
    assert office.ask(lambda s: register.rows(s, [employers[0]]))[employers[0]].management == "A"


def test_a_filled_sheet_is_read_into_the_lines_and_a_blank_one_printed(page, employers, tmp_path):
    page.enter(employers[0])
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "得分"])
        sheet.write_row(1, 0, [2, 4])
    page.card.check.take_sheet(tmp_path / "a.xlsx")
    assert page.card.check.lines[2][0].text() == "4"
    assert "没有分值" in page.card.check.why.text()
    page.card.check.print_to(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").stat().st_size > 1000
    page.card.check.take_sheet(tmp_path / "a.pdf")
    page.card.check.print_to(tmp_path / "none" / "a.pdf")
    assert "写不进去" in page.desk.bar.text


def test_what_would_be_graded_otherwise_today_is_offered(page, office, employers, settled, shell):
    told = grading_history.Decision("Ⅲ", None, "理由", "张三", date(2026, 11, 30))
    page.desk.change(lambda s: grading_history.override(s, employers[0], told, rulebook=office.rulebook, on=TODAY))
    settled(shell)
    assert page.prompt.isHidden()
    office.today = lambda: date(2026, 12, 1)
    page._looked = False
    page._look()
    settled(shell)
    assert "1 家" in page.prompt.text()
    page.prompt.click()
    settled(shell)
    assert page.prompt.isHidden()
    assert page.tiles["overridden"].number.text() == "0 家"


def test_the_spread_and_who_moved_are_listed(page, settled, shell):
    dialog = page.show_spread()
    assert "升级 0 家" in dialog.said.text()
    dialog.by.setCurrentIndex(2)
    dialog.first.setText("不是日期")
    dialog._move()
    assert "不是一个日期" in dialog.said.text()
    dialog.reject()


def test_a_note_is_kept(page, office, employers):
    page.enter(employers[0])
    page.card.why.controls.setPlainText("布袋除尘")
    page.card.why._save()
    assert office.ask(lambda s: grading_history.last_note(s, employers[0]))[2] == "布袋除尘"


@pytest.fixture
def rules(shell, employers, settled):
    made = shell.open("settings", "rules")
    settled(shell)
    return made.rules.packs


def choose(rules, address):
    rules.table.show_record(next(n for n, cell in enumerate(rules.cells()) if cell.address == address))


def test_a_cell_is_confirmed_with_its_basis(rules, office):
    choose(rules, "combined.B.Ⅱ")
    rules.confirm.click()
    assert "没有写明依据或核对人" in rules.mark.text()
    rules.basis.setText("试点通知附件3")
    rules.person.setText("陈协管")
    rules.confirm.click()
    assert not office.rulebook.edition(TODAY).cells["combined.B.Ⅱ"].unconfirmed


def test_a_changed_cell_is_tried_on_the_register_before_it_is_adopted(rules, office, settled, shell):
    choose(rules, "risk_level.严重.符合.le9")
    rules.value.setCurrentText("Ⅲ")
    rules.change.click()
    assert "不能更低" in rules.mark.text(), "10～49 would be lower"
    choose(rules, "risk_level.严重.符合.10_49")
    rules.value.setCurrentText("Ⅲ")
    rules.change.click()
    choose(rules, "risk_level.严重.符合.le9")
    rules.value.setCurrentText("Ⅲ")
    rules.change.click()
    assert len(rules.changes) == 2
    dialog = rules.ask_adopt()
    settled(shell)
    assert "Ⅱ级 → Ⅲ级 1 家" in dialog.said.text()
    assert "每季度走访：0.75 次 → 1.25 次" in dialog.said.text()
    dialog.since.setText("2019-01-01")
    dialog.adopt.click()
    assert "不能从 2019-01-01" in dialog.mark.text()
    dialog.since.setText(TODAY.isoformat())
    dialog.adopt.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert office.rulebook.edition(TODAY).id == f"{PILOT}~1"
    assert list(office.ask(lambda s: register.find(s, Query(levels=("Ⅲ",))))) != []


def test_a_pack_is_brought_in_and_the_guide_of_2020_can_only_be_read(rules, office, tmp_path, shell):
    (tmp_path / "county.toml").write_text(pack({}, id="county"), "utf-8")
    rules.bring(tmp_path / "county.toml")
    assert rules.which.findData("county") >= 0
    rules.bring(tmp_path / "county.toml")
    assert "已经有编号" in shell.desk.bar.text
    rules.which.setCurrentIndex(rules.which.findData("cn-pilot-guide-2020"))
    assert not rules.adopt.isEnabled()
    assert "内容不全" in rules.sources.text()
    rules.which.setCurrentIndex(rules.which.findData(PILOT))
    rules.only.setChecked(True)
    assert all(cell.unconfirmed for cell in rules.cells())
    rules._drop()
