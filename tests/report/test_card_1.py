"""The employer card and the whole file on paper: one page whatever is recorded, nothing clipped, no gap."""

from __future__ import annotations

from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.report import card_1, file_1
from desktop.report.card_1 import Card, DutyLine, Hazard, Sender
from desktop.report.file_1 import EmployerFile, Ledger, Picture
from desktop.report.fonts import Fonts

ON = Sender("梅溪镇人民政府", date(2026, 11, 26))


def a_card(**changes):
    values = {
        "name": "大同石材厂",
        "code": "ZK:梅溪镇:7:913305990000000172",
        "identity": (("统一社会信用代码", "913305990000000172"), ("地址", None)),
        "contacts": (("联系人", "张某"),),
        "grades": (("风险等级", "Ⅲ 级（待核对）"), ("管理等级", "B"), ("综合类别", "丙 类")),
        "because": "矽尘属严重因素，检测超标。",
        "unconfirmed": True,
        "hazards": (Hazard("矽尘", "粉尘", "严重（待核对）", "12 人", "2026-08-01 ■ 超标"),),
        "duties": (DutyLine("检测", date(2026, 8, 1), date(2027, 8, 1), "未到", "定期检测"),),
        "visits": (),
        "findings": (("2026-08-02", "2026-001 矽尘超标", "逾期"),),
    }
    return Card(**(values | changes))


def printed(tmp_path, write, *arguments):
    file = tmp_path / "out.pdf"
    made = write(file, *arguments, ON, Fonts.find(prefer_system=False))
    pages = [page.extract_text() for page in PdfReader(file).pages]
    return made, pages, "".join("".join(pages).split())


def test_the_card_says_what_is_recorded_and_what_is_not(tmp_path):
    _, pages, text = printed(tmp_path, card_1.write, [a_card()])
    assert len(pages) == 1
    for words in (
        "大同石材厂", "未登记", "待核对", "矽尘属严重因素", "2026-08-01■超标", "2027-08-01", "2026-001矽尘超标",
        "最近巡查", "无", "梅溪镇人民政府", "ZK:梅溪镇:7",
    ):  # fmt: skip
        assert words in text


def test_one_page_holds_the_longest_names_and_very_many_records(tmp_path):
    many = a_card(
        name="浙江省湖州市安吉县梅溪镇𠮷㛃石材加工与装饰工程安装（集团）有限责任公司第一分公司" * 2,
        identity=tuple((f"字段{n}", "很长的内容" * (n % 9)) for n in range(14)),
        contacts=tuple((f"联系人{n}", "张某 13800000000、李某 13900000000") for n in range(6)),
        because="理由很长，" * 200,
        hazards=tuple(Hazard(f"因素名称特别长的一种{n}", "化学因素", "严重", None, None) for n in range(40)),
        duties=tuple(DutyLine(f"事项{n}", None, None, "缺少依据", "证明材料" * 20) for n in range(6)),
        visits=tuple(("2026-01-01", "看了现场，" * 60, "已访") for _ in range(30)),
        findings=tuple(("2026-01-01", "隐患描述，" * 60, "待整改") for _ in range(30)),
    )
    made, pages, text = printed(tmp_path, card_1.write, [many, a_card()])
    assert len(pages) == 2
    assert made.warnings == ()
    assert "𠮷㛃石材" in text
    assert "（40，这里列出" in text
    assert "全文见一企一档" in text


def a_file(**changes):
    values = {
        "name": "大同石材厂", "code": "ZK:梅溪镇:7:", "cover": (("村（社区）", "溪东村"),),
        "groups": (("单位", (("单位名称", "大同石材厂"), ("备注", None))),),
        "ledgers": (Ledger("检测报告", ("日期", "机构"), (("2026-08-01", "安和检测"),)), Ledger("培训", ("日期",), ())),
        "history": Ledger("修改记录", ("时间", "做了什么", "改了哪些"), ()), "pictures": (),
    }  # fmt: skip
    return EmployerFile(**(values | changes))


def test_the_file_has_a_cover_every_group_and_ledger_and_numbered_pages(tmp_path):
    _, pages, text = printed(tmp_path, file_1.write, a_file())
    assert "职业健康档案" in pages[0]
    assert f"共{len(pages)}页" in "".join(pages[0].split())
    for words in ("检测报告（1）", "安和检测", "培训（0）", "无", "未登记", "附件（0）"):
        assert words in text


def test_nothing_is_clipped_however_long_it_is(tmp_path):
    whole = "".join(f"第{n}句㛃。" for n in range(6000))[:32_767]
    rows = tuple((f"2026-{n % 12 + 1:02}-01", f"机构{n}") for n in range(300))
    file = a_file(
        groups=(("其他", (("备注", whole), ("换行", "一\n二\n三"))),),
        ledgers=(Ledger("检测报告", ("日期", "机构"), rows), Ledger("意见", ("内容",), ((whole,),))),
    )
    made, _, text = printed(tmp_path, file_1.write, file)
    assert made.warnings == ()
    assert text.count("第4000句") == text.count("第1句㛃") == 2
    assert all(f"机构{n}" in text for n in (0, 150, 299))


def test_pictures_stand_beside_their_names(tmp_path):
    small = tmp_path / "small.png"
    Image.new("RGB", (320, 160), "#447788").save(small)
    file = a_file(pictures=(Picture("喷漆房.jpg", "现场照片", small), Picture("报告.pdf", "检测报告", None)))
    printed(tmp_path, file_1.write, file)
    pages = PdfReader(tmp_path / "out.pdf").pages
    assert sum(len(page.images) for page in pages) == 1


def test_the_same_card_gives_the_same_bytes(tmp_path):
    printed(tmp_path, card_1.write, [a_card()])
    first = (tmp_path / "out.pdf").read_bytes()
    printed(tmp_path, card_1.write, [a_card()])
    assert (tmp_path / "out.pdf").read_bytes() == first


def test_nothing_to_print_is_our_mistake(tmp_path):
    with pytest.raises(ValueError, match="nothing"):
        card_1.write(tmp_path / "out.pdf", [], ON)
