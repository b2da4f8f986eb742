"""What makes two records one employer, and what speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.likeness_score import ALIKE, Likeness, address_key, alike_weight, numbering

PLACES = ("安吉县", "梅溪镇")


def likeness(*weights: float, against: float = 1.0) -> Likeness:
    found = Likeness()
    for number, weight in enumerate(weights):
        found.add(weight, f"sign {number}")
    if against != 1.0:
        found.contradict(against, "另一个代码")
    return found


def test_without_any_sign_two_records_have_nothing_in_common():
    assert (Likeness().score, Likeness().reasons) == (0, ())


def test_signs_strengthen_each_other_and_a_contradiction_weakens():
    assert [likeness(0.5).score, likeness(0.5, 0.5).score, likeness(0.5, 0.5, against=0.2).score] == [50, 75, 15]


def test_the_strongest_sign_is_said_first_and_what_speaks_against_last():
    assert likeness(0.2, 0.9, against=0.5).reasons == ("sign 1", "sign 0", "另一个代码")


@given(st.lists(st.floats(0, 1), max_size=5), st.floats(0, 1), st.floats(0, 1))
def test_a_sign_more_never_lowers_and_a_contradiction_never_raises(weights, more, against):
    score = likeness(*weights).score
    assert 0 <= score <= likeness(*weights, more).score <= 100
    assert likeness(*weights, against=against).score <= score


@pytest.mark.parametrize(("alike", "weight"), [(79.9, 0.0), (ALIKE, 0.3), (90.0, 0.475), (100.0, 0.65)])
def test_two_names_count_from_the_bar_on(alike, weight):
    assert alike_weight(alike) == pytest.approx(weight)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("大同石材一厂", ("一",)), ("大同石材二分厂", ("二",)), ("大同石材１２厂", ("12",)), ("大同东厂", ("东",)),
        ("大同三矿甲队", ("三", "甲")), ("东方石材厂", ()), ("一品石材厂", ()),
    ],
)  # fmt: skip
def test_what_tells_one_works_from_another(name, found):
    assert numbering(name) == found


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("浙江省安吉县梅溪镇 溪东路12号", "溪东路12号"),
        ("梅溪镇溪东路１２号（二楼）", "溪东路12号二楼"),
        ("安吉县梅溪镇安吉县溪东路三号", "溪东路三号"),
        ("溪东路12号", "溪东路12号"),
    ],
)
def test_spellings_of_one_address_have_one_key(written, key):
    assert address_key(written, PLACES) == key


@pytest.mark.parametrize("written", [None, "", "安吉县梅溪镇", "溪3号", "溪东工业园区"])
def test_an_address_that_tells_too_little_has_no_key(written):
    assert address_key(written, PLACES) == ""


def test_without_known_places_the_whole_address_counts():
    assert address_key("梅溪镇溪东路12号") == "梅溪镇溪东路12号"
