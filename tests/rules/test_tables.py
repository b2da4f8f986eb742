"""The tables as shipped are whole; a broken one is refused with its file and key named."""

from __future__ import annotations

import re

import pytest

from desktop.rules import tables
from desktop.rules.figure_counts import COUNTS

PILOT = "rules/grading/cn-national-pilot-2022.toml"
FACTORS = "catalogue/hazard_factors.csv"
ALIASES = "catalogue/factor_aliases.toml"
CODES = "rules/codes.toml"
INTERVALS = "rules/intervals.toml"
FIGURES = "rules/figures.toml"
CHECKS = "rules/crosschecks.toml"
FIELDS = "rules/fields.toml"
LEDGERS = "rules/ledgers.toml"
CARD = "rules/card.toml"

# file, what is written there, what it is replaced by, the key that must be named, a word of why
BROKEN = [
    (PILOT, "min = 10\nmax = 49", "min = 11\nmax = 49", "headcount_band 10_49.min", "首尾相接"),
    (PILOT, "min = 10\nmax = 49", "min = 10\nmax = 9", "headcount_band 10_49.max", "小于下限"),
    (PILOT, "min = 10\nmax = 49", "min = 10", "headcount_band 10_49.max", "只有最后一档"),
    (PILOT, "min = 50\n", "min = 50\nmax = 99\n", "headcount_band ge50.max", "最后一档"),
    (PILOT, 'id = "ge50"', 'id = "le9"', "headcount_band.id", "重复"),
    (PILOT, '10_49 = "Ⅰ"\nge50 = "Ⅰ"', '10_49 = "Ⅰ"', "risk_level.row 一般 符合.ge50", "缺少"),
    (PILOT, 'le9 = "Ⅲ"\n', 'le9 = "Ⅰ"\n', "risk_level.row 严重 不符合 le9", "不能更低"),
    (PILOT, 'ge50 = "Ⅰ"', 'ge50 = "Ⅳ"', "risk_level.row 一般 符合.ge50", "不是"),
    (
        PILOT,
        'nature = "一般"\nexposure = "不符合"',
        'nature = "一般"\nexposure = "符合"',
        "risk_level.row 一般 符合",
        "重复",
    ),
    (
        PILOT,
        'ge50_confidence = "inferred"',
        'ge50_confidence = "maybe"',
        "risk_level.row 严重 不符合.confidence",
        "maybe",
    ),
    (PILOT, "min = 90", "min = 91", "management.grade B.max", "应为 90"),
    (PILOT, "min = 0\nmax = 69", "min = 1\nmax = 69", "management.grade C.min", "0 分"),
    (PILOT, 'grade = "C"', 'grade = "D"', "management.grade", "次序"),
    (
        PILOT,
        '"Ⅲ" = "丙"\n[[combined.row]]\nmanagement = "C"',
        '[[combined.row]]\nmanagement = "C"',
        "combined.row B.Ⅲ",
        "缺少",
    ),
    (PILOT, 'management = "C"', 'management = "B"', "combined.row B", "重复"),
    (PILOT, '"Ⅱ" = "丙"\n"Ⅲ" = "丙"', '"Ⅱ" = "甲"\n"Ⅲ" = "丙"', "combined.row C Ⅱ", "不能更低"),
    (PILOT, "effective_from = 2022-11-01", "effective_from = 2022-01-01", "rule.effective_from", "早于"),
    (PILOT, "effective_from = 2022-11-01", 'effective_from = "2022"', "rule.effective_from", "日期"),
    (PILOT, 'table = "catalogue/high_toxic_2003.csv"', 'table = "x.csv"', "severe.when high_toxic.table", "没有"),
    (PILOT, 'factors = ["D05"]', 'factors = ["D99"]', "severe.when asbestos.factors", "D99"),
    (PILOT, 'class_order = ["甲", "乙", "丙"]', 'class_order = ["甲", "甲"]', "rule.class_order", "重复"),
    (PILOT, 'order = ["Ⅰ", "Ⅱ", "Ⅲ"]', 'order = ["Ⅰ"]', "risk_level.order", "至少"),
    (PILOT, "[rule]", "[rule", "语法", "TOML"),
    (
        PILOT,
        'nature = "一般"\nexposure = "不符合"',
        'nature = "严重"\nexposure = "不符合"',
        "risk_level.row 严重 不符合",
        "重复",
    ),
    (PILOT, 'class_order = ["甲", "乙", "丙"]', "class_order = [1, 2]", "rule.class_order", "只能有文字"),
    (CHECKS, "[[relation]]", "[[relations]]", "relation 1", "缺少"),
    (FIGURES, "[[figure]]", "[[old]]", "figure A01", "缺少"),
    ("catalogue/self_check_national.csv", "\n1,", "\n,", "no", "空"),
    (PILOT, "[exposure]", "[exposures]", "exposure", "缺少"),
    (FACTORS, "code,category", "code,kind", "category", "缺少这一列"),
    (FACTORS, "D02,粉尘,煤尘", "D01,粉尘,煤尘", "code", "重复"),
    (FACTORS, "D02,粉尘,煤尘", "D02,化学因素,煤尘", "D02 category", "不符"),
    (FACTORS, "D02,粉尘,煤尘", "D02,粉尘,", "D02 name_zh", "空"),
    (FACTORS, "D02,粉尘,煤尘,,0", "D02,粉尘,煤尘,,2", "D02 severe", "只能是"),
    (FACTORS, "D02,粉尘,煤尘,,0", "D02,粉尘,煤尘,,x", "D02 severe", "不是数"),
    (FACTORS, "D02,粉尘,煤尘,", "D02,粉尘,水泥粉尘,", "D07", "重复"),
    (FACTORS, "D02,粉尘,煤尘,,0", "D02,粉尘,煤尘,0", "第 3 行", "列"),
    (FACTORS, "C028,化学因素,苯,71-43-2,1", "C028,化学因素,苯,71-43-2,0", "C028 severe", "高毒"),
    (FACTORS, "高毒12,", "高毒99,", "C020 basis", "99"),
    (FACTORS, "高毒12,", "见说明,", "no 12", "二硫化碳"),
    (ALIASES, 'code = "P01"', 'code = "P99"', "噪音", "P99"),
    (ALIASES, '"噪音"', '"噪音", "电焊烟尘"', "电焊烟尘", "D11"),
    (ALIASES, '"三苯"', '"噪声"', "not_one 噪声", "P01"),
    (ALIASES, 'confidence = "spelling"', 'confidence = "sure"', "factor D01.confidence", "sure"),
    (ALIASES, '"噪音", ', '"噪音", "噪音", ', "factor P01.as", "重复"),
    (CODES, 'code = "半停产"', 'code = "在营"', "status.item", "重复"),
    (CODES, '"关停", ', '"关停", "营业", ', "status.停产", "营业"),
    (CODES, 'code = "粉尘"', 'code = "尘"', "hazard_class.item", "六类"),
    (CODES, 'id = "size"', 'id = "sizes"', "list size", "缺少"),
    (CODES, "2011:110", "2011:999", "economic_type.国有", "2011:999"),
    (INTERVALS, "severe = 12", "severe = 48", "testing.severe", "还长"),
    (INTERVALS, "severe = 12", "severe = 0", "testing.severe", "大于0"),
    (INTERVALS, "severe = 12\n", "", "testing.severe", "必须写月数"),
    (INTERVALS, "after = 11", "after = 13", "declaration.after", "窗口"),
    (INTERVALS, "months = 36", 'months = "36"', "risk_assessment.months", "整数"),
    (INTERVALS, "[verification]", "[verified]", "verification", "缺少"),
    (
        INTERVALS,
        '[commitment]\nname = "告知承诺书"\nmonths = 12',
        '[commitment]\nname = "告知承诺书"',
        "commitment",
        "月数",
    ),
    (FIGURES, 'id = "A02"', 'id = "A01"', "figure.id", "重复"),
    (FIGURES, 'id = "D01"', 'id = "Z01"', "figure D01", "缺少"),
    (FIGURES, "{verification}", "{month}", "A10.note", "花括号"),
    (FIGURES, 'kind = "Y"', 'kind = "Q"', "D01.kind", "T、P、Y"),
    (CHECKS, 'level = "warning"', 'level = "hint"', "relation 8.level", "error"),
    (CHECKS, "number = 39", "number = 99", "relation 39", "缺少"),
    (CHECKS, "number = 39", "number = 2", "relation.number", "重复"),
    ("catalogue/high_toxic_2003.csv", "\n2,", "\n3,", "no 3", "应为 2"),
    ("catalogue/industries.csv", "大类,01,农业,A", "大类,01,农业,Q9", "01 parent", "Q9"),
    ("catalogue/industries.csv", "大类,01,农业,A", "中类,01,农业,A", "01 level", "位数"),
    ("catalogue/industry_risk.csv", "\n011,中类,谷物种植,一般", "\n011,中类,谷物种植,较重", "011 risk_class", "较重"),
    ("catalogue/industry_risk.csv", "\n011,中类", "\n01X,中类", "gbt4754 01X", "分类表"),
    ("catalogue/size_rules.csv", "20000,500,50", "20000,50,500", "农、林、牧、渔业 营业收入", "依次减小"),
    ("catalogue/size_rules.csv", "20000,500,50", "20000,,50", "农、林、牧、渔业 营业收入 medium_min", "空"),
    ("catalogue/holidays.csv", "2025-01-26", "2024-01-26", "date 2024-01-26", "由早到晚"),
    ("catalogue/holidays.csv", "2025-01-26", "2025-02-30", "date 2025-02-30", "不是日期"),
    ("catalogue/holidays.csv", "2025-01-01,off", "2025-01-01,day off", "2025-01-01 kind", "只能是"),
    ("catalogue/exam_cycles.csv", "24–36", "24–x", "on_job_interval_months", "不是月数"),
    ("catalogue/duties.csv", "变更申报：检测、评价发现原申报内容变化", "年度更新申报", "duty", "重复"),
    ("catalogue/self_check_qingdao.csv", "责任制,3", "责任制,4", "score", "合计 101"),
    ("catalogue/self_check_qingdao.csv", "\n2,", "\n1,", "no", "重复"),
    ("catalogue/economic_types.csv", "有限责任公司,100", "有限责任公司,999", "2023 110 parent", "999"),
    ("catalogue/oel.csv", "PC-TWA", "", "因素、限值类型", ""),
    ("catalogue/industries.csv", "大类,01,农业,A", "大类,02,农业,A", "code", "重复"),
    (
        FACTORS,
        "放射性因素,密封放射源产生的电离辐射,,1",
        "放射性因素,密封放射源产生的电离辐射,,0",
        "severe",
        "电离辐射应为严重",
    ),
    (FIELDS, 'when = "hazard"', 'when = "sometimes"', ".when", "sometimes"),
    (FIELDS, 'personal = "contact"', 'personal = "secret"', ".personal", "secret"),
    (FIELDS, 'list = "size"\n', "", ".list", "代码表"),
    (FIELDS, "span = [", "span = [999, ", ".span", "[最小, 最大]"),
    (FIELDS, 'low = "women"', 'low = "no_such_field"', "at_most.no_such_field", "不是登记人数"),
    (FIELDS, 'low = "women"', 'low = "name"', "at_most.name", "不是登记人数"),
    (FIELDS, "key_factors = [", 'key_factors = ["没有这种因素", ', "key_factors", "没有这种因素"),
    (LEDGERS, 'when = "hazard"', 'when = "sometimes"', ".when", "sometimes"),
    (LEDGERS, 'conclusion = "复查"', 'conclusion = "再查"', ".list", "再查"),
    (LEDGERS, 'need = "M"', 'need = "X"', ".need", "取值不认识"),
    (LEDGERS, 'personal = "', 'personal = "secret', ".need", "取值不认识"),
    (CARD, '"职业病人数"', '"别的分组"', "tab.groups", "别的分组"),
    (CARD, '"test_class"', '"patient"', ".patient", "受限台账"),
    (CARD, '"test_class"', '"no_such_ledger"', ".no_such_ledger", "没有这本台账"),
    ("rules/draw.toml", "value = 2 ", "value = 0 ", "per_site.value", "1 或更大"),
    ("rules/draw.toml", '"乙" = 2', '"乙" = 0', "weights.乙", "1 或更大"),
    (
        CHECKS,
        "[[relation]]",
        '[[relation]]\nnumber = 99\nlevel = "error"\nname = "多出的"\nwords = "多出的"\n[[relation]]',
        "relation 99",
        "程序里没有它的算法",
    ),
]


def test_the_shipped_tables_are_whole(book):
    assert len(book.factors) == 459
    assert len(book.high_toxic) == 54
    assert len(book.diseases) == 135
    assert len(book.industries) == 1971
    assert len(book.industry_risk) == 291
    assert len(book.holidays) == 85
    assert [edition.id for edition in book.editions] == ["example-qingdao-form", "cn-national-pilot-2022"]
    assert [edition.id for edition in book.partials] == ["cn-pilot-guide-2020"]
    assert set(book.figures) == set(COUNTS)
    assert book.intervals["testing"].months(severe=True) == 12


@pytest.mark.parametrize(("file", "written", "instead", "key", "why"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_broken_table_is_refused_with_its_file_and_key(texts, file, written, instead, key, why):
    assert written in texts[file], "the case no longer fits the table"
    changed = texts | {file: texts[file].replace(written, instead, 1)}
    with pytest.raises(tables.Broken) as caught:
        tables.read(changed)
    assert key in str(caught.value)
    assert why in str(caught.value)
    assert file.rsplit("/", 1)[0] in caught.value.file


@pytest.mark.parametrize("file", [PILOT, FACTORS, ALIASES, CODES, INTERVALS, FIGURES, CHECKS, "catalogue/oel.csv"])
def test_an_absent_file_is_named(texts, file):
    with pytest.raises(tables.Broken, match="没有任何分级方法" if file == PILOT else "缺少这个文件"):
        tables.read({name: text for name, text in texts.items() if name != file})


def test_nothing_in_the_tables_speaks_to_the_makers_instead_of_the_user(texts):
    for file, text in texts.items():
        assert not re.search(r"secondary copy|from memory|\bseen\b|/work/", text), file


def test_a_list_knows_the_ways_its_words_are_written(book):
    status = book.codes.get("status")
    written = ("正常", "开业", "营业", "关停", "停业", "吊销", "季节性", "已搬迁", "无危害", "在营")
    meant = ("在营", "在营", "在营", "停产", "停产", "注销", "半停产", "搬迁", "不存在危害", "在营")
    assert tuple(status.find(word) for word in written) == meant
    assert status.find("说不清") is None
    assert book.codes.get("size").find("０１") == "大"


def test_old_lists_stay_readable(book):
    from datetime import date

    assert book.codes.get("declared_risk").codes == ("严重", "一般")
    assert book.codes.get("declared_risk", date(2018, 1, 1)).codes == ("严重", "较重", "一般")
    assert book.codes.label("declared_risk", "较重") == "较重"
    assert book.codes.label("size", "微") == "微型"
    assert book.codes.label("size", None) == "未登记"
    assert book.codes.label("size", "特大") == "特大"
    with pytest.raises(KeyError):
        book.codes.get("no such list")
