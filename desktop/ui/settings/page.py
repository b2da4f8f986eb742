"""设置: who we are, which villages there are, how the window looks, which rules hold, where the data is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.desk import Desk
from desktop.ui.page import Page, scrolled, tabbed
from desktop.ui.settings.areas import AreasTab
from desktop.ui.settings.holidays import HolidaysTab
from desktop.ui.settings.keeping import KeepingTab
from desktop.ui.settings.looks import LooksTab
from desktop.ui.settings.rules import RulesTab
from desktop.ui.settings.township import TownshipTab
from desktop.work.change import Change


class SettingsPage(Page):
    """A tab for each question."""

    name, title = "settings", "设置"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.township = TownshipTab(desk)
        self.areas = AreasTab(desk)
        self.looks = LooksTab(desk)
        self.rules = RulesTab(desk)
        self.holidays = HolidaysTab(desk)
        self.keeping = KeepingTab(desk)
        self.tabs = tabbed()
        for words, tab in (
            ("本单位", self.township),
            ("村（社区）", self.areas),
            ("外观", self.looks),
            ("分级规则", self.rules),
            ("工作日历", self.holidays),
            ("数据与备份", self.keeping),
        ):
            self.tabs.addTab(scrolled(tab) if tab in (self.township, self.looks) else tab, words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.addWidget(self.tabs)

    def enter(self, wish: object = None) -> None:
        """`wish`: “rules” opens the grading rules, “keeping” the backups."""
        if tab := {"rules": self.rules, "keeping": self.keeping}.get(str(wish)):
            self.tabs.setCurrentWidget(tab)
        self.refresh()

    def leave(self) -> None:
        self.township.form.remember()

    def heard(self, change: Change) -> None:
        if self.isVisible() and (change.settings or change.listed):
            self.refresh()

    def refresh(self) -> None:
        """Ask everything again."""
        for tab in (self.township, self.areas, self.looks, self.rules, self.holidays, self.keeping):
            tab.refresh()
        self.stated.emit("改完就保存，不用另外点保存")
