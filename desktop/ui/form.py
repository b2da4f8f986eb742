"""Fields that save themselves when they are left: a refused value stays, marked, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from desktop.ui import look
from desktop.work.problem import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form: its key in the register, its label, and what may be written.

    choices: (code, words) for a list; empty for free text. unit stands after the field; hint shows while it is empty.
    """

    key: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    hint: str = look.UNKNOWN
    tip: str = ""


class Choice(QComboBox):
    """A list that does not change its value when the page is scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Box(QObject):
    """One field and its mark. `save` is called with what was written and may raise Problem."""

    left = Signal(str)

    def __init__(self, entry: Entry, save: Callable[[str, str], object]) -> None:
        super().__init__()
        self.entry, self._save, self._kept, self._saving = entry, save, "", False
        self.editor: QLineEdit | Choice = Choice() if entry.choices else QLineEdit()
        self.editor.setAccessibleName(entry.label)
        self.editor.setToolTip(entry.tip)
        self.mark = QLabel(objectName="mark", wordWrap=True, visible=False)
        if isinstance(self.editor, Choice):
            self.editor.addItem(look.UNKNOWN, "")
            for code, words in entry.choices:
                self.editor.addItem(words, code)
            self.editor.activated.connect(self.commit)
        else:
            self.editor.setPlaceholderText(entry.hint)
            self.editor.setAcceptDrops(False)
            self.editor.editingFinished.connect(self.commit)
            self.editor.installEventFilter(self)

    @property
    def written(self) -> str:
        """What stands in the field now."""
        return str(self.editor.currentData() or "") if isinstance(self.editor, Choice) else self.editor.text().strip()

    @property
    def refused(self) -> bool:
        return bool(self.editor.property("refused"))

    def put(self, value: str | None) -> None:
        """Show what the register holds, without saving."""
        self._kept = value or ""
        self._write(self._kept)
        self.praise()

    def draft(self, written: str, why: str) -> None:
        """Show again what was typed and refused earlier."""
        self._write(written)
        self.blame(why)

    def commit(self) -> None:
        """Save what is written if it differs from what is kept."""
        written, before = self.written, self._kept
        if self._saving:
            return
        if written == before:
            self.praise()
            return
        self._saving = True
        try:
            self._save(self.entry.key, written)
        except Problem as problem:
            self.blame(problem.remedy or problem.what)
            return
        finally:
            self._saving = False
        if self._kept == before:  # else the page has already shown what the register made of it
            self._kept = written
        self.praise()

    def blame(self, why: str) -> None:
        """Mark the field and say what to write instead."""
        self.mark.setText(why)
        self.mark.show()
        self.editor.setProperty("refused", True)
        look.restyle(self.editor)

    def praise(self) -> None:
        """Take the mark away."""
        if self.refused or not self.mark.isHidden():
            self.mark.hide()
            self.editor.setProperty("refused", False)
            look.restyle(self.editor)

    @property
    def why(self) -> str:
        return self.mark.text() if self.refused else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escaped = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escaped and event.type() == QEvent.Type.KeyPress and self.written != self._kept:
            self.put(self._kept)
            return True
        return super().eventFilter(watched, event)

    def _write(self, value: str) -> None:
        if isinstance(self.editor, Choice):
            place = self.editor.findData(value)
            if place < 0:
                self.editor.addItem(value, value)
                place = self.editor.count() - 1
            self.editor.setCurrentIndex(place)
        else:
            self.editor.setText(value)
            self.editor.setCursorPosition(0)


class Form(QWidget):
    """Labelled fields in rows. What was refused is kept per record, so nothing typed is lost by looking elsewhere."""

    def __init__(self, entries: Sequence[Entry], save: Callable[[int, str, str], object], columns: int = 1) -> None:
        super().__init__()
        self._save = save
        self._record: int | None = None
        self._drafts: dict[tuple[int, str], tuple[str, str]] = {}
        self.boxes = {entry.key: Box(entry, self._keep) for entry in entries}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for number, box in enumerate(self.boxes.values()):
            line, side = divmod(number, columns)
            label = QLabel(box.entry.label, objectName="muted")
            label.setBuddy(box.editor)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setWordWrap(True)
            label.setFixedWidth(look.dp(116))
            label.setToolTip(box.entry.tip)
            grid.addWidget(label, line * 2, side * 3)
            grid.addWidget(box.editor, line * 2, side * 3 + 1)
            if box.entry.unit:
                grid.addWidget(QLabel(box.entry.unit, objectName="muted"), line * 2, side * 3 + 2)
            grid.addWidget(box.mark, line * 2 + 1, side * 3 + 1, 1, 2)
            grid.setColumnStretch(side * 3 + 1, 1)

    def fill(self, record: int | None, values: Mapping[str, str | None]) -> None:
        """Show a record; fields refused for it earlier come back as they were written."""
        if record != self._record:
            self.remember()
        self._record = record
        for key, box in self.boxes.items():
            box.put(values.get(key))
            if record is not None and (record, key) in self._drafts:
                box.draft(*self._drafts[record, key])
        self.setEnabled(record is not None)

    def remember(self) -> None:
        """Commit the field that is being typed in, and keep what is refused for when the record is shown again."""
        for key, box in self.boxes.items():
            if self._record is None:
                continue
            if isinstance(box.editor, QLineEdit) and box.editor.hasFocus():
                box.commit()
            self._note(key, box)

    def _keep(self, key: str, written: str) -> None:
        if self._record is None:
            return
        record = self._record
        self._drafts.pop((record, key), None)
        try:
            self._save(record, key, written)
        except Problem as problem:
            self._drafts[record, key] = (written, problem.remedy or problem.what)
            raise

    def _note(self, key: str, box: Box) -> None:
        if self._record is not None and box.refused:
            self._drafts[self._record, key] = (box.written, box.why)
