"""Spellings of one name meet in one key; different names do not."""

from __future__ import annotations

import pytest

from desktop.rules.likeness import name_key, name_keys

SAME = [
    ("安吉大同石材有限责任公司", "安吉大同石材有限公司"),
    ("安吉(大同)石材厂", "安吉（大同）石材厂"),
    ("安吉 大同 石材厂", "安吉大同石材厂"),
    ("ＡＢＣ电子厂", "abc电子厂"),
    ("安吉大同石材厂（停产）", "安吉大同石材厂"),
    ("3.安吉大同石材厂", "安吉大同石材厂"),
]
DIFFERENT = [
    ("安吉大同石材一厂", "安吉大同石材二厂"),
    ("安吉大同石材厂", "安和大同石材厂"),
    ("安吉大同石材有限公司", "安吉大同石材厂"),
    ("安吉大同石材厂（一分厂）", "安吉大同石材厂（二分厂）"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_have_different_keys(one, other):
    assert name_key(one) != name_key(other)


def test_a_name_may_lack_its_county_and_town():
    places = ("安吉县", "梅溪镇")
    assert "大同石材厂" in name_keys("浙江省安吉县梅溪镇大同石材厂", places)
    assert "大同石材厂" in name_keys("安吉大同石材厂", places)
    assert name_keys("大同石材厂", places) == ("大同石材厂",)
    assert name_keys("梅溪厂", places) == ("梅溪厂",)  # too short to lose anything
