"""What stands on one tab of an employer's card."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.work.employer_file import EmployerFile


class CardTab(QWidget):
    """Built when its tab is first shown, and shown an employer only while it is in sight."""

    def show_file(self, file: EmployerFile) -> None:
        """The employer as it is now."""
        raise NotImplementedError

    def remember(self) -> None:
        """Commit what is being typed in; put by what is refused."""
