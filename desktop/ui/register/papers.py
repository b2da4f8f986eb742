"""Printing employers: cards of one page each, or the whole file; made by a job, seen before they are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.ui.desk import Desk
from desktop.work import employer_papers
from desktop.work.employer_papers import CARDS, FILES
from desktop.work.progress import Progress


class Papers:
    """For one employer or several; `owner` is the widget whose window shows them."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        self._desk, self._owner = desk, owner

    def menu(self, of: Callable[[], Sequence[int]], parent: QWidget) -> QMenu:
        """打印企业卡片 and 打印一企一档 of the employers that `of` gives when it is chosen."""
        menu = QMenu(parent)
        menu.addAction(f"打印{CARDS}").triggered.connect(lambda _=False: self.cards(of()))
        menu.addAction(f"打印{FILES}").triggered.connect(lambda _=False: self.files(of()))
        return menu

    def cards(self, ids: Sequence[int]) -> None:
        """All cards as one PDF, in the order given."""
        office, out = self._desk.office, self._desk.files.scratch() / f"{CARDS}.pdf"
        wanted = list(ids)

        def work(progress: Progress) -> Path:
            office.ask(
                lambda s: employer_papers.write_cards(
                    s, wanted, out, rulebook=office.rulebook, on=office.today(), progress=progress
                )
            )
            return out

        self._desk.start(self._owner, work, lambda file: self._show(file, CARDS, len(wanted)), f"正在排版{CARDS}")

    def files(self, ids: Sequence[int]) -> QFileDialog | None:
        """One file is looked at first; several are written into a folder, each named by its employer."""
        if len(ids) == 1:
            self._write(list(ids), self._desk.files.scratch() / f"{FILES}.pdf")
            return None
        title = f"{len(ids):,} 家的{FILES}保存到哪个文件夹"
        return self._desk.files.folder(self._owner, title, lambda folder: self._write(list(ids), folder))

    def _write(self, ids: list[int], out: Path) -> None:
        office = self._desk.office

        def work(progress: Progress) -> list[Path]:
            return office.ask(
                lambda s: employer_papers.write_files(
                    s, ids, out, rulebook=office.rulebook, on=office.today(), folder=office.folder, progress=progress
                )
            )

        self._desk.start(self._owner, work, self._written, f"正在排版{FILES}")

    def _written(self, files: list[Path]) -> None:
        if len(files) == 1 and files[0].name == f"{FILES}.pdf":
            self._show(files[0], FILES, 1)
            return
        self._desk.files.written(f"已写出 {len(files):,} 家的{FILES}。", files[0].parent)

    def _show(self, file: Path, what: str, number: int) -> None:
        from desktop.ui.paperview import PaperView  # QtPdf: not every start needs it

        several = f"（{number:,} 家）" if number > 1 else ""
        PaperView(self._desk, self._owner.window(), file, f"{what}{several}", f"{what}.pdf")
