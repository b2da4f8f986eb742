"""Which employers are shown: the search field, the menu of conditions, and each condition as a chip to take away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.rules.search_words import Understood, Unused
from desktop.ui.flow import Flow
from desktop.ui.grades import shaped
from desktop.ui.page import button, link, row
from desktop.work.columnvalues import EMPTY
from desktop.work.register import Query

PAUSE = 15  # ms after the last key before the register is asked
LEVELS = ("Ⅲ", "Ⅱ", "Ⅰ", "未分级")
CLASSES = ("丙", "乙", "甲", "未分级")
Choices = Sequence[tuple[object, str]]  # value in the Query, words


class Filters(QWidget):
    """Holds the Query. `asked` is emitted when it changes."""

    asked = Signal()

    def __init__(
        self,
        choices: Callable[[], dict[str, tuple[str, Choices]]],
        understand: Callable[[str], Understood] = lambda text: Understood(words=tuple(text.split())),
    ) -> None:
        super().__init__()
        self._understand = understand
        self.written = ""  # what stands in the search box
        self.found = Understood()  # what it was understood as
        self._choices = choices  # field of Query -> (title, values); asked when the menu opens
        self.titles: dict[str, str] = {}  # of the columns whose cells can be asked for, by key
        self.label: Callable[[str, str | None], str] = lambda _, value: value or EMPTY  # of a value of such a column
        self._words: dict[tuple[str, object], str] = {}
        self.query = Query()
        self.search = QLineEdit(placeholderText="搜索名称、拼音、电话，或写条件：三季度没检测的丙类（Ctrl+F）")
        self.search.setAccessibleName("搜索企业")
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._typed)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._typed)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.filter = button("筛选", "filter")
        self.filter.setProperty("menu", True)
        self.filter.setMenu(self._menu)
        self._line = row(self.search, self.filter, stretch=0)
        self.chips = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._line)
        column.addWidget(self.chips)
        self._lay_chips()

    def show_only(self, query: Query, words: str = "") -> None:
        """Start anew with the conditions of another page; `words` name the list of ids on its chip."""
        self.search.setText(query.text)
        self._soon.stop()  # the query below already has the text
        self.written, self.found = query.text, Understood(words=tuple(query.text.split()))
        self._words["ids", None] = words
        self._set(query)

    def open_view(self, written: str, query: Query) -> None:
        """Start anew with the words and conditions of a saved view."""
        self.show_only(query)
        self.search.setText(written)
        self._typed()

    def toggle(self, field: str, value: object, words: str) -> None:
        """Add a condition, or take it away if it is there."""
        now = tuple(getattr(self.query, field))
        self._words[field, value] = words
        new = tuple(v for v in now if v != value) if value in now else (*now, value)
        self._set(replace(self.query, **{field: new}))  # type: ignore[arg-type]

    def clear(self) -> None:
        """Show everybody again."""
        self.show_only(Query(sort=self.query.sort))

    def conditions(self) -> list[tuple[str, object, str]]:
        """Every condition in force: field, value, words."""
        found: list[tuple[str, object, str]] = [("conditions", c, c.said) for c in self.found.conditions]
        if self.found.conditions or self.found.unused:
            found += [("words", word, f"文字：{word}") for word in self.found.words]
        found += [("unused", unused, f"没有用上：{unused.written}") for unused in self.found.unused]
        if self.query.ids is not None:
            found.append(("ids", None, f"{self._words.get(('ids', None)) or '指定企业'}（{len(self.query.ids)} 家）"))
        asked = self.query
        typed = Query(text=asked.text, conditions=asked.conditions, sort=asked.sort, ids=asked.ids)
        choices = self._choices() if asked != typed else {}  # read from the register: not at every key
        for field, (title, values) in choices.items():
            names = dict(values)
            for value in getattr(self.query, field):
                told = names.get(value) or self._words.get((field, value))
                found.append((field, value, told or (f"{title}：{EMPTY}" if value is None else str(value))))
        for key in dict.fromkeys(key for key, _ in self.query.cells):
            told = "、".join(self.label(key, value) for of, value in self.query.cells if of == key)
            found.append(("cells", key, f"{self.titles.get(key, key)}：{told}"))
        return found

    def narrow(self, query: Query) -> None:
        """Other conditions on the columns; the words stay."""
        self._set(query)

    def drop(self, field: str, value: object) -> None:
        """Take one condition away."""
        if field == "ids":
            self._set(replace(self.query, ids=None, on=None))
        elif field == "cells":
            self._set(replace(self.query, cells=tuple(pair for pair in self.query.cells if pair[0] != value)))
        elif field in ("conditions", "words", "unused"):
            self._unsay(value)
        else:
            self.toggle(field, value, "")

    def _typed(self) -> None:
        self._soon.stop()
        text = self.search.text().strip()
        if text != self.written:
            self.written, self.found = text, self._understand(text)
            self._set(replace(self.query, text=" ".join(self.found.words), conditions=self.found.conditions))

    def _unsay(self, value: object) -> None:
        """Write the search box anew without the words of one chip."""
        found = self.found
        kept = [c.written for c in found.conditions if c is not value]
        kept += [word for word in found.words if word != value]
        kept += [unused.written for unused in found.unused if unused is not value]
        self.search.setText(" ".join(kept))
        self._typed()

    def _set(self, query: Query) -> None:
        self.query = query
        self._lay_chips()
        self.asked.emit()

    def _lay_chips(self) -> None:
        found = self.conditions()
        chips: list[QWidget] = []
        for field, value, words in found:
            lost = isinstance(value, Unused)
            tip = value.why if isinstance(value, Unused) else "点一下去掉这个条件"
            chip = QPushButton(f"{words}  ×", toolTip=tip, accessibleName=f"去掉条件 {words}")
            chip.setProperty("lost", lost)
            chip.setProperty("chip", True)
            chip.clicked.connect(lambda _=False, f=field, v=value: self.drop(f, v))
            chips.append(chip)
        if found:
            chips.append(link("全部去掉", self.clear))
        self.chips.fill(chips)
        self.chips.setVisible(bool(found))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for field, (title, values) in self._choices().items():
            part = self._menu.addMenu(title)
            for value, words in values:
                action = part.addAction(words)
                action.setCheckable(True)
                action.setChecked(value in getattr(self.query, field))
                action.triggered.connect(lambda _=False, f=field, v=value, w=words: self.toggle(f, v, w))
            part.setEnabled(bool(values))
        self._menu.addSeparator()
        self._menu.addAction("去掉全部条件", self.clear)


def level_choices() -> Choices:
    """Values of the level filter with their shapes."""
    return [(level, f"{shaped(level)} 级" if level != "未分级" else level) for level in LEVELS]


def class_choices() -> Choices:
    """Values of the class filter with their shapes."""
    return [(code, f"{shaped(code)} 类" if code != "未分级" else "未分类") for code in CLASSES]
