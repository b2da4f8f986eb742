"""What the tables refuse, entry by entry, and the small questions of the rules that no other test asks."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.rules import choices, ledger_forms, reading
from desktop.rules.casework_tests import Report, Result, episodes
from desktop.rules.duty import terms as duties_terms
from desktop.rules.employer_facts import EmployerFacts, status_on
from desktop.rules.fields import key_of
from desktop.rules.grading_industry import Industry, open_rows
from desktop.rules.reading import Broken
from desktop.rules.words import Period
from tests.rules.conftest import read_texts, shipped

TEXTS = read_texts()
BOOK = shipped()
DUTIES, CHOICES, LEDGERS = "rules/duties.toml", "rules/choices.toml", "rules/ledgers.toml"

# file, what is written there, what it is replaced by, a word of the key or the reason
BROKEN = [
    (DUTIES, 'under = "testing"', 'under = "tasting"', "tasting"),
    (DUTIES, 'clause = "岗位津贴"', 'clause = "岗位津贴2"', "岗位津贴"),
    (DUTIES, 'clause = "岗位津贴"', 'clause = "定期检测（严重）"', "定期检测（严重）"),
    (DUTIES, "months = 3\n", "months = 4\n", "dose_monitoring.months"),
    (DUTIES, 'words = "新建投产后2个月内"', 'words = "新建投产后3个月内"', "first_risk_assessment.months"),
    (CHOICES, 'default = "separate"', 'default = "both"', "both"),
    (CHOICES, 'code = "one"', 'code = "two"', "severity_rule"),
    (LEDGERS, 'label = "申报日期", kind = "day"', 'label = "申报日期", kind = "week"', "week"),
    (LEDGERS, 'list = "declaration_kind"', 'list = "declaration_sort"', "declaration_sort"),
    (LEDGERS, 'kind = "code", list = "declaration_kind"', 'kind = "text", list = "declaration_kind"', "代码栏"),
    (LEDGERS, 'of = "test_report"', 'of = "test_paper"', "test_paper"),
    (LEDGERS, 'named = ["declared_on", "kind"]', 'named = ["declared_at", "kind"]', "declared_at"),
]  # fmt: skip


def again(texts):
    known = frozenset(factor.code for factor in BOOK.factors)
    duties_terms.read(texts, BOOK.duties, BOOK.intervals, known)
    choices.read(texts)
    ledger_forms.read(texts, BOOK.codes)


@pytest.mark.parametrize(("file", "found", "instead", "told"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_broken_entry_is_refused_by_name(file, found, instead, told):
    assert found in TEXTS[file]
    with pytest.raises(Broken) as broken:
        again({**TEXTS, file: TEXTS[file].replace(found, instead, 1)})
    assert told in str(broken.value)


def test_a_clause_the_catalogue_does_not_have_is_refused():
    mark = "[[unclocked]]\n"
    extra = mark + 'clause = "没有这一条"\nwhy = "试试"\n'
    with pytest.raises(Broken, match="没有这一条"):
        again({**TEXTS, DUTIES: TEXTS[DUTIES].replace(mark, extra + mark, 1)})


def test_an_answer_of_the_office_that_is_no_longer_offered_gives_way_to_the_default():
    from desktop.rules.editions import OfficeRules

    assert BOOK.with_office(OfficeRules(choices={"severity_rule": "gone"})).chosen("severity_rule") == "separate"


def test_the_open_states_are_all_but_the_closed_one():
    assert set(BOOK.casework.states) - set(BOOK.casework.open_states) == {"已销号"}


def test_over_and_within_of_one_factor_in_one_report_is_over():
    twice = Report(1, date(2026, 1, 1), None, (Result(1, "苯", "苯", False), Result(2, "苯", "苯", True)))
    assert [(e.factor, e.ended) for e in episodes([twice])] == [("苯", None)]


def test_the_rows_to_choose_among_are_those_of_a_code_with_several():
    assert [row.name for row in open_rows(Industry(("031", "011", "031")), BOOK)] == [
        "牲畜饲养（牛、羊）",
        "牲畜饲养（其他）",
    ]
    assert open_rows(Industry(), BOOK) == ()


def test_ragged_rows_and_unknown_columns_of_a_table_are_refused():
    with pytest.raises(Broken, match="缺少这一列"):
        reading.rows({"a.csv": "x,y\n1,2\n"}, "a.csv", ("z",))
    with pytest.raises(Broken, match="没有任何数据行"):
        reading.rows({"a.csv": "x,y\n"}, "a.csv", ("x",))
    with pytest.raises(Broken, match="应有 2 列"):
        reading.rows({"a.csv": "x,y\n1\n"}, "a.csv", ("x",))
    assert reading.rows({"a.csv": "x\n1\n"}, "a.csv", ("x",)) == [{"x": "1"}]
    with pytest.raises(Broken, match="只能有文字"):
        reading.names({"k": [1]}, "k", "a.toml")


@pytest.mark.parametrize(
    ("written", "label", "short", "before"),
    [
        ("2026Q3", "2026年第三季度", "本季", "2026Q2"),
        ("2026-01", "2026年1月", "本月", "2025-12"),
        ("2026", "2026年度", "本年", "2025"),
    ],
)
def test_a_period_is_read_as_it_is_printed(written, label, short, before):
    period = Period.parse(written)
    assert (period.id, period.label, period.short, period.previous.id) == (written, label, short, before)
    assert period.holds(period.start)
    assert not period.holds(None)
    assert period.known_on(date(2030, 1, 1)) is period
    with pytest.raises(ValueError, match="不是统计期"):
        Period.parse(f"{written}x")


def test_old_codes_keep_their_words_and_unknown_ones_stay_as_they_are():
    assert BOOK.codes.label("status", None) == "未登记"
    assert BOOK.codes.label("status", "在营") == "在营"
    assert BOOK.codes.label("status", "旧码") == "旧码"
    with pytest.raises(KeyError):
        BOOK.codes.get("no such list")


def test_a_list_of_words_is_read_as_codes_only_when_every_word_is_known():
    size = BOOK.codes.get("size")
    assert size.find_all("小型、大型,小") == ("大", "小")
    assert size.find_all("小型、巨型") is None
    assert size.find_all(" ") is None


def test_every_way_a_sheet_may_write_a_code_leads_to_it():
    status = BOOK.codes.variants("status")
    assert (status["正常"], status["在营"], status["关停"]) == ("在营", "在营", "停产")
    assert set(status.values()) == set(BOOK.codes.get("status").codes)
    assert "较重" in BOOK.codes.variants("declared_risk")  # an old version's codes are still read
    assert BOOK.codes.variants("no such list") == {}


def test_a_table_without_one_paragraph_is_refused():
    for value in ([], ["text"]):
        with pytest.raises(Broken, match="至少要有一段"):
            reading.tables({"entry": value}, "entry", "x.toml")


def test_every_spelling_of_a_factor_can_be_listed():
    spellings = BOOK.factors.spellings()
    assert (spellings["噪声"], spellings["噪音"]) == ("P01", "P01")


def test_a_column_of_the_register_is_named_as_its_field_except_the_village():
    assert (BOOK.fields["village"].column, BOOK.fields["staff"].column) == ("area_id", "staff")


def test_a_field_is_called_by_its_label_or_its_key():
    label = BOOK.fields["staff"].label
    assert [key_of(BOOK.fields, word) for word in (label, "staff", "没有这个字段")] == [
        "staff",
        "staff",
        "没有这个字段",
    ]


def test_the_same_office_rules_need_no_new_rulebook():
    assert BOOK.with_office(BOOK.office) is BOOK


def test_what_counts_towards_completeness_is_asked_of_the_rulebook():
    assert {point.key for point in BOOK.points} >= {"phone", "test_report"}


def test_an_undated_status_never_comes_after_a_dated_one():
    facts = EmployerFacts(id=1, name="厂", village=None, status=((date(2026, 1, 1), "停产"), (None, "在营")))
    assert status_on(facts, date(2026, 6, 1), frozenset({"注销"})) == "停产"
