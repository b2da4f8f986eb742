"""整改文书: what a township may print, what it says of the finding, and the other wording once power was delegated."""

from __future__ import annotations

from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.work import attachment_files, attachments, findings, findings_papers, rule_choices, settings
from desktop.work.findings import Found, Move
from desktop.work.grading_rules import Signed
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.settings import TownshipCard
from tests.conftest import RESOURCES, TODAY
from tests.report.builders import text_of

CARD = TownshipCard("清源镇", "安和县", person="小陈", phone="0570-0000000")
FORBIDDEN = ("处罚", "责令", "指令", "移送", "行政复议")


@pytest.fixture
def employer(office, an_employer):
    office.do(lambda session: settings.save_township(session, CARD, on=TODAY))
    return an_employer(name="大同石材厂", address="大同村 8 号", credit_code="91330521MA28000001")


@pytest.fixture
def enter(office, employer):
    def entered(described, **more):
        made = []

        def work(session):
            found = Found(described, opened_on=date(2026, 11, 1), **more)
            change, id = findings.open_finding(session, employer, found, rulebook=office.rulebook, on=TODAY)
            made.append(id)
            return change

        office.do(work)
        return made[0]

    return entered


def write(session, finding, paper, file, office):
    book, folder = office.rulebook, office.folder
    return findings_papers.write(session, finding, paper, file, rulebook=book, on=TODAY, folder=folder)


def printed(office, tmp_path, finding, paper):
    file = tmp_path / f"{paper}.pdf"
    name = office.ask(lambda s: write(s, finding, paper, file, office))
    return name, text_of(file), len(PdfReader(file).pages)


def test_a_township_advises_and_never_orders(office, enter, tmp_path):
    finding = enter("喷漆房没有警示标识", place="喷漆房", document_no="清源整改〔2026〕3号")
    for paper, name in findings_papers.names(office.rulebook).items():
        told, text, pages = printed(office, tmp_path, finding, paper)
        assert (told, pages) == (name, 1)
        assert not [word for word in FORBIDDEN if word in text], paper
        assert "大同石材厂" in text


def test_the_advice_lists_everything_that_waits_for_the_employer(office, enter, tmp_path):
    finding, other, mended = enter("没有警示标识", place="喷漆房"), enter("没有公告栏"), enter("没有培训记录")
    move = Move("done", {"finished_on": "2026-11-20", "measures": "已培训"})
    office.do(lambda s: findings.advance(s, mended, move, rulebook=office.rulebook, on=TODAY))
    _, text, _ = printed(office, tmp_path, finding, "advice")
    for words in ("整改建议书", "下列2项问题", "喷漆房", "没有公告栏", "2026年11月16日前", "小陈0570-0000000"):
        assert words in text, words
    assert "培训记录" not in text
    _, text, _ = printed(office, tmp_path, other, "recheck")
    for words in ("整改情况复查记录", "没有培训记录", "已培训，2026年11月20日完成", "□合格", "□不合格", "原文书文号"):
        assert words in text, words
    with pytest.raises(Problem, match="不用再建议整改"):
        printed(office, tmp_path, mended, "advice")


def test_a_result_stands_on_the_record(office, enter, tmp_path):
    finding = enter("没有警示标识")
    move = Move("passed", {"rechecked_by": "小陈", "rechecked_on": "2026-11-21"})
    office.do(lambda s: findings.advance(s, finding, move, rulebook=office.rulebook, on=TODAY))
    _, text, _ = printed(office, tmp_path, finding, "recheck")
    assert "合格2026年11月21日" in text
    assert "□" not in text


def test_the_photos_of_the_findings_stand_on_the_record_with_their_words(office, enter, tmp_path):
    finding = enter("没有警示标识")
    for name, colour in (("整改前.jpg", "#6b8e9e"), ("整改后.jpg", "#9e8e6b")):
        Image.new("RGB", (800, 600), colour).save(tmp_path / name)
    taken = attachment_files.take_in([tmp_path / "整改前.jpg", tmp_path / "整改后.jpg"], office.folder, Progress())
    employer = office.ask(lambda s: findings.one(s, finding, office.rulebook, TODAY)).employer_id
    with attachment_files.keeping(taken.stored, office.folder):
        office.do(lambda s: attachments.add(s, employer, taken.stored, on=TODAY, of=("finding", finding)))
    kept = office.ask(lambda s: attachments.listing(s, employer, office.rulebook, ("finding", finding)))
    office.do(lambda s: attachments.describe(s, kept[0].id, "kind", "整改前照片", rulebook=office.rulebook, on=TODAY))
    _, text, _ = printed(office, tmp_path, finding, "recheck")
    assert "整改前后照片" in text
    assert "2026-001整改前照片" in text
    pages = PdfReader(tmp_path / "recheck.pdf").pages
    assert sum(len(page.images) for page in pages) == 2


def test_the_clue_tells_who_what_and_what_was_done(office, enter, tmp_path):
    finding = enter("拒不整改", place="打磨车间")
    move = Move("put_off", {"deadline": "2026-12-20", "note": "设备未到"})
    office.do(lambda s: findings.advance(s, finding, move, rulebook=office.rulebook, on=TODAY))
    _, text, _ = printed(office, tmp_path, finding, "clue")
    for words in (
        "违法线索报告单", "安和县卫生健康局", "2026-001", "91330521MA28000001", "大同村8号", "拒不整改。", "打磨车间",
        "2026年11月23日", "延期（设备未到）", "协管员意见", "□受理", "处理结果反馈", "待核对",
    ):  # fmt: skip
        assert words in text, words


def test_once_power_was_delegated_the_papers_order_and_name_the_remedies(office, enter, tmp_path):
    finding = enter("没有警示标识")
    by = Signed("小陈", "县政府 2026 年委托书", TODAY)
    office.do(lambda s: rule_choices.choose(s, "enforcement_power", "delegated", by, rulebook=office.rulebook))
    name, text, _ = printed(office, tmp_path, finding, "advice")
    assert name == "责令限期整改指令书"
    assert "六十日内依法申请行政复议" in text
    assert "【待核对】" in text
    assert "责令限期整改指令书" in printed(office, tmp_path, finding, "receipt")[1]
    assert "案件移送书" in printed(office, tmp_path, finding, "clue")[1]
    office.undo()
    assert findings_papers.names(office.rulebook)["advice"] == "整改建议书"


def test_what_stands_in_the_way_is_said(office, enter, an_employer, tmp_path):
    finding = enter("没有警示标识")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="写不进这个文件"):
        office.ask(lambda s: write(s, finding, "clue", tmp_path / "file" / "x.pdf", office))


def test_without_a_township_there_is_nobody_to_sign(tmp_path):
    bare = Office.open(tmp_path / "bare" / "office.db", today=lambda: TODAY, resources=RESOURCES)
    with pytest.raises(Problem, match="还没有填写本单位信息"):
        printed(bare, tmp_path, 1, "advice")
    bare.close()
