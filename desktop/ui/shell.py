"""The main window: pages at the left, one page at a time, what was done at the bottom. Knows no page by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.rules import field_guide
from desktop.ui import look
from desktop.ui.desk import Desk
from desktop.ui.footer import Footer
from desktop.ui.help import HelpPage
from desktop.ui.page import Page, Short
from desktop.ui.safekeeping import Safekeeping
from desktop.ui.sidebar import DIGITS, Sidebar
from desktop.work import settings
from desktop.work.change import Change

SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".csv", ".htm", ".html")
DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


@dataclass(frozen=True, slots=True)
class Entrance:
    """A page before it is built: its name, its title, and how to make it when it is first opened."""

    name: str
    title: str
    build: Callable[[Desk], Page]


class Shell(QMainWindow):
    """Opens pages, passes every Change to those that are built, and holds what belongs to no page."""

    def __init__(self, desk: Desk, entrances: Sequence[Entrance], resources: Path) -> None:
        super().__init__()
        self.desk, self._resources = desk, resources
        self._entrances = {entrance.name: entrance for entrance in entrances}
        self.pages: dict[str, Page] = {}
        self.theme = str(desk.prefs.value("theme", "light"))
        self.percent = int(str(desk.prefs.value("zoom", 100)))
        self.sidebar = Sidebar([(entrance.name, entrance.title) for entrance in entrances])
        self.title = QLabel(objectName="title")
        self.state = Short("", "state")
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._actions = QHBoxLayout()
        self.stage = QStackedWidget(objectName="stage")
        self.footer = Footer(desk)
        self.safe = Safekeeping(desk, self)
        self._curtain = QLabel("松开鼠标，读取这份表格", self, objectName="curtain")
        self._curtain.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._curtain.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._curtain.hide()
        self._lay_out()
        self._bind_keys()
        self.sidebar.chosen.connect(self.open)
        desk.wished.connect(self.open)
        desk.changed.connect(self._heard)
        desk.dressed.connect(self.dress)
        desk.badged.connect(self.sidebar.badge)
        self.name_window()

    @property
    def page(self) -> Page:
        """The page that is open."""
        current = self.stage.currentWidget()
        assert isinstance(current, Page)
        return current

    @Slot(str)
    @Slot(str, object)
    def open(self, name: str, wish: object = None) -> Page:
        """Show a page, building it the first time; `wish` is what is to be seen there."""
        if self.stage.count() and self.page.name != name:
            self.page.leave()
            self.desk.bar.hide()
        page = self.pages.get(name)
        if page is None:
            page = self.pages[name] = self._entrances[name].build(self.desk)
            page.stated.connect(lambda words, page=page: self._state(page, words))
            self.stage.addWidget(page)
        self.state.setText("")
        self.title.setText(page.title)
        self.stage.setCurrentWidget(page)
        self.sidebar.show_page(name)
        self._lay_actions(page)
        page.enter(wish)
        page.take_focus()
        return page

    @Slot(str, int)
    def dress(self, theme: str, percent: int) -> None:
        """Change theme and zoom of every window, and remember them."""
        self.theme, self.percent = theme, min(200, max(80, percent))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        look.wear(app, self._resources, self.theme, self.percent)
        self.desk.prefs.setValue("theme", self.theme)
        self.desk.prefs.setValue("zoom", self.percent)
        self.sidebar.fit()

    def zoom(self, steps: int) -> None:
        """Larger or smaller by one step of look.ZOOMS; 0 goes back to 100 %."""
        nearest = min(range(len(look.ZOOMS)), key=lambda n: abs(look.ZOOMS[n] - self.percent))
        place = min(len(look.ZOOMS) - 1, max(0, nearest + steps)) if steps else look.ZOOMS.index(100)
        self.dress(self.theme, look.ZOOMS[place])

    def greet(self, welcome: QWidget) -> None:
        """Stand the first-run questions in place of everything else; the first page follows when they are answered."""
        self._whole.addWidget(welcome)
        self._whole.setCurrentWidget(welcome)

        def begin() -> None:
            self._whole.setCurrentIndex(0)
            self.open(next(iter(self._entrances)))
            welcome.deleteLater()

        welcome.finished.connect(begin)  # type: ignore[attr-defined]

    def name_window(self) -> None:
        """The township in the title bar."""
        card = self.desk.ask(settings.township)
        self.setWindowTitle(f"{card.name} - 职康网格" if card else "职康网格")

    def help(self) -> HelpPage:
        """F1."""
        page = HelpPage(self._resources / "help" / f"{self.page.name}.md", self.page.title, self, self._with_fields)
        page.show()
        return page

    def _with_fields(self, text: str) -> str:
        """A help page with the list of fields, made from the catalogue, where it asks for it."""
        if field_guide.PLACE not in text:
            return text
        return text.replace(field_guide.PLACE, field_guide.markdown(self.desk.office.rulebook))

    def sidebar_pages(self) -> list[tuple[str, str]]:
        """Name and title of every page."""
        return [(entrance.name, entrance.title) for entrance in self._entrances.values()]

    def look_up(self) -> QWidget | None:
        """Ctrl+K: one box for everything."""
        from desktop.ui.finder import Finder  # the first page comes before it

        return Finder(self.desk, self, self.sidebar_pages(), self.open) if self.stage.count() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            return True
        if event.type() in DRAGS and isinstance(event, QDropEvent) and (file := dragged_sheet(event)):
            event.acceptProposedAction()
            self._draw_curtain(event.type() != QEvent.Type.Drop)
            if event.type() == QEvent.Type.Drop:
                self.open("exchange", file)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._draw_curtain(False)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if handle := self.windowHandle():
            handle.installEventFilter(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stage.count():
            self.page.leave()
        if self.safe.holds_up(self.close):
            event.ignore()
            return
        self.desk.jobs.close()
        self.desk.prefs.setValue("geometry", self.saveGeometry())
        self.desk.prefs.sync()
        event.accept()

    def _lay_out(self) -> None:
        header = QFrame(objectName="header")
        line = QHBoxLayout(header)
        line.setContentsMargins(16, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(self.title)
        line.addWidget(self.state, 1)
        self._actions.setSpacing(8)
        line.addLayout(self._actions)
        ask = look.iconed(QToolButton(toolTip="这一页怎么用（F1）", accessibleName="帮助"), "help", size=20)
        ask.clicked.connect(self.help)
        line.addWidget(ask)
        message = QVBoxLayout()
        message.setContentsMargins(12, 0, 12, 0)
        message.addWidget(self.desk.bar)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(header)
        right.addLayout(message)
        right.addWidget(self.stage, 1)
        right.addWidget(self.footer)
        centre = QWidget(objectName="stage")
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addLayout(right, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(centre)
        self.setCentralWidget(self._whole)
        self.resize(look.dp(1280), look.dp(760))
        if kept := self.desk.prefs.value("geometry"):
            self.restoreGeometry(kept)

    def _bind_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+Z", self.desk.undo),
            ("Ctrl+Y", self.desk.redo),
            ("Ctrl+Shift+Z", self.desk.redo),
            ("Ctrl+K", self.look_up),
            ("Ctrl+F", lambda: self.page.focus_search()),
            ("F1", self.help),
            ("Ctrl+0", lambda: self.zoom(0)),
            ("Ctrl+=", lambda: self.zoom(1)),
            ("Ctrl++", lambda: self.zoom(1)),
            ("Ctrl+-", lambda: self.zoom(-1)),
            ("Escape", self.desk.bar.hide),
        ]
        for number, name in enumerate(list(self._entrances)[:DIGITS], 1):
            keys.append((f"Ctrl+{number}", partial(self.open, name)))
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _lay_actions(self, page: Page) -> None:
        while item := self._actions.takeAt(0):
            if old := item.widget():
                old.hide()
                old.setParent(self.stage)  # parked: it belongs to a page that comes back
        for button in page.buttons():
            self._actions.addWidget(button)
            button.setVisible(not button.property("away"))

    def _state(self, page: Page, words: str) -> None:
        if self.stage.currentWidget() is page:
            self.state.setText(words)

    def _draw_curtain(self, visible: bool) -> None:
        self._curtain.setGeometry(self.rect().adjusted(16, 16, -16, -16))
        self._curtain.setVisible(visible)
        self._curtain.raise_()

    @Slot(object)
    def _heard(self, change: Change) -> None:
        if change.settings:
            self.name_window()
        for page in self.pages.values():
            page.heard(change)


def dragged_sheet(event: QDropEvent) -> Path | None:
    """The first spreadsheet among what is being dragged."""
    for url in event.mimeData().urls():
        if url.isLocalFile() and url.toLocalFile().lower().endswith(SHEETS):
            return Path(url.toLocalFile())
    return None
