"""Palette, fonts, zoom and icons are read back from the application itself."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.ui import look
from tests.conftest import RESOURCES


@pytest.fixture(autouse=True)
def plain_again(qapp):
    yield
    look.wear(qapp, RESOURCES)


def test_the_packaged_font_has_the_characters_of_names(qapp):
    assert qapp.property("packaged_fonts")
    assert QFontMetrics(QApplication.font()).inFontUcs4(ord("溪"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_colour_stands_out_from_its_ground(qapp, theme):
    t = look.DARK if theme == "dark" else look.LIGHT
    pairs = [("text", "window"), ("text", "surface"), ("soft", "surface"), ("soft", "sidebar"), ("accent", "surface"),
             ("on_accent", "accent"), ("danger", "danger_soft"), ("warn", "warn_soft"), ("good", "good_soft"),
             ("accent", "accent_soft"), ("text", "picked"), ("soft", "head")]  # fmt: skip

    for ink, ground in pairs:
        assert contrast(getattr(t, ink), getattr(t, ground)) >= 4.5, (ink, ground)
    assert contrast(t.faint, t.surface) >= 3.5


def test_zoom_grows_letters_and_lengths_together(qapp):
    look.wear(qapp, RESOURCES, "light", 150)

    assert QApplication.font().pointSizeF() == pytest.approx(look.BODY_POINTS * 1.5)
    assert look.dp(28) == 42


def test_zoom_stays_between_80_and_200(qapp):
    look.wear(qapp, RESOURCES, "light", 500)

    assert look.zoom() == pytest.approx(2.0)


def test_icons_follow_the_theme(qapp, qtbot):
    button = look.iconed(QPushButton(), "home")
    qtbot.addWidget(button)
    light = button.icon().pixmap(20).toImage()

    look.wear(qapp, RESOURCES, "dark")

    assert button.icon().pixmap(20).toImage() != light


def test_no_token_is_left_in_the_style_sheet():
    sheet = look._sheet(RESOURCES, look.LIGHT, 1.0)

    assert "$" not in sheet
    assert not re.search(r"\d(dp|sp)\b", sheet)


def test_every_icon_is_our_line_drawing():
    for file in (RESOURCES / "icons").glob("*.svg"):
        assert "<svg" in file.read_text(encoding="utf-8")


def test_unknown_is_a_word_and_numbers_are_grouped():
    assert look.number(None, "人") == "未登记"
    assert look.number(7846, "人") == "7,846 人"
    assert look.number(0, "家") == "0 家"


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
