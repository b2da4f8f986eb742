"""口径: a question has its default until the office answers it with a basis; duties and figures follow at once."""

from __future__ import annotations

from datetime import date

import pytest

from desktop import cli
from desktop.rules.words import Period
from desktop.work import duties, editing, rule_choices, summary
from desktop.work.grading_rules import Signed
from desktop.work.problem import Problem
from tests.command_line import CommandLine
from tests.conftest import TODAY


def choose(office, key, answer, basis="县卫健局答复"):
    by = Signed("小陈", basis, TODAY)
    return office.do(lambda s: rule_choices.choose(s, key, answer, by, rulebook=office.rulebook))


def due(office, employer):
    return {
        item.due.duty: item.due for item in office.ask(lambda s: duties.due_of(s, office.rulebook, TODAY, employer))
    }


def test_the_default_holds_and_waits_for_its_check(office):
    found = {one.question.key: one for one in office.ask(lambda s: rule_choices.listed(s, office.rulebook))}
    assert (found["severity_rule"].answer, found["severity_rule"].unconfirmed) == ("separate", True)
    choose(office, "severity_rule", "one")
    found = {one.question.key: one for one in office.ask(lambda s: rule_choices.listed(s, office.rulebook))}
    assert (found["severity_rule"].answer, found["severity_rule"].unconfirmed) == ("one", False)
    assert found["severity_rule"].basis == "县卫健局答复"
    office.undo()
    assert office.rulebook.chosen("severity_rule") == "separate"


@pytest.mark.parametrize(
    ("key", "answer", "basis", "told"),
    [("x", "on", "b", "没有“x”"), ("severity_rule", "both", "b", "可选"), ("severity_rule", "one", " ", "依据")],
)
def test_an_answer_that_cannot_be_taken_is_said(office, key, answer, basis, told):
    with pytest.raises(Problem, match=told):
        choose(office, key, answer, basis)


def test_high_toxic_work_falls_due_monthly_only_where_it_was_switched_on(office, an_employer):
    employer = an_employer(factors=("苯",), tests=((date(2026, 9, 1), 3, 0),))
    assert "high_toxic_testing" not in due(office, employer)
    choose(office, "high_toxic_monthly", "on")
    assert due(office, employer)["high_toxic_testing"].due == date(2026, 10, 1)
    office.undo()
    assert "high_toxic_testing" not in due(office, employer)


def test_one_rule_lets_a_severe_industry_count_in_the_figures_too(office, an_employer):
    an_employer(factors=("噪声",), industry_code="061", tests=((date(2025, 6, 1), 3, 0),))

    def tested():
        made = office.ask(lambda s: summary.gather(s, Period.parse("2026Q4"), rulebook=office.rulebook, on=TODAY))
        return made.figures["C01"].value

    assert tested() == 100  # by factors general: 36 months
    choose(office, "severity_rule", "one")
    assert tested() == 0  # by its industry severe: 12 months


def test_what_a_person_decides_of_the_industry_moves_the_testing_interval(office, an_employer):
    employer = an_employer(industry_code="195", factors=("噪声",), tests=((date(2025, 6, 1), 3, 0),))
    assert due(office, employer)["testing"].due == date(2026, 6, 1)
    office.do(lambda s: editing.edit(s, employer, "star_solvents", "否", rulebook=office.rulebook, on=TODAY))
    assert due(office, employer)["testing"].due == date(2028, 6, 1)
    office.do(lambda s: editing.edit(s, employer, "more_industries", "061", rulebook=office.rulebook, on=TODAY))
    assert due(office, employer)["testing"].due == date(2026, 6, 1)
    office.undo()
    assert due(office, employer)["testing"].due == date(2028, 6, 1)


def test_the_command_lists_and_settles(office):
    path = office.path
    office.close()

    def run(*words, code=cli.DONE):
        return CommandLine(path).answer("choices", *words, code=code)

    assert [one["answer"] for one in run()] == ["separate", "off", "none"]
    assert "依据" in run("high_toxic_monthly", "on", code=cli.REFUSED)
    run("high_toxic_monthly", "on", "--basis", "县局通知", "--by", "小陈")
    assert [(one["answer"], one["unconfirmed"]) for one in run()] == [
        ("separate", True),
        ("on", False),
        ("none", True),
    ]
