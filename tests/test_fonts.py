"""The packaged fonts: they open where they are needed, have names of their own and draw what a clerk writes."""

from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFontDatabase

from desktop import paths

FONTS = sorted((Path(__file__).parent.parent / "resources" / "fonts").glob("*.ttf"))
NAMES = [path.stem for path in FONTS]
SYMBOLS = "²³㎡㎎℃‰°′″①⑳ⅠⅡⅢ○△■☐☑✓√×—“”‘’…〔〕"
RARE_NAMES = "㛃䶮鿏𫖯𬭎𬱖𬴂"
FULL = ["ZhikangHei-Regular", "ZhikangHei-Bold", "ZhikangSong-Regular", "ZhikangSong-Bold", "ZhikangKai-Regular"]


@cache
def characters(name: str) -> set[int]:
    with TTFont(paths.resources() / "fonts" / f"{name}.ttf", lazy=True) as font:
        return set(font.getBestCmap())


def gb2312() -> set[int]:
    """The 6763 characters of GB2312."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for pair in rows if (text := pair.decode("gb2312", errors="ignore"))}


def test_all_six_fonts_are_packaged() -> None:
    assert sorted([*FULL, "ZhikangFang-Regular"]) == NAMES


@pytest.mark.parametrize("path", FONTS, ids=NAMES)
def test_reportlab_embeds_it_under_its_own_name(path: Path) -> None:
    from reportlab.pdfbase.ttfonts import TTFont as Embedded

    assert Embedded(path.stem, str(path)).face.name.decode() == path.stem


@pytest.mark.parametrize("path", FONTS, ids=NAMES)
def test_the_window_takes_it(qapp: object, path: Path) -> None:
    number = QFontDatabase.addApplicationFont(str(path))
    assert QFontDatabase.applicationFontFamilies(number) == [f"Zhikang {path.stem[7:].split('-')[0]}"]


@pytest.mark.parametrize("name", NAMES)
def test_it_draws_every_character_of_gb2312(name: str) -> None:
    assert not gb2312() - characters(name)


@pytest.mark.parametrize("name", FULL)
def test_it_draws_the_symbols_and_rare_names_of_the_register(name: str) -> None:
    assert not {chr(c) for c in map(ord, SYMBOLS + RARE_NAMES) if c not in characters(name)}


def test_the_last_resort_also_draws_names_outside_the_standard_table() -> None:
    assert {ord("𠮷"), ord("㐱"), ord("㬢")} <= characters("ZhikangHei-Regular")


def test_every_font_comes_with_its_licence() -> None:
    texts = sorted(p.name for p in (paths.resources() / "fonts" / "LICENSES").iterdir())
    assert texts == ["GPL-3-font-exception.txt", "OFL-1.1.txt"]
