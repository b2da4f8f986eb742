"""The self-check form: saved, read from a sheet, printed blank."""

from __future__ import annotations

import pypdf
import pytest
import xlsxwriter

from desktop.rules.selfcheck import Answer
from desktop.work import grading, grading_forms, grading_rules
from desktop.work.problem import Problem
from tests.conftest import TODAY

QINGDAO = "example-qingdao-form"


@pytest.fixture
def qingdao(office):
    office.do(lambda s: grading_rules.adopt(s, QINGDAO, TODAY, rulebook=office.rulebook, on=TODAY))
    return office.rulebook.edition(TODAY)


def save(office, employer, answers):
    return office.do(lambda s: grading_forms.save(s, employer, answers, rulebook=office.rulebook, on=TODAY))


def test_a_whole_form_gives_the_management_grade(office, an_employer, qingdao):
    employer = an_employer()
    change = save(office, employer, [Answer(item.no, item.score, item.no != 16) for item in qingdao.checklist])
    assert "折算 90 ÷ 90 × 100 = 100 分" in change.said
    verdict = office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY, [employer]))[0].verdict
    assert verdict.management == "A"
    kept = office.ask(lambda s: grading_forms.last(s, employer, qingdao))
    assert (kept.checked_on, kept.scored.grade, len(kept.answers)) == (TODAY, "A", 24)


def test_a_form_that_is_not_whole_is_kept_without_a_grade(office, an_employer, qingdao):
    employer = an_employer()
    change = save(office, employer, [Answer(1, 3)])
    assert "暂不评管理等级" in change.said
    assert office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY))[0].verdict.management is None
    assert office.ask(lambda s: grading_forms.last(s, employer, qingdao)).answers == (Answer(1, 3.0),)


def test_the_national_form_has_no_scores_and_gives_no_grade(office, an_employer):
    change = save(office, an_employer(), [Answer(1, 3)])
    assert "没有分值" in change.said


def test_a_form_of_nobody_or_before_any_method_is_refused(office, an_employer):
    with pytest.raises(Problem, match="已被删除"):
        save(office, 99, [])
    employer = an_employer()
    with pytest.raises(Problem, match="没有可用"):
        office.do(lambda s: grading_forms.save(s, employer, [], rulebook=office.rulebook, on=TODAY.replace(year=2020)))


def write(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def test_a_filled_sheet_is_read_by_its_numbers(tmp_path, qingdao):
    rows = [["职业卫生管理自查表"], ["序号", "自查项目", "分值", "得分（分）", "不适用"], ["组织机构"]]
    rows += [[1, "责任制", 3, 3, ""], [2, "机构人员", 3, "2.5分", ""], [3, "计划方案", 3, "", "不适用"]]
    rows += [[4, "制度", 3, "不适用", ""], [5, "预案", 3, "", ""], ["合计", "", "", 5.5, ""]]
    found = grading_forms.read_sheet(write(tmp_path / "a.xlsx", rows), qingdao)
    assert found == (Answer(1, 3.0), Answer(2, 2.5), Answer(3, None, False), Answer(4, None, False), Answer(5, None))


def test_a_cell_that_is_no_score_is_named(tmp_path, qingdao):
    file = write(tmp_path / "a.xlsx", [["序号", "得分"], [1, "较好"]])
    with pytest.raises(Problem, match="B2"):
        grading_forms.read_sheet(file, qingdao)
    with pytest.raises(Problem, match="没有找到自查表"):
        grading_forms.read_sheet(write(tmp_path / "b.xlsx", [["名称", "得分"]]), qingdao)


def test_the_blank_form_lists_every_item_and_says_what_it_lacks(office, tmp_path, qingdao):
    for edition in (qingdao, office.rulebook.edition(TODAY, "cn-national-pilot-2022")):
        file = tmp_path / f"{edition.id}.pdf"
        assert grading_forms.write_blank(file, edition, township="梅溪镇", employer="大同石材厂") >= 2
        text = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
        assert "大同石材厂" in text
        assert all(str(item.no) in text for item in edition.checklist)
        assert ("分值不全" in text) == (edition is not qingdao)
    with pytest.raises(Problem, match="写不进去"):
        grading_forms.write_blank(tmp_path / "none" / "a.pdf", qingdao, township="")
