"""An attachment in full, over the whole window: next, previous, open a copy, save, print. Esc goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.files import show
from desktop.ui.overlay import Overlay
from desktop.ui.page import Short, button, label, row
from desktop.work import attachments
from desktop.work.attachment_files import place_of
from desktop.work.attachments import Kept

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.ui.preview import Preview

SAVE = "另存附件"


class Viewer(Overlay):
    """Lies over `window` until it is closed."""

    def __init__(self, desk: Desk, window: QWidget, shown: Sequence[Kept], at: int) -> None:
        super().__init__(window)
        self._desk, self._shown, self._at = desk, list(shown), at
        self._image = QImage()
        self._paper: Preview | None = None
        self.name = Short()
        self.number = label("", "muted")
        self.previous = button("上一个", "back", lambda: self.step(-1))
        self.next = button("下一个", "next", lambda: self.step(1))
        self.open = button("打开副本", "folder", self.open_copy)
        self.save = button("另存为…", "export", self._ask_target)
        self.print = button("打印…", "print", self.print_it)
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, accessibleName="附件内容", wordWrap=True)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack = QStackedWidget(objectName="plain")
        self._stack.addWidget(self.picture)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(16, 12, 16, 12)
        head = row(
            self.name, self.number, self.previous, self.next, self.open, self.save, self.print, self.shut, stretch=0
        )
        lines.addWidget(head)
        lines.addWidget(self._stack, 1)
        self.cover()
        self.step(0)

    @property
    def kept(self) -> Kept:
        """What is looked at."""
        return self._shown[self._at]

    def step(self, by: int) -> None:
        """Show the next or the previous one; the first follows the last."""
        self._at = (self._at + by) % len(self._shown)
        kept = self.kept
        told = " · ".join(filter(None, (kept.title, kept.kind, kept.subject, str(kept.taken_on or ""))))
        self.name.setText(told)
        self.number.setText(f"{self._at + 1} / {len(self._shown)}")
        for each in (self.previous, self.next):
            each.setVisible(len(self._shown) > 1)
        source = place_of(self._desk.office.folder, kept.sha256, kept.name)
        self._image = QImage()
        if source.suffix == ".pdf" and source.exists():
            self._show_paper(source)
            return
        self._stack.setCurrentIndex(0)
        self._image = _read(source, self.size() * 2)
        self.print.setEnabled(not self._image.isNull())
        self._draw()

    def open_copy(self) -> None:
        """In the program that the person uses for such files."""
        self._copy_out(self._desk.files.scratch() / self.kept.name, show)

    def save_as(self, target: Path) -> None:
        """Write a copy where the person wants it."""
        self._copy_out(target, lambda file: self._desk.files.written("附件已另存。", file))

    def print_it(self) -> None:
        """As large as the paper allows."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer))
        dialog.open()

    def print_to(self, printer: QPrinter) -> None:
        """Draw it on a printer."""
        if self._stack.currentIndex() and self._paper is not None:
            self._paper.print_to(printer)
            return
        painter = QPainter(printer)
        room = painter.viewport()
        image = self._image
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(room.center() - QRect(0, 0, size.width(), size.height()).center(), size), image)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: -1}
        if (key := Qt.Key(event.key())) in steps:
            self.step(steps[key])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _show_paper(self, file: Path) -> None:
        from desktop.ui.preview import Preview  # QtPdf: not every start needs it

        if self._paper is None:
            self._paper = Preview()
            self._stack.addWidget(self._paper)
        self._stack.setCurrentWidget(self._paper)
        self._paper.show_file(file)  # once it is seen: QPdfView does not draw what was loaded before
        self.print.setEnabled(True)

    def _draw(self) -> None:
        if self._image.isNull():
            self.picture.setText("这个文件不能在这里显示（不是图片，或已经损坏）。点“打开副本”用其他程序看。")
            return
        room = self.picture.size()
        fitted = self._image.size().boundedTo(self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        scaled = self._image.scaled(
            fitted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.picture.setPixmap(QPixmap.fromImage(scaled))

    def _copy_out(self, target: Path, done: Callable[[Path], object]) -> None:
        kept, folder = self.kept, self._desk.office.folder
        self._desk.start(self, lambda _: attachments.copy_out(kept, folder, target), done, "正在取出附件")

    def _ask_target(self) -> QFileDialog:
        return self._desk.files.save(self, SAVE, self.kept.name, "", self.save_as)


def _read(file: Path, room: QSize) -> QImage:
    """A photo upright, not larger than needed: a phone's picture is read at a fraction of its size."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    wide = max(room.width(), room.height(), look.dp(1200))
    if size.isValid() and max(size.width(), size.height()) > wide:
        reader.setScaledSize(size.scaled(wide, wide, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
