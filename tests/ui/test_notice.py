"""Messages: a Problem in its own words on the bar, a bug as a report without anybody's data."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from desktop.rules.reading import Broken
from desktop.ui.notice import Bar, BugReport, Question, Refusal, bug_text
from desktop.work.problem import Problem


def a_bug():
    try:
        raise KeyError("梅溪石材厂 13837783533")
    except KeyError as error:
        return error


def test_a_problem_is_shown_on_the_bar_with_remedy_and_what_became_of_the_data(qtbot):
    bar = Bar()
    qtbot.addWidget(bar)

    bar.tell(Problem("磁盘已满，无法保存。", "请清理磁盘后再试。"))

    assert bar.text == "磁盘已满，无法保存。\n怎么办：请清理磁盘后再试。　数据没有改动。"
    assert bar.property("tone") == "problem"


def test_a_button_on_the_bar_does_what_it_says(qtbot):
    bar, pressed = Bar(), []
    qtbot.addWidget(bar)

    bar.say("已保存。", actions=[("打开", lambda: pressed.append(1))])
    bar._actions.itemAt(0).widget().click()

    assert pressed == [1]


def test_a_bug_report_names_places_and_no_data():
    text = bug_text(a_bug())

    assert "builtins.KeyError" in text
    assert "tests/ui/test_notice.py" in text
    assert "梅溪" not in text
    assert "138" not in text


def test_the_report_is_copied_with_one_press(qtbot):
    dialog = BugReport(a_bug())
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.copying.click()

    assert QGuiApplication.clipboard().text() == dialog.text
    assert dialog.copying.text() == "已复制"


def test_a_question_acts_only_on_yes(qtbot):
    agreed = []
    for answer in ("accept", "reject"):
        question = Question(None, "正式出具", "出具吗？", "出具", lambda: agreed.append(1))
        qtbot.addWidget(question)
        question.open()
        getattr(question, answer)()

    assert agreed == [1]


def test_a_second_start_is_told_what_to_do(qtbot):
    told = Refusal(Problem("这份数据已经在使用中（小陈）。", "请切换到已经打开的窗口。"))
    qtbot.addWidget(told)

    assert "已经在使用中" in told.what.text()
    assert "切换到已经打开的窗口" in told.rest.text()


def test_a_broken_rule_table_is_named(qtbot):
    told = Refusal(Broken("rules/codes.toml", "status.item", "写法重复"))
    qtbot.addWidget(told)

    assert "rules/codes.toml" in told.rest.text()
