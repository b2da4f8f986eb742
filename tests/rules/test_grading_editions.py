"""Editions as packs: what is based on what, what the office confirmed and adopted, and what may not grade."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from desktop.rules import editions_cells, editions_read, tables
from desktop.rules.editions import Adoption, Confirmed, Edition, OfficeRules, Partial
from desktop.rules.grading import Exposed, Facts, Override, Tested, grade
from desktop.rules.reading import Broken
from tests.rules.conftest import read_texts, shipped
from tests.rules.test_grading_tables import pack

TEXTS = read_texts()
BOOK = shipped()
TODAY = date(2026, 11, 23)
PILOT = "cn-national-pilot-2022"
FILE = "rules/grading/cn-national-pilot-2022.toml"
SILICA = Facts(
    (Exposed("矽尘", "D01"), Exposed("噪声", "P01")),
    False,
    20,
    (Tested(date(2026, 5, 1), None, False),),
    "B",
    None,
    None,
)


def test_the_guide_of_2020_is_shown_with_its_opposite_meaning_and_never_grades():
    guide = next(entry for entry in BOOK.partials if entry.id == "cn-pilot-guide-2020")
    assert guide.classes == ("丙", "乙", "甲")
    assert BOOK.edition(TODAY).classes == ("甲", "乙", "丙")
    assert guide.gaps
    assert all(fact.confidence == "sourced" for fact in guide.facts)
    with pytest.raises(KeyError):
        grade(SILICA, BOOK, TODAY, guide.id)


def test_the_qingdao_example_has_its_own_form_and_everything_else_of_the_pilot():
    example, pilot = BOOK.edition(TODAY, "example-qingdao-form"), BOOK.edition(TODAY)
    assert (len(example.checklist), sum(item.score for item in example.checklist)) == (24, 100)
    assert example.level == pilot.level
    assert example.matrix == pilot.matrix
    assert pilot.id == PILOT, "an example never holds by itself"
    assert example.notes
    assert len(pilot.checklist) == 30


def test_every_cell_of_the_pilot_can_be_found_and_every_doubt_is_a_cell():
    cells = BOOK.edition(TODAY).cells
    for nature in ("一般", "严重"):
        for exposure in ("符合", "不符合"):
            for band in ("le9", "10_49", "ge50"):
                assert cells[f"risk_level.{nature}.{exposure}.{band}"].value in "ⅠⅡⅢ"
    assert [cells[f"combined.{g}.{n}"].confidence for g in "ABC" for n in "ⅠⅡⅢ"] == ["recalled"] * 9
    assert cells["risk_level.严重.不符合.ge50"].confidence == "inferred"
    assert cells["management.A.min"].value == "90"
    assert cells["assessment.interval_months"].value == "36"
    assert {cells[f"supervision.{c}.visits_per_year"].confidence for c in "甲乙丙"} == {"inferred"}


def test_a_changed_cell_is_unconfirmed_unless_its_basis_is_given():
    _, bare = BOOK.with_pack(pack({"combined.B.Ⅱ": "丙"}))
    _, based = BOOK.with_pack(pack({}) + '"combined.B.Ⅱ" = { value = "丙", basis = "县局〔2026〕1号" }\n')
    assert bare.matrix["B", "Ⅱ"].unconfirmed
    assert not based.matrix["B", "Ⅱ"].unconfirmed
    assert based.cells["combined.B.Ⅱ"].basis == "县局〔2026〕1号"
    assert based.based_on == PILOT
    found = [grade(SILICA, BOOK.with_pack(pack({"combined.B.Ⅱ": c}))[0], TODAY, "local-1").combined for c in "乙丙"]
    assert found == ["乙", "丙"]


def test_bands_and_scores_follow_their_neighbours():
    _, edition = BOOK.with_pack(pack({"headcount.le9.max": "4", "management.A.min": "85"}))
    assert [(band.low, band.top, band.label) for band in edition.bands] == [
        (0, 4, "≤4人"),
        (5, 49, "5～49人"),
        (50, None, "≥50人"),
    ]
    assert edition.grades == (("A", 85), ("B", 70), ("C", 0))
    assert [edition.management_of(score) for score in (85, 84.9, 70, 69.9)] == ["A", "B", "B", "C"]


def test_a_factor_declared_severe_by_the_county_is_severe():
    book, edition = BOOK.with_pack(pack({"severe.other_declared.factors": "P01"}))
    facts = replace(SILICA, factors=(Exposed("噪声", "P01"),))
    assert edition.declared_severe == {"P01"}
    assert [grade(facts, b, TODAY, e).level for b, e in ((BOOK, PILOT), (book, "local-1"))] == ["Ⅰ", "Ⅱ"]


def test_a_confirmed_cell_is_no_longer_to_be_checked_while_it_has_the_value_that_was_confirmed():
    said = Confirmed(PILOT, "combined.B.Ⅱ", "乙", "试点通知附件3", "陈协管", TODAY)
    assert any("综合类别表" in doubt for doubt in grade(SILICA, BOOK, TODAY).unconfirmed_because)
    book = BOOK.with_office(OfficeRules(confirmed=(said,)))
    assert not any("综合类别表" in doubt for doubt in grade(SILICA, book, TODAY).unconfirmed_because)
    assert book.edition(TODAY).cells["combined.B.Ⅱ"].basis == "2026-11-23 陈协管核对，依据试点通知附件3"
    other = BOOK.with_office(OfficeRules(confirmed=(replace(said, value="丙"), replace(said, cell="没有"))))
    assert other.edition(TODAY).matrix["B", "Ⅱ"].unconfirmed


def test_what_was_confirmed_in_the_ground_holds_in_what_is_based_on_it():
    said = Confirmed(PILOT, "combined.B.Ⅱ", "乙", "附件3", "陈", TODAY)
    book = BOOK.with_office(OfficeRules(packs={"local-1": pack({"combined.A.Ⅲ": "丙"})}, confirmed=(said,)))
    edition = book.edition(TODAY, "local-1")
    assert not edition.matrix["B", "Ⅱ"].unconfirmed
    assert edition.matrix["A", "Ⅲ"].value == "丙"


def test_a_pack_may_be_based_on_an_edited_pack():
    first = pack({"combined.A.Ⅲ": "丙"})
    second = pack({"combined.A.Ⅱ": "乙"}, id="local-2").replace(PILOT, "local-1")
    book = BOOK.with_office(OfficeRules(packs={"local-1": first}))
    _, edition = book.with_pack(second)
    assert [edition.matrix["A", level].value for level in "ⅠⅡⅢ"] == ["甲", "乙", "丙"]


def test_adoption_decides_from_its_day_and_the_last_one_wins():
    office = OfficeRules(
        packs={"local-1": pack({})},
        adoptions=(Adoption("local-1", date(2026, 3, 1)), Adoption(PILOT, date(2026, 6, 1))),
    )
    book = BOOK.with_office(office)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [book.edition(day).id for day in days] == [PILOT, "local-1", "local-1", PILOT]
    assert book.with_office(office) is book
    assert BOOK.edition(date(2022, 10, 31)) is None


def test_an_adopted_pack_that_can_no_longer_be_read_grades_nobody_instead_of_another_stepping_in():
    office = OfficeRules(packs={"local-1": "[rule"}, adoptions=(Adoption("local-1", date(2026, 3, 1)),))
    book = BOOK.with_office(office)
    assert book.edition(TODAY) is None
    assert grade(SILICA, book, TODAY).level is None
    assert next(entry for entry in book.partials if entry.id == "local-1").gaps[0].startswith("语法")
    unmonotone = BOOK.with_office(OfficeRules(packs={"local-1": pack({"combined.A.Ⅰ": "丙"})}))
    assert "combined.row" in next(entry for entry in unmonotone.partials if entry.id == "local-1").gaps[0]


def test_what_is_parsed_once_is_not_parsed_again():
    _ = BOOK.oel
    assert BOOK.with_office(OfficeRules(packs={"local-1": pack({})})).oel is BOOK.oel


BROKEN = [
    ("[rule", "语法", "TOML"),
    ("x = 1", "rule", "缺少"),
    ("[rule]\nname = '没有编号'", "rule.id", "缺少"),
    (pack({}).replace(PILOT, "没有的"), "rule.based_on", "没有的"),
    (pack({}).replace(PILOT, "local-1"), "rule.based_on", "互相引用"),
    (pack({}).replace('"local"\n', '"village"\n', 1), "rule.scope", "village"),
    (pack({}) + '"combined.A.Ⅰ" = { basis = "附件" }\n', "cells combined.A.Ⅰ", "没有写 value"),
    (pack({}) + '"combined.A.Ⅰ" = { value = "甲", confidence = "sure" }\n', "combined.row A.confidence", "sure"),
    (pack({}) + "[risk_level]\nseveral_factors = 'lowest'\n", "several_factors", "lowest"),
    (pack({}) + "[exposure]\nlevels = ['符合']\n", "exposure.levels", "至少要有 2 级"),
    (pack({}) + "[management.key_items]\nany_failed_gives = 'D'\n", "management.key_items.any_failed_gives", "D"),
    (pack({}) + "[supervision]\nclass = [{ class = '丁' }]\n", "supervision.丁", "不是"),
    (pack({}) + "[supervision]\nclass = [{ class = '甲' }, { class = '甲' }]\n", "supervision.甲", "重复"),
    (pack({}) + "[[headcount_band]]\nid = 'x'\nlabel = 'x'\nmin = 0\nmax = 5\n", "headcount_band x.max", "上限"),
    (pack({}) + "[management]\nchecklist = 'x.csv'\n", "文件", "缺少"),
    (pack({}) + "[supervision]\nlevel = [{ x = 1 }]\n", "supervision.level.level", "缺少"),
    (pack({}).replace(f'"{PILOT}"', "1"), "rule.based_on", "类型不对"),
    (
        pack({}) + "[risk_level]\nrow = [{ nature = '一般', exposure = '符合', le9 = 'Ⅰ', 10_49 = 'Ⅰ', ge50 = 'Ⅰ', "
        "confidence = 'sourced' }]\n",
        "risk_level.row 一般 不符合",
        "缺少这一行",
    ),
    (
        pack({})
        + "[combined]\nrow = [{ management = 'A', Ⅰ = '甲' }]\n".replace("Ⅰ =", '"Ⅰ" = "甲", "Ⅱ" = "甲", "Ⅲ" ='),
        "combined.row B",
        "缺少这一行",
    ),
]


@pytest.mark.parametrize(("text", "key", "why"), BROKEN, ids=lambda value: str(value)[-30:])
def test_a_pack_that_is_not_whole_is_refused(text, key, why):
    with pytest.raises(Broken) as caught:
        BOOK.with_pack(text)
    assert caught.value.key == key
    assert why in caught.value.why


def test_a_pack_that_calls_itself_national_still_holds_by_adoption_only():
    text = pack({}).replace('scope = "local"', 'scope = "national"')
    book, edition = BOOK.with_pack(text)
    assert edition.scope == "local"
    assert book.edition(TODAY).id == PILOT
    again, _ = book.with_pack(pack({}, id="local-3"))
    assert {entry.id for entry in again.editions} >= {"local-1", "local-3"}


def test_what_waits_for_its_check_is_listed_and_a_broken_pack_does_not_hinder_the_next():
    assert {cell.address for cell in BOOK.edition(TODAY).unconfirmed} >= {"combined.A.Ⅰ", "exposure.basis"}
    held = BOOK.with_office(OfficeRules(packs={"bad": "[rule", PILOT: pack({})}))
    assert held.edition(TODAY).based_on is None, "a pack of the program goes before one of the office"
    assert held.with_pack(pack({}))[1].id == "local-1"


def test_a_shipped_method_that_is_broken_stops_the_start_and_two_of_one_id_as_well():
    with pytest.raises(Broken, match="重复"):
        tables.read(TEXTS | {"rules/grading/z.toml": TEXTS[FILE]})
    with pytest.raises(Broken, match="缺少"):
        tables.read(TEXTS | {"rules/grading/z.toml": '[rule]\nid = "z"\ncomplete = false'})


def test_a_partial_pack_of_the_office_is_taken_as_partial():
    text = TEXTS["rules/grading/cn-pilot-guide-2020.toml"].replace("cn-pilot-guide-2020", "guide-2")
    text = text.replace("\ncomplete = false", "\ncomplete = false\neffective_from = 2020-12-01")
    book, found = BOOK.with_pack(text)
    assert isinstance(found, Partial)
    assert found.since == date(2020, 12, 1)
    assert found in book.partials


def test_an_inline_form_replaces_the_one_of_the_ground():
    rows = "".join(
        f'[[checklist]]\nno = {no}\nitem = "第{no}条"\nscore = 50\nconfidence = "sourced"\n' for no in (1, 2)
    )
    _, edition = BOOK.with_pack(pack({}) + rows)
    assert [(item.no, item.score) for item in edition.checklist] == [(1, 50), (2, 50)]


def test_an_address_lists_the_value_as_it_would_be_written():
    table = tomllib.loads(pack({}))
    assert editions_read.pack_id(pack({})) == table["rule"]["id"]
    edition = BOOK.edition(TODAY)
    assert isinstance(edition, Edition)
    assert edition.cells["management.key_items"].value == "否"
    assert edition.cells["checklist.1.key_item"].value == ""
    assert edition.cells["severe.other_declared.factors"].value == ""
    assert edition.cells == editions_cells.listed(edition.table)


def test_a_switch_and_an_empty_frequency_can_be_written():
    cells = {"checklist.1.key_item": "", "supervision.甲.visits_per_year": "", "supervision.乙.visits_per_year": "1.5"}
    _, edition = BOOK.with_pack(pack(cells))
    assert edition.checklist[0].key_item is None
    assert [edition.visits("Ⅰ", code) for code in "甲乙丙"] == [None, 1.5, 4]
    assert edition.visits("Ⅲ", None) == 4, "until there is a class the level leads"
    assert edition.visits(None, None) is None


def test_a_value_given_as_true_or_number_is_taken():
    text = pack({}) + '"management.key_items" = true\n"management.A.min" = 95\n"supervision.丙.visits_per_year" = 6.0\n'
    _, edition = BOOK.with_pack(text + '"severe.other_declared.factors" = ["P01"]\n')
    assert edition.key_items.enabled
    assert edition.grades[0] == ("A", 95)
    assert edition.visits(None, "丙") == 6
    assert edition.declared_severe == {"P01"}


HELD = Override("Ⅲ", None, "现场粉尘大", "张三", date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "level", "combined"),
    [
        (date(2026, 10, 31), "Ⅱ", "乙"),
        (date(2026, 11, 1), "Ⅲ", "丙"),
        (date(2026, 11, 30), "Ⅲ", "丙"),
        (date(2026, 12, 1), "Ⅱ", "乙"),
    ],
)
def test_a_person_decides_from_the_first_to_the_last_day(day, level, combined):
    verdict = grade(replace(SILICA, override=HELD), BOOK, day)
    assert (verdict.level, verdict.combined) == (level, combined)
    assert (verdict.override is not None) == (level == "Ⅲ") == ("人工认定为Ⅲ级（张三" in verdict.because)
    if verdict.override:
        assert verdict.inputs["override"]["without_level"] == "Ⅱ"
        assert "程序评定：“矽尘”" in verdict.because


def test_a_decided_class_stands_without_a_level_and_a_decided_level_without_a_class():
    empty = Facts((), False, None, (), None, None, None)
    by_class = grade(replace(empty, override=replace(HELD, level=None, combined="丙")), BOOK, TODAY)
    assert (by_class.level, by_class.combined) == (None, "丙")
    by_level = grade(replace(empty, override=HELD), BOOK, TODAY)
    assert (by_level.level, by_level.combined) == ("Ⅲ", None)


def test_a_severe_industry_shortens_how_long_a_test_counts_but_gives_no_level():
    noise = Facts((Exposed("噪声", "P01"),), False, 5, (Tested(date(2025, 5, 1), None, False),), None, None, None)
    severe = replace(noise, industry_severe=True)
    assert grade(noise, BOOK, TODAY).level == "Ⅰ"
    assert "已超过12个月，行业属2021年目录的严重类" in grade(severe, BOOK, TODAY).because
    fresh = replace(severe, tests=(Tested(date(2026, 5, 1), None, False),))
    assert grade(fresh, BOOK, TODAY).level == "Ⅰ"
    assert "行业属" not in grade(replace(severe, declared_severe=True), BOOK, TODAY).because


def test_a_result_over_its_limit_is_told_with_value_and_limit_and_with_its_doubt():
    test = Tested(date(2026, 5, 1), "P01", True, result=91.0, unit="dB(A)", limit="85 dB(A)", doubt="限值待核对")
    verdict = grade(Facts((Exposed("噪声", "P01"),), False, 5, (test,), None, None, None), BOOK, TODAY)
    assert "检测超标（结果 91 dB(A)，限值 85 dB(A)）" in verdict.because
    assert verdict.unconfirmed_because == ("限值待核对",)
    assert verdict.inputs["tests"][0]["limit"] == "85 dB(A)"
