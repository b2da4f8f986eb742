"""An employer on paper from the real register; the printed code leads back to it."""

from __future__ import annotations

from datetime import date

import pytest
from pypdf import PdfReader

from desktop.rules import record_code
from desktop.work import conditions, employer_papers, grading, register
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.register import Query
from tests.command_line import CommandLine
from tests.conftest import TODAY


@pytest.fixture
def one(office, an_employer):
    id = an_employer(
        name="大同𠮷石材厂", credit_code="913305990000000172", factors=("矽尘", "噪声"), contact="王某",
        declared=(date(2026, 1, 5),), tests=((date(2026, 8, 1), 4, 1),),
    )  # fmt: skip
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return id


def words(file):
    return "".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def write(office, one, which, out, **more):
    ways = {"rulebook": office.rulebook, "on": TODAY, "progress": Progress()} | more
    return office.ask(lambda s: getattr(employer_papers, which)(s, [one], out, **ways))


def test_the_card_carries_grade_hazards_and_duties_of_the_register(office, one, tmp_path):
    write(office, one, "write_cards", tmp_path / "card.pdf")
    text = words(tmp_path / "card.pdf")
    row = office.ask(lambda s: register.rows(s, [one]))[one]
    for said in ("大同𠮷石材厂", f"{row.level}级", "矽尘", "严重", "王某", "年度更新", "检测", "2026-08-01"):
        assert said in text
    assert "".join(row.because.split()) in text


def test_the_file_lists_ledgers_history_and_attachments(office, one, tmp_path):
    files = write(office, one, "write_files", tmp_path / "档案", folder=office.folder)
    assert [file.name for file in files] == [f"大同𠮷石材厂-{one}.pdf"]
    text = words(files[0])
    for said in ("检测报告（1）", "修改记录", "分级", "附件（0）", "913305990000000172", "新增大同"):
        assert said in text


def test_what_is_restricted_is_never_printed(office, one, tmp_path):
    files = write(office, one, "write_files", tmp_path / "档案", folder=office.folder)
    text = words(files[0])
    hidden = [form for form in office.rulebook.ledgers.values() if form.restricted]
    assert hidden
    for form in hidden:
        assert f"{form.label}（" not in text


def test_a_scanned_code_finds_the_employer_here_and_by_its_credit_code_elsewhere(office, one):
    def found(text):
        def ask(session):
            book = office.rulebook
            told = conditions.understand(session, text, conditions.vocabulary(session, book), book, TODAY)
            return list(register.find(session, Query(conditions=told.conditions)))

        return office.ask(ask)

    code = str(office.ask(lambda s: employer_papers.code_of(s, one, "913305990000000172")))
    assert code == f"ZK:梅溪镇:{one}:913305990000000172"
    assert found(code) == found(code.replace(":", "：").lower()) == [one]
    assert found("ZK:别的镇:99:913305990000000172") == [one]
    assert found("ZK:别的镇:1:") == []
    assert found(f"ZK:梅溪镇:{one}:") == [one]
    assert record_code.read("大同石材厂") is None


def test_what_cannot_be_written_or_is_gone_is_told(office, one, tmp_path):
    with pytest.raises(Problem, match="写不进"):
        write(office, one, "write_cards", tmp_path)
    with pytest.raises(Problem, match="不在台账里"):
        write(office, 999, "write_cards", tmp_path / "a.pdf")
    with pytest.raises(Problem, match="没有选中"):
        office.ask(lambda s: employer_papers.write_cards(
            s, [], tmp_path / "a.pdf", rulebook=office.rulebook, on=TODAY, progress=Progress()))  # fmt: skip


def test_the_commands_write_card_and_file(office, one, tmp_path):
    path = office.path
    office.close()
    card, file = tmp_path / "卡片.pdf", tmp_path / "一企一档.pdf"
    commands = CommandLine(path)
    assert "1 家" in commands.run("card", "大同𠮷石材厂", card).stdout
    commands.run("file", "913305990000000172", file)
    assert len(PdfReader(card).pages) == 1
    assert len(PdfReader(file).pages) > 2
