"""Sheets of paper: totals, grounds of the grid, the place of the number on lying pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop.report.cnparagraph import CnParagraph
from desktop.report.official import FLUSH, Official
from desktop.report.paper import LYING, Imprint, new_page, print_to
from tests.report.builders import packaged_fonts, text_of


def imprint(**more: bool) -> Imprint:
    return Imprint(title="样张", author="青岚镇", subject="样张", draft=False, **more)


def test_a_page_holds_twenty_two_lines(tmp_path):
    fonts = packaged_fonts()
    story = [CnParagraph.of("一行", FLUSH, fonts) for _ in range(23)]
    assert print_to(tmp_path / "a.pdf", story, imprint(), fonts).pages == 2
    assert text_of(tmp_path / "a.pdf", 1).count("一行") == 22


def test_the_number_of_pages_is_on_every_page_where_it_is_wanted(tmp_path):
    fonts = packaged_fonts()
    story = [CnParagraph.of("一行", FLUSH, fonts) for _ in range(50)]
    print_to(tmp_path / "a.pdf", story, imprint(total=True), fonts)
    drawn = [page.get_object() for page in PdfReader(tmp_path / "a.pdf").pages]
    assert len(drawn) == 3
    assert all("/FormXob" in str(list(page["/Resources"]["/XObject"])) for page in drawn)
    assert "第1页" in text_of(tmp_path / "a.pdf", 1)


def test_an_unfinished_report_leaves_no_file(tmp_path):
    class Failing(CnParagraph):
        def draw(self) -> None:
            raise RuntimeError("stop")

    fonts = packaged_fonts()
    with pytest.raises(RuntimeError):
        print_to(tmp_path / "a.pdf", [Failing.of("甲", FLUSH, fonts)], imprint(), fonts)
    assert not (tmp_path / "a.pdf").exists()


def test_a_lying_page_is_a4_on_its_side(tmp_path):
    fonts = packaged_fonts()
    story = [*Official(fonts).title("题"), *new_page(LYING), CnParagraph.of("表", FLUSH, fonts)]
    print_to(tmp_path / "a.pdf", story, imprint(), fonts)
    upright, lying = (page.mediabox for page in PdfReader(tmp_path / "a.pdf").pages)
    assert (round(upright.width), round(upright.height)) == (595, 842)
    assert (round(lying.width), round(lying.height)) == (842, 595)


@pytest.mark.parametrize(
    "office", ["青岚镇人民政府", "青岚镇人民政府职业健康办公室", "云溪县青岚镇人民政府经济发展和应急管理综合服务办公室"]
)
def test_the_signature_stays_inside_the_page(tmp_path: Path, office: str):
    fonts = packaged_fonts()
    from datetime import date

    print_to(tmp_path / "a.pdf", Official(fonts).signature(office, date(2026, 1, 5)), imprint(), fonts)
    assert f"{office}2026年1月5日" in text_of(tmp_path / "a.pdf")
