"""Fonts: which file draws what, what happens to characters it lacks, and that no two fonts become one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics

from desktop import paths
from desktop.report.cnparagraph import CnParagraph
from desktop.report.fonts import PACKAGED, Fonts, FontsMissing, Role, Source, printable
from desktop.report.official import BODY
from desktop.report.paper import Imprint, print_to
from tests.report.builders import packaged_fonts, text_of

FONTS = paths.resources() / "fonts"
UNASSIGNED = "\U000e2345"  # no font has it


def printed(file: Path, text: str, fonts: Fonts):
    imprint = Imprint(title="样", author="样", subject="样", draft=False)
    return print_to(file, [CnParagraph.of(text, BODY, fonts)], imprint, fonts)


def test_every_role_has_a_packaged_font():
    fonts = packaged_fonts()
    assert all(fonts.glyphs("职", role)[0].font for role in Role)
    assert [name for name in PACKAGED.values() if not (FONTS / name).is_file()] == []


def test_two_fonts_with_one_postscript_name_stay_two(tmp_path):
    """reportlab would take the second file for the first; a copy has the same name inside."""
    for name in ("one.ttf", "two.ttf"):
        shutil.copy(FONTS / "ZhikangKai-Regular.ttf", tmp_path / name)
    chains = dict.fromkeys(Role, (Source(tmp_path / "one.ttf"),)) | {Role.HEI: (Source(tmp_path / "two.ttf"),)}
    fonts = Fonts(chains)
    one, two = fonts.font(Role.SONG), fonts.font(Role.HEI)
    assert pdfmetrics.getFont(one) is not pdfmetrics.getFont(two)
    assert pdfmetrics.getFont(one).face.name != pdfmetrics.getFont(two).face.name


def test_all_packaged_fonts_are_drawn_as_different_fonts():
    fonts = packaged_fonts()
    faces = {pdfmetrics.getFont(fonts.font(role)).face.name for role in Role}
    assert len(faces) == len(Role)


def test_the_machines_own_fonts_come_first_and_are_named(tmp_path):
    shutil.copy(FONTS / "ZhikangKai-Regular.ttf", tmp_path / "simfang.ttf")
    fonts = Fonts.find(system_folders=[tmp_path])
    fonts.glyphs("职业", Role.FANG)
    fonts.glyphs("职业", Role.KAI)
    assert fonts.used == ("仿宋：simfang.ttf（本机字体）", "楷体：ZhikangKai-Regular.ttf（随程序提供）")


def test_a_damaged_font_of_the_machine_is_passed_over(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(b"OTTO not a font")
    fonts = Fonts.find(system_folders=[tmp_path])
    fonts.glyphs("职", Role.FANG)
    assert fonts.used == ("仿宋：ZhikangFang-Regular.ttf（随程序提供）",)


def test_without_any_font_it_says_where_it_looked(tmp_path):
    with pytest.raises(FontsMissing, match=str(tmp_path.name)):
        Fonts.find(tmp_path, prefer_system=False)


@pytest.mark.parametrize("text", ["粉尘0.5mg/m³", "温度26℃", "张𠮷芳", "王䶮", "面积30㎡", "≤85dB(A)", "龘靐", "Ⅲ级①"])
@pytest.mark.parametrize("role", [Role.FANG, Role.SONG, Role.HEI, Role.KAI, Role.TITLE])
def test_a_character_that_the_font_lacks_is_drawn_by_another(text: str, role: Role):
    fonts = packaged_fonts()
    assert all(glyph.font for glyph in fonts.glyphs(text, role))
    assert fonts.warnings == ()


def test_fallback_characters_can_be_read_back_from_the_pdf(tmp_path):
    text = "张𠮷芳的岗位粉尘为0.5mg/m³，温度26℃"
    result = printed(tmp_path / "a.pdf", text, packaged_fonts())
    assert text in text_of(tmp_path / "a.pdf")
    assert any("（补字）" in used for used in result.fonts)


def test_a_character_that_no_font_has_is_a_box_and_is_reported(tmp_path):
    result = printed(tmp_path / "a.pdf", f"样例{UNASSIGNED}厂", packaged_fonts())
    assert result.warnings == (f"没有字体能显示“样例{UNASSIGNED}厂”中的第3个字（U+E2345），已印成方框",)
    assert "样例厂" in text_of(tmp_path / "a.pdf")


def test_characters_that_draw_nothing_are_left_out():
    assert printable("甲\u200b乙\ufe00丙\x07\t丁\n戊\u3000己") == "甲乙丙 丁\n戊\u3000己"
