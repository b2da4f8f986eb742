"""Credit codes: whole ones are taken, damaged ones are said to be damaged, none is ever guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.cells import Unclear
from desktop.rules.codes import (
    ALPHABET,
    OldNumber,
    check_character,
    credit_code,
    is_credit_code,
    is_organisation_code,
    is_registration_no,
    is_resident_id,
)

GOOD = "91330523391500087X"


def test_the_check_character_of_the_published_example():
    assert is_credit_code("91110000600037341L")


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        f" {GOOD.lower()} ",
        "９１３３０５２３391500087X",
        f"\t{GOOD}",
        f'="{GOOD}"',
        f"'{GOOD}",
        "91330523 391500087X",
    ],
)
def test_a_whole_code_is_taken_in_every_dress(written):
    assert credit_code(written) == GOOD


@pytest.mark.parametrize("written", [None, "", "/", "无", "无证照", "—", "未办理", 0])
def test_no_code_is_no_code(written):
    assert credit_code(written) is None


@pytest.mark.parametrize(
    ("written", "word"),
    [
        (9.13305230000012e17, "数字"), ("9.1331E+17", "科学计数法"), ("91330523521455086Q", "校验"),
        ("9133052339150008", "16 位"), ("91330523O91500087X", "“O”"), ("913305230000120000", "0"),
        ("11010519491231002X", "身份证"), ("9133052339150008?X", "字符"),
        ("见附件", "不是统一社会信用代码"), (12.5, "小数"),
    ],
)  # fmt: skip
def test_a_damaged_code_is_refused_with_the_very_reason(written, word):
    found = credit_code(written)
    assert isinstance(found, Unclear)
    assert word in found.why
    assert "18 位" in found.instead


def test_older_numbers_are_known_as_such():
    assert credit_code("123456789012345") == OldNumber("123456789012345")
    assert credit_code(123456789012345.0) == OldNumber("123456789012345")
    assert is_organisation_code("D2143569X")
    assert credit_code("D2143569-X") == OldNumber("D2143569X")
    assert not is_registration_no("123456789012346")


def test_a_resident_number_is_known():
    assert is_resident_id("11010519491231002X")
    assert not is_resident_id("110105194912310021")


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first, place, wrong):
    code = first + check_character(first)
    assert credit_code(code) == code
    if wrong != first[place]:
        assert isinstance(credit_code(first[:place] + wrong + first[place + 1 :] + code[17]), Unclear)
