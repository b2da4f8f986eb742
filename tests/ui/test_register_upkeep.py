"""Duplicates, changes, conditions in words, saved views, bulk, verification: through the real window."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt

from desktop.ui.paperview import PaperView
from desktop.ui.register.side import BULK, CHANGES, DUPLICATES
from desktop.work import editing, employer_file, register, views
from tests.conftest import TODAY


@pytest.fixture
def page(shell, an_employer, settled):
    an_employer(name="大同石材厂", exposed_workers=12, phone="13800000001", factors=("矽尘", "噪声"))
    an_employer(
        name="大同石材厂（新）", exposed_workers=None, address="工业路8号", phone="13900000002", factors=("苯",)
    )
    an_employer(name="晓墅电镀厂", status="停产", status_since=date(2026, 8, 1), factors=("铬酸",))
    made = shell.open("register")
    settled(shell)
    return made


def names(page):
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def chips(page):
    return [words for _, _, words in page.filters.conditions()]


def search(page, text, qtbot):
    page.filters.search.setText(text)
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)


class TestSearch:
    def test_words_become_chips_and_what_cannot_be_used_is_said(self, page, qtbot):
        search(page, "三季度的 苯", qtbot)
        assert names(page) == ["大同石材厂（新）"]
        assert chips(page) == ["苯", "没有用上：三季度"]
        assert "请写明" in page.filters.chips._shown[1].toolTip()

    def test_a_chip_taken_away_leaves_the_search_box_too(self, page, qtbot):
        search(page, "停产 大同", qtbot)
        assert names(page) == []
        assert chips(page) == ["停产", "文字：大同"]
        page.filters.chips._shown[0].click()
        assert page.filters.search.text() == "大同"
        assert names(page) == ["大同石材厂", "大同石材厂（新）"]
        assert chips(page) == []

    def test_a_name_that_sounds_like_a_condition_is_found_as_a_name(self, page, qtbot, an_employer):
        an_employer(name="正常五金厂")
        page.reload()
        search(page, "正常五金", qtbot)
        assert names(page) == ["正常五金厂"]

    def test_a_saved_view_comes_back_with_its_words(self, page, qtbot, office):
        search(page, "没有苯", qtbot)
        dialog = page.side.save_view()
        dialog.name.setText("")
        dialog.yes.click()
        assert dialog.isVisible()
        assert "起名" in dialog.reason.text()
        dialog.name.setText("不用苯的")
        dialog.yes.click()
        page.filters.clear()
        assert len(names(page)) == 3
        (view,) = office.ask(views.views)
        page.side.open_view(view)
        assert names(page) == ["大同石材厂", "晓墅电镀厂"]
        assert page.filters.search.text() == "没有苯"
        assert "不用苯的" in [a.text() for a in page.side.fill_menu().actions()[0].menu().actions()]
        page.side.remove_view(view)
        assert office.ask(views.views) == []


class TestDuplicates:
    @pytest.fixture
    def queue(self, page, shell, settled):
        page.enter(DUPLICATES)
        settled(shell)
        return page.side.show(DUPLICATES)

    def test_a_pair_stands_side_by_side_with_its_reasons(self, queue, shell, settled):
        settled(shell)
        assert queue.said.text() == "疑似重复 1 对"
        assert "名称" in queue.because.text()
        outcome = {line.label: queue._outcome(line) for line in queue._differences}
        assert outcome["工作场所地址"] == "＋ 补上空白"
        assert outcome["联系电话"] == "◀ 保留左边"

    def test_merging_takes_what_was_chosen_and_can_be_taken_back(self, queue, page, shell, settled, office):
        settled(shell)
        keep, other = queue.pair
        place = next(n for n, line in enumerate(queue._differences) if line.field == "phone")
        queue.compared.show_record(place)
        queue.prefer.click()
        queue.merge.click()
        row = office.ask(lambda s: register.rows(s, [keep]))[keep]
        assert (row.phone, row.address) == ("13900000002", "工业路8号")
        assert queue.said.text().startswith("没有疑似重复")
        assert "已合并" in shell.desk.bar.text
        shell.desk.undo()
        assert office.ask(lambda s: employer_file.detail(s, other)).name == "大同石材厂（新）"

    def test_not_the_same_leaves_the_queue_for_good(self, queue, shell, settled, page):
        settled(shell)
        queue.apart.click()
        queue.refresh()
        settled(shell)
        assert queue.model.rowCount() == 0
        queue.closed.emit()
        assert page._middle.currentIndex() == 0

    def test_which_one_stays_can_be_exchanged(self, queue, shell, settled):
        settled(shell)
        before = queue.pair
        queue.swap.click()
        assert queue.pair == before[::-1]


class TestDays:
    def test_the_register_of_a_day_is_a_chip(self, page, shell, settled):
        page.side.show_day(date(2026, 6, 30))
        settled(shell)
        assert chips(page) == ["截至 2026-06-30 的台账（3 家）"]
        row = page.model.row_at(page.model.place_of(3))
        assert row.status == "在营"
        page.filters.drop("ids", None)
        assert page.model.row_at(page.model.place_of(3)).status == "停产"

    def test_what_stands_there_of_a_day_is_what_is_exported(self, page, shell, settled, tmp_path):
        page.side.show_day(date(2026, 6, 30))
        settled(shell)
        page.export_to(tmp_path / "那时.xlsx")
        settled(shell)
        sheet = load_workbook(tmp_path / "那时.xlsx").worksheets[0]
        lines = list(sheet.iter_rows(values_only=True))
        name = page.model.row_at(page.model.place_of(3)).name
        assert "截至 2026-06-30" in sheet.title
        (line,) = [line for line in lines if name in line]
        assert "在营" in line

    def test_a_day_to_come_is_refused_where_it_is_asked(self, page):
        dialog = page.side.ask_day()
        dialog.set_day(date(2027, 1, 1))
        dialog.yes.click()
        assert "还没有到" in dialog.reason.text()
        dialog.reject()

    def test_changes_between_two_days_are_listed_and_exported(self, page, shell, settled, office, tmp_path):
        given = editing.Standing("注销", date(2026, 9, 1), "执照注销")
        office.do(lambda s: editing.set_status(s, 1, given, rulebook=office.rulebook, on=TODAY))
        shell.open("register", CHANGES)
        settled(shell)
        view = page.side.show(CHANGES)
        view.set_days(date(2026, 7, 1), date(2026, 9, 30))
        settled(shell)
        said = [view.model.index(row, 4).data() for row in range(view.model.rowCount())]
        assert said == ["注销（执照注销）", "转为停产"]
        assert "核减 1 家" in view.said.text()
        view.export_to(tmp_path / "变化.xlsx")
        settled(shell)
        assert (tmp_path / "变化.xlsx").exists()
        view.print.click()
        settled(shell)
        paper = shell.findChild(PaperView)
        text = "".join("".join(sheet.extract_text() for sheet in PdfReader(paper.file).pages).split())
        assert "注销（执照注销）" in text
        assert "核减1家" in text
        paper.close_it()
        view.table.show_record(0)
        view.table.opened.emit(0)
        assert page.card.record == 1

    def test_a_status_is_changed_from_a_day_on_with_its_reason(self, page, shell, settled, office):
        page.table.show_record(1)
        dialog = page.card.ask_status()
        dialog.status.setCurrentIndex(dialog.status.findData("停产"))
        dialog.since.setText("2027-01-01")
        dialog.accept()
        assert dialog.reason.isVisible()
        dialog.since.setText("2026-09-10")
        dialog.why.setEditText("现场核实已停")
        dialog.accept()
        settled(shell)
        kept = office.ask(lambda s: employer_file.detail(s, 1)).fields
        assert (kept["status"], kept["status_since"], kept["status_reason"]) == (
            "停产", date(2026, 9, 10), "现场核实已停",
        )  # fmt: skip
        assert page.model.row_at(page.model.place_of(1)).status == "停产"


class TestBulk:
    def test_a_pasted_list_is_matched_and_changed_at_once(self, page, office, qtbot):
        view = page.side.show(BULK)
        view.text.setPlainText("大同石材厂\n没有这家\n晓墅电镀厂")
        view.match.click()
        assert view.said.text() == "对上 1 家，待定 2 行，没找到 1 行" or "没找到 1 行" in view.said.text()
        view.take_selection([1, 3])
        view.field.setCurrentIndex(view.field.findData("staff"))
        view.value.setEditText("约30")
        view.apply.click()
        assert "整数" in view.mark.text()
        view.value.setEditText("30")
        view.apply.click()
        rows = office.ask(lambda s: register.rows(s, [1, 2, 3]))
        assert [rows[n].staff for n in (1, 2, 3)] == [30, 20, 30]
        office.undo()
        assert office.ask(lambda s: register.rows(s, [1]))[1].staff == 20

    def test_a_doubtful_line_is_for_a_person_to_choose(self, page):
        view = page.side.show(BULK)
        view.text.setPlainText("晓墅电度厂有限公司\n大同石材厂")
        view.match.click()
        doubtful = [n for n, line in enumerate(view._lines) if line.state == "doubtful"]
        before = len(view.ids)
        if doubtful:
            view.table.opened.emit(doubtful[0])
            assert len(view.ids) == before + 1

    def test_a_selection_can_be_changed(self, page):
        page.table.selectAll()
        acts = dict(page.side._acts(page.table.chosen()))
        acts["批量修改选中的 3 家"]()
        assert page._middle.currentWidget() is page.side.show(BULK)
        assert len(page.side.show(BULK).ids) == 3


def test_verified_with_one_press(page, office, shell):
    page.table.show_record(1)
    assert page.card.verified.said.text() == "从来没有核实过"
    page.card.verified.ways["电话"].click()
    assert page.card.verified.said.text() == "核实于 2026-11-23（电话、小陈）"
    assert "已核实" in shell.footer.said.text()


def test_completeness_stands_in_a_column(page):
    column = next(n for n, c in enumerate(page.model.columns) if c.title == "完整度")
    index = page.model.index(0, column)
    assert index.data().endswith("%")
    assert "还缺" in index.data(Qt.ItemDataRole.ToolTipRole)


class TestMorning:
    @pytest.fixture
    def home(self, shell, page, settled):
        made = shell.open("home")
        settled(shell)
        return made

    def test_ten_fields_are_asked_and_answered(self, home, shell, settled, office):
        line = home.checks.lines[0]
        assert "核实" in line.why.text() or "人" in line.why.text()
        before = [(x.item.employer_id, x.item.field) for x in home.checks.lines]
        line.right.click()
        settled(shell)
        after = [(x.item.employer_id, x.item.field) for x in home.checks.lines]
        assert before[0] not in after

    def test_a_wrong_correction_stays_open_with_what_to_write(self, home, shell, settled, office, qtbot):
        line = next(x for x in home.checks.lines if x.item.field == "phone")
        line.correct.click()
        line.editor.setText("123")
        qtbot.keyClick(line.editor, Qt.Key.Key_Return)
        assert not line.mark.isHidden()
        line.editor.setText("13711112222")
        number = line.item.employer_id
        qtbot.keyClick(line.editor, Qt.Key.Key_Return)
        settled(shell)
        assert office.ask(lambda s: register.rows(s, [number]))[number].phone == "13711112222"

    def test_a_call_shows_the_number(self, home, shell, settled):
        line = next(x for x in home.checks.lines if x.item.phone)
        phone = line.item.phone
        line.call.click()
        settled(shell)
        assert phone in shell.desk.bar.text

    def test_possible_duplicates_are_counted_and_opened(self, home, shell, settled, page):
        settled(shell)
        assert home.complete.twice.text() == "疑似重复的企业 1 对"
        assert home.complete.heading.text().startswith("资料完整度")
        home.complete.twice.click()
        settled(shell)
        assert shell.page is page
        assert page._middle.currentWidget() is page.side.show(DUPLICATES)
