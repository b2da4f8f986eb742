"""What opens below the head of a column: a field to search in, ready to type, over a list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

TICKED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable


class HeadPopup(QFrame):
    """Gone when it is left. hint: what can be searched for."""

    def __init__(self, hint: str, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(placeholderText=hint, accessibleName=name)
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()

    def items(self, *, seen: bool = False) -> list[QListWidgetItem]:
        """The items of the list; `seen`: those that were found."""
        items = [self.list.item(n) for n in range(self.list.count())]
        return [item for item in items if not (seen and item.isHidden())]

    def open_at(self, at: QPoint) -> None:
        """Show it there, ready to type in."""
        screen = self.screen().availableGeometry()
        self.move(min(at.x(), screen.right() - self.width()), min(at.y(), screen.bottom() - self.height()))
        self.show()
        self.search.setFocus()
