"""What lists write, and which factor it is."""

from __future__ import annotations

import pytest

FOUND = {
    "矽尘": "D01", "二氧化硅粉尘": "D01", "石英粉尘": "D01", "矽尘（10%≤游离SiO2≤50%）": "D01", "煤尘": "D02",
    "煤尘（游离SiO2≥10%）": "D01", "煤尘(游离 SiO2 < 10%)": "D02", "水泥尘": "D07", "水泥粉尘": "D07", "棉尘": "D31",
    "电焊烟尘": "D11", "焊接烟尘": "D11", "焊尘": "D11", "木尘": "D32", "木粉尘": "D32", "砂轮磨尘": "D36",
    "噪声": "P01", "噪音": "P01", " 噪 声 ": "P01", "高温": "P02", "手传振动": "P06", "Ｘ 射线": "R03",
    "铅尘": "C001", "铅烟": "C001", "锰及其化合物": "C003", "苯": "C028", "甲苯": "C029", "二甲苯": "C030",
    "正己烷": "C031", "硫酸": "C165", "盐酸": "C201", "苯乙烯": "C073", "乙酸乙酯": "C373", "1，2-二氯乙烷": "C035",
    "铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）": "C134", "铬酸雾": "C134", "tdi": "C314", "光气": "C015",
    "铀及其化合物": "R07", "其他粉尘": "D52", "磷化氢、磷化锌、磷化铝": "C022",
}  # fmt: skip
NOT_ONE = ("苯系物", "三苯", "粉尘", "有机溶剂", "化学毒物", "酸雾", "噪声、苯", "铅烟/铅尘", "", "某某粉")
SPLIT = {
    "噪声、苯等": (("噪声", "苯"), True),
    "噪声，电焊烟尘;苯/甲苯": (("噪声", "电焊烟尘", "苯", "甲苯"), False),
    "噪声 高温\n矽尘": (("噪声", "高温", "矽尘"), False),
    "铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）、噪声": (("铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）", "噪声"), False),
    "铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）": (("铬及其化合物（三氧化铬、铬酸盐、重铬酸盐）",), False),
    "苯,1,2-二氯乙烷,噪声": (("苯", "1,2-二氯乙烷", "噪声"), False),
    "苯、1,3-丁二烯": (("苯", "1,3-丁二烯"), False),
    "磷化氢、磷化锌、磷化铝，噪声": (("磷化氢、磷化锌、磷化铝", "噪声"), False),
    "粉尘（矽尘、水泥粉尘）、化学因素（苯、甲苯等）": (("矽尘", "水泥粉尘", "苯", "甲苯"), True),
    "粉尘：矽尘；物理因素：噪声": (("矽尘", "噪声"), False),
    "1.噪声 2.矽尘": (("噪声", "矽尘"), False),
    "1、噪声；2、苯": (("噪声", "苯"), False),
    "噪声……": (("噪声",), True),
    "噪声、苯、甲苯等有机溶剂": (("噪声", "苯", "甲苯"), True),
    "噪声(85dB、90dB)、噪声": (("噪声(85dB、90dB)", "噪声"), False),
    "X 射线 噪声": (("X 射线", "噪声"), False),
    "噪声、噪声": (("噪声",), False),
    "": ((), False),
}


@pytest.mark.parametrize(("written", "code"), FOUND.items())
def test_a_written_factor_is_found(book, written, code):
    assert book.factors.find(written).code == code


@pytest.mark.parametrize("written", NOT_ONE)
def test_what_is_not_one_factor_is_not_guessed(book, written):
    assert book.factors.find(written) is None


def test_a_word_for_several_factors_comes_with_advice(book):
    assert "苯、甲苯、二甲苯" in book.factors.advice("三苯")
    assert "矽尘" in book.factors.advice("粉尘（总尘）")
    assert book.factors.advice("噪声") is None


@pytest.mark.parametrize(("written", "parts"), SPLIT.items())
def test_a_cell_is_split_into_its_factors(book, written, parts):
    assert book.factors.split(written) == parts


def test_every_official_name_is_found_under_itself(book):
    for factor in book.factors:
        if factor.code != "C011":  # 铀及其化合物 stands twice in the catalogue; the radioactive entry is preferred
            assert book.factors.find(factor.name) == factor
            assert book.factors.split(factor.name) == ((factor.name,), False)


def test_how_sure_an_alias_is_can_be_asked(book):
    assert book.factors.alias("焊尘").confidence == "inferred"
    assert book.factors.alias("噪音").confidence == "spelling"
    assert book.factors.alias("噪声") is None
    assert book.factors.get(None) is None
    assert book.factors.get("D01").severe is True
