"""What the window looks like: palettes, fonts, icons and sizes. Everything is read back from the application itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyleFactory, QWidget

W = TypeVar("W", bound=QWidget)
BODY_POINTS = 10.5
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC")
UNKNOWN = "未登记"
ICON_TONE = "icon_tone"
ICON_NAME = "icon_name"
ICON_SIZE = "icon_size"


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one theme, by what they are for."""

    window: str
    surface: str
    sidebar: str
    head: str
    zebra: str
    grid: str
    line: str
    edge: str
    hover: str
    picked: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    danger: str
    danger_soft: str
    on_danger: str
    warn: str
    warn_soft: str
    good: str
    good_soft: str
    tick: str  # the drawing of a tick on the accent


LIGHT = Tones(
    window="#f4f6f9", surface="#ffffff", sidebar="#eaeef3", head="#f1f4f8", zebra="#fafbfd", grid="#e8ecf1",
    line="#d7dee7", edge="#b9c3cf", hover="#e3e9f1", picked="#d3e4f6", text="#1c232b", soft="#566270", faint="#7b8794",
    accent="#1d5fa6", accent_strong="#174d87", accent_soft="#e3eefa", on_accent="#ffffff",
    danger="#b3261e", danger_soft="#fdeceb", on_danger="#ffffff", warn="#8a5200", warn_soft="#fff3dc",
    good="#1c6e41", good_soft="#e5f5ec", tick="tick-light",
)  # fmt: skip
DARK = Tones(
    window="#171a1f", surface="#1f2329", sidebar="#1a1e23", head="#262b32", zebra="#22262d", grid="#2c323a",
    line="#363d47", edge="#4b5562", hover="#2b313a", picked="#2a4766", text="#e7ebf0", soft="#a9b4c0", faint="#818c99",
    accent="#74b4f2", accent_strong="#93c6f7", accent_soft="#21354a", on_accent="#0c1824",
    danger="#ff8f86", danger_soft="#43211f", on_danger="#2a0b09", warn="#f0b75c", warn_soft="#3b2e17",
    good="#74cf9b", good_soft="#1c3527", tick="tick-dark",
)  # fmt: skip


def tones() -> Tones:
    """The theme in force, as told by the application's palette."""
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def zoom() -> float:
    """1.0 at 100 %, as told by the application's font."""
    return QApplication.font().pointSizeF() / BODY_POINTS


def dp(size: float) -> int:
    """A length at 100 % as pixels at the present zoom."""
    return round(size * zoom())


def add_fonts(resources: Path) -> list[str]:
    """Load the packaged Chinese fonts; return their family names, the regular face first."""
    found: list[str] = []
    for file in sorted((resources / "fonts").glob("ZhikangHei-*.ttf"), key=lambda f: "Regular" not in f.name):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            found += QFontDatabase.applicationFontFamilies(number)
    return found


def wear(app: QApplication, resources: Path, theme: str = "light", percent: int = 100) -> None:
    """Dress every window in `theme` ("light", "dark") at `percent` (80-200) and tint their icons anew."""
    wanted = DARK if theme == "dark" else LIGHT
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    packaged = app.property("packaged_fonts")
    if packaged is None:
        packaged = add_fonts(resources)
        app.setProperty("packaged_fonts", packaged)
        app.setProperty("resources", str(resources))
    scale = min(200, max(80, percent)) / 100
    font = QFont()
    wanted_families = () if app.property("only_packaged") else FAMILIES
    installed = set(QFontDatabase.families()) if wanted_families else set()
    font.setFamilies([family for family in wanted_families if family in installed] + list(packaged))
    font.setPointSizeF(BODY_POINTS * scale)
    app.setPalette(_palette(wanted))
    app.setFont(font)
    app.setStyleSheet(_sheet(resources, wanted, scale))
    for widget in app.allWidgets():
        if widget.property(ICON_NAME):
            _tint(widget)


def _palette(t: Tones) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for key, value in {
        role.Window: t.window, role.WindowText: t.text, role.Base: t.surface, role.AlternateBase: t.zebra,
        role.Text: t.text, role.Button: t.surface, role.ButtonText: t.text, role.BrightText: t.danger,
        role.Highlight: t.accent, role.HighlightedText: t.on_accent, role.ToolTipBase: t.surface,
        role.ToolTipText: t.text, role.Link: t.accent, role.PlaceholderText: t.faint, role.Mid: t.edge,
        role.Light: t.surface, role.Dark: t.edge, role.Midlight: t.line, role.Shadow: t.edge,
    }.items():  # fmt: skip
        palette.setColor(key, QColor(value))
    for key in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(t.faint))
    return palette


def _sheet(resources: Path, t: Tones, scale: float) -> str:
    text = (resources / "look" / "zhikang.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = text.replace("$icons", (resources / "icons").as_posix())
    for field in sorted(fields(t), key=lambda f: -len(f.name)):
        text = text.replace(f"${field.name}", getattr(t, field.name))
    text = re.sub(r"(-?[\d.]+)dp\b", lambda m: f"{round(float(m[1]) * scale)}px", text)
    return re.sub(r"([\d.]+)sp\b", lambda m: f"{float(m[1]) * scale:.1f}pt", text)


def pixmap(name: str, size: int, tone: str = "soft") -> QPixmap:
    """One of our line drawings in the colour `tone`, `size` pixels at the present zoom, sharp on a dense screen."""
    from PySide6.QtSvg import QSvgRenderer

    app = QApplication.instance()
    file = Path(str(app.property("resources"))) / "icons" / f"{name}.svg" if app else Path(name)
    colour = getattr(tones(), tone, tone)
    svg = file.read_text(encoding="utf-8").replace("#000", colour)
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    side = round(dp(size) * ratio)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def iconed(widget: W, name: str, tone: str = "soft", size: int = 18) -> W:
    """Give a button or label one of our icons; it follows theme and zoom from then on."""
    widget.setProperty(ICON_NAME, name)
    widget.setProperty(ICON_TONE, tone)
    widget.setProperty(ICON_SIZE, size)
    _tint(widget)
    return widget


def _tint(widget: QWidget) -> None:
    name, tone, size = (str(widget.property(key)) for key in (ICON_NAME, ICON_TONE, ICON_SIZE))
    if isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, int(size), tone))
    elif isinstance(widget, QAbstractButton):
        icon = QIcon(pixmap(name, int(size), tone))
        icon.addPixmap(pixmap(name, int(size), "faint"), QIcon.Mode.Disabled)
        if widget.isCheckable():
            icon.addPixmap(pixmap(name, int(size), "accent"), QIcon.Mode.Normal, QIcon.State.On)
        widget.setIcon(icon)
        widget.setIconSize(QSize(dp(int(size)), dp(int(size))))


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property that it selects on has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def number(value: float | int | None, unit: str = "") -> str:
    """A figure as printed: thousands separated; unknown is 未登记, never 0."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return f"{text} {unit}".strip()
