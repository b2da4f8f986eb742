"""历史: what happened to an employer, in the words of its card."""

from __future__ import annotations

import pytest

from desktop.work import ledgers, trail
from tests.conftest import TODAY


@pytest.fixture
def told(office, an_employer):
    """The lines of the newest operation, after adding to a ledger and changing the line."""
    employer = an_employer(name="大同石材厂", factors=())

    def tell(ledger, change=None, **text):
        made = []

        def add(session):
            done, line = ledgers.add(session, employer, ledger, text, rulebook=office.rulebook, on=TODAY)
            made.append(line)
            return done

        office.do(add)
        if change:
            office.do(lambda s: ledgers.change(s, ledger, made[0], change, rulebook=office.rulebook, on=TODAY))
        return office.ask(lambda s: trail.of_employer(s, employer, office.rulebook))[0].lines

    return tell


def test_yes_and_no_codes_and_dates_are_told_as_on_the_card(told):
    assert told("hazard_class", hazard_class="粉尘", present="是", workers="6")[:3] == (
        "新增危害类别 危害类别 粉尘", "新增危害类别 是否存在 是", "新增危害类别 接触人数 6",
    )  # fmt: skip


def test_a_changed_line_says_which_line_and_both_values(told):
    lines = told("test_report", {"points": "5"}, tested_on="2026-03-05", kind="定期检测", points="4")
    assert "检测报告（2026-03-05 定期检测） 检测点数：4 → 5" in lines


def test_every_ledger_has_its_name_not_only_the_first_ones(told):
    assert told("honour", name="健康企业", granted_on="2026-05") == (
        "新增荣誉 名称 健康企业",
        "新增荣誉 授予日期 2026-05",
    )
