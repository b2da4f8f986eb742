"""The small picture that stands for an attachment: a photo, the first page of a PDF, or an icon."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from desktop.ui import look
from desktop.work import previews
from desktop.work.attachment_files import place_of
from desktop.work.attachments import Kept

WIDE, HIGH = 112, 84
ICONS = {".pdf": "pdf", ".xlsx": "sheet", ".xls": "sheet", ".et": "sheet", ".csv": "sheet"}


def small_picture(folder: Path, kept: Kept) -> Path | None:
    """Make or find the small picture; for a job. None for what cannot be drawn."""
    made = previews.of_photo(folder, kept.sha256, kept.name)
    if made is not None:
        return made
    source = place_of(folder, kept.sha256, kept.name)
    if source.suffix != ".pdf" or not source.exists():
        return None
    image = first_page(source)
    return (
        None
        if image is None
        else previews.keep(previews.place(folder, kept.sha256), lambda draft: image.save(str(draft), "PNG"))
    )


def first_page(file: Path) -> QImage | None:
    """The first page of a PDF on white, at most EDGE pixels; None for one that cannot be read."""
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    try:
        if document.load(str(file)) != QPdfDocument.Error.None_ or not document.pageCount():
            return None
        size = (
            document.pagePointSize(0).toSize().scaled(previews.EDGE, previews.EDGE, Qt.AspectRatioMode.KeepAspectRatio)
        )
        drawn = document.render(0, size)
        if drawn.isNull():
            return None
        page = QImage(size, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return page
    finally:
        document.close()


def icon_of(kept: Kept, small: Path | None) -> QIcon:
    """The small picture on a ground of one size, or the icon of its kind of file."""
    ground = QPixmap(look.dp(WIDE), look.dp(HIGH))
    ground.fill(Qt.GlobalColor.transparent)
    picture = QPixmap(str(small)) if small is not None else QPixmap()
    if picture.isNull():
        name = ICONS.get(Path(kept.name).suffix.lower(), "folder")
        picture = look.pixmap(name, look.dp(40))
    else:
        picture = picture.scaled(
            QSize(ground.width(), ground.height()),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    painter = QPainter(ground)
    wide, high = picture.deviceIndependentSize().width(), picture.deviceIndependentSize().height()
    painter.drawPixmap(round((ground.width() - wide) / 2), round((ground.height() - high) / 2), picture)
    painter.end()
    return QIcon(ground)
