"""Where files come from and go to: every page asks here, beginning in the folder that was last used."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.notice import Action, Bar

LAST = "files/folder"
PDF, WORKBOOK, CALENDAR = "PDF 文件 (*.pdf)", "Excel 工作簿 (*.xlsx)", "日历文件 (*.ics)"
SHEETS = "表格 (*.xlsx *.xls *.et *.ods *.csv)"


class Files:
    """Asks without waiting: what is chosen reaches `then`; a dialog that is left reaches nobody."""

    def __init__(self, prefs: QSettings, bar: Bar) -> None:
        self._prefs, self._bar = prefs, bar
        self._scratch: str | None = None

    def save(self, parent: QWidget, title: str, name: str, kind: str, then: Callable[[Path], object]) -> QFileDialog:
        """Ask where to write `name`. kind: as Qt writes it, several with ;; between; the ending follows it."""
        dialog = self._dialog(parent, title, kind, self._last() / name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_ending(chosen)))
        return self._ask(dialog, then)

    def read(self, parent: QWidget, title: str, kind: str, then: Callable[[Path], object]) -> QFileDialog:
        """Ask for a file that is there."""
        dialog = self._dialog(parent, title, kind, self._last())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return self._ask(dialog, then)

    def several(self, parent: QWidget, title: str, then: Callable[[list[Path]], object]) -> QFileDialog:
        """Ask for any number of files of any kind."""
        dialog = self._dialog(parent, title, "", self._last())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: then([self._used(Path(file)) for file in files]))
        dialog.open()
        return dialog

    def folder(self, parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
        """Ask for a folder to write into."""
        dialog = self._dialog(parent, title, "", self._last())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._ask(dialog, then)

    def written(self, said: str, place: Path, rest: str = "") -> None:
        """Say what was written to this file or folder, with the ways to it."""
        is_folder = place.is_dir()
        ways: list[Action] = [] if is_folder else [("打开", lambda: show(place))]
        ways.append(("打开文件夹", lambda: show(place if is_folder else place.parent)))
        self._bar.say(said, rest or str(place), "good", ways)

    def scratch(self) -> Path:
        """An empty folder for what is only looked at; gone, with the names in it, when the program ends."""
        if self._scratch is None:
            self._scratch = mkdtemp(prefix="zhikang-")
            weakref.finalize(self, shutil.rmtree, self._scratch, True)  # also when the interpreter ends
        return Path(mkdtemp(dir=self._scratch))

    def _dialog(self, parent: QWidget, title: str, kind: str, start: Path) -> QFileDialog:
        dialog = QFileDialog(parent, title, str(start), kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _ask(self, dialog: QFileDialog, then: Callable[[Path], object]) -> QFileDialog:
        dialog.fileSelected.connect(lambda chosen: then(self._used(Path(chosen))))
        dialog.open()
        return dialog

    def _last(self) -> Path:
        last = Path(str(self._prefs.value(LAST, "")))
        return last if last.is_absolute() and last.is_dir() else Path.home()

    def _used(self, chosen: Path) -> Path:
        self._prefs.setValue(LAST, str(chosen if chosen.is_dir() else chosen.parent))
        return chosen


def _ending(kind: str) -> str:
    found = re.search(r"\*\.(\w+)", kind)
    return found[1] if found else ""


def show(place: Path) -> None:
    """Open a file or a folder with what the system opens it with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
