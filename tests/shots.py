"""Pictures of every page, to be looked at: `python -m tests.shots [--out build/shots] [--only home register]`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from openpyxl import Workbook
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget

from desktop import app as composition
from desktop import paths
from desktop.ui import look, notice
from desktop.ui.finder import Finder
from desktop.ui.paperview import PaperView
from desktop.ui.register.patrolling import Patrolling
from desktop.ui.shell import Shell
from desktop.ui.wraptabs import WrapTabs
from desktop.work import editing, register, rule_choices, sample
from desktop.work.office import Office
from desktop.work.problem import Problem

ON = date(2026, 11, 23)
SHEETS = Path(__file__).parent / "samples" / "sheets-1"
SIZES = {"": (1366, 768), "-1080": (1920, 1080)}
LOOKS = (
    ("light", 100, ""),
    ("light", 150, "-1080"),
    ("light", 150, ""),
    ("dark", 100, ""),
    ("light", 100, "-1080"),
    ("dark", 150, "-1080"),
)
HOLIDAYS = "date,kind,name\n" + "".join(
    f"2027-{day},{kind},{name}\n"
    for day, kind, name in (
        ("01-01", "放假", "元旦"), *((f"02-{n:02d}", "放假", "春节") for n in range(5, 13)), ("02-14", "上班", "春节"),
        ("04-05", "放假", "清明节"), *((f"05-{n:02d}", "放假", "劳动节") for n in range(1, 6)),
    )
)  # fmt: skip
PATIENCE = 60.0  # seconds for one job


def main(arguments: list[str] | None = None) -> int:
    """Write one PNG per page, theme, zoom and window size; print where they are."""
    parser = argparse.ArgumentParser(description="拍下每一页的图片")
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--looks", type=int, default=len(LOOKS), help="只拍前几种外观")
    wanted = parser.parse_args(arguments)
    wanted.out.mkdir(parents=True, exist_ok=True)
    app = composition.application()
    app.setProperty("only_packaged", True)
    folder = Path(tempfile.mkdtemp(prefix="shots-"))
    try:
        office = Office.open(folder / "office.db", today=lambda: ON, resources=paths.resources())
        Album(app, office, folder, wanted).take()
        office.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"图片在 {wanted.out.resolve()}")
    return 0


class Album:
    """One window, driven from page to page."""

    def __init__(self, app: QApplication, office: Office, folder: Path, wanted: argparse.Namespace) -> None:
        self.app, self.office, self.folder, self.wanted = app, office, folder, wanted
        self.prefs = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def take(self) -> None:
        """Every page in every look."""
        for theme, percent, size in LOOKS[: self.wanted.looks]:
            look.wear(self.app, paths.resources(), theme, percent)
            self.prefs.setValue("theme", theme)
            self.prefs.setValue("zoom", percent)
            self.tag = f"{theme}-{percent}{size}"
            shell = composition.window(self.office, self.prefs)
            shell.resize(*SIZES[size])
            shell.show()
            self.settle(shell)  # the window opens 工作台 by itself a moment later
            if theme == "light" and percent == 100 and not size:
                self.first_run(shell)
            self.pages(shell)
            shell.close()
            shell.deleteLater()
            self.app.processEvents()

    def first_run(self, shell: Shell) -> None:
        """The questions of the first run, then the sample township in their place."""
        self.keep(shell, "welcome")

        words, rulebook = paths.resources() / "sample" / "township.toml", self.office.rulebook
        wish = sample.Wish(employers=160)
        self.office.do(lambda session: sample.make(session, words, wish, rulebook=rulebook, on=ON))
        shell.centralWidget().setCurrentIndex(0)

    def pages(self, shell: Shell) -> None:
        """Each page with its tabs."""
        for name in shell.sidebar.buttons:
            if self.wanted.only and name not in self.wanted.only:
                continue
            page = shell.open(name)
            self.settle(shell)
            self.keep(shell, name)
            getattr(self, f"_{name}", lambda *_: None)(shell, page)

    def _home(self, shell: Shell, page) -> None:
        shell.desk.bar.tell(
            Problem("“顺发电子”已于 2026-03-01 停产，不能登记检测报告。", "如已恢复生产，请先把状态改为“在营”。")
        )
        self.settle(shell)
        self.keep(shell, "bar")
        shell.desk.bar.hide()
        report = notice.report(ZeroDivisionError(), shell)
        refusal = notice.Refusal(
            Problem(
                "这份数据已经在使用中（小陈）。", "请切换到已经打开的窗口；如果那是别人的电脑，请等对方关闭后再打开。"
            )
        )
        refusal.show()
        question = notice.Question(shell, "正式出具", "出具以后不能修改，也不能撤销。现在出具吗？", "出具", str)
        question.open()
        self.settle(shell)
        for dialog, name in ((report, "bug-report"), (refusal, "refusal"), (question, "question")):
            self.keep(dialog, name)
            dialog.close()

    def _register(self, shell: Shell, page) -> None:
        self._tabs(shell, page.card.tabs, "register-card")
        page.card.tabs.setCurrentIndex(0)
        page.filters.toggle("levels", "Ⅲ", "")
        page.filters.toggle("states", "信用代码未登记", "")
        page.filters.search.setText("jx")
        self.settle(shell, 400)
        self.keep(shell, "register-filtered")
        page.filters.clear()
        page.filters._menu.popup(page.filters.filter.mapToGlobal(page.filters.filter.rect().bottomLeft()))
        self.settle(shell)
        self.keep(page.filters._menu, "register-menu")
        page.filters._menu.close()
        box = page.card.show_tab("基本信息").forms["人员"].boxes["exposed_workers"]
        box.editor.setText("约30")
        box.commit()
        page.card.tabs.setCurrentIndex(0)
        box.editor.setFocus()
        self.settle(shell)
        self.keep(shell, "register-refused")
        box.put(None)
        self._beside(shell, page)
        self._files(shell, page)
        self._due(shell, page)
        dialog = page.card.ask_status()
        self.settle(shell)
        self.keep(dialog, "register-status")
        dialog.reject()
        dialog = page.enter_new()
        self.settle(shell)
        self.keep(dialog, "register-enter")
        dialog.reject()

    def _grading(self, shell: Shell, page) -> None:
        self._tabs(shell, page.card.tabs, "grading-card")
        page.card.tabs.setCurrentIndex(0)
        dialog = page.show_spread()
        self.settle(shell)
        self.keep(dialog, "grading-spread")
        dialog.reject()
        shown = self.office.ask(lambda s: [row.name for row in register.rows(s, page.model.ids[:3]).values()])
        book = Workbook()
        for line in (
            ("单位名称", "自查得分", "自查日期"),
            *((name, 92, "2026-11-02") for name in shown),
            ("没有这家", 80, ""),
        ):
            book.active.append(line)
        book.save(self.folder / "自查结果.xlsx")
        shell.open("exchange", self.folder / "自查结果.xlsx")
        self.settle(shell)
        self.keep(page.dialog, "grading-results")
        page.dialog.reject()
        industry = page.card.why.ask_industry()
        self.settle(shell)
        self.keep(industry, "grading-industry")
        industry.reject()

    def _duties(self, shell: Shell, page) -> None:
        page.heads._narrow(5, tuple(filter(None, {page.model.columns[5].text(item) for item in page.items[:3]})))
        self.settle(shell)
        self.keep(shell, "duties-narrowed")
        page.heads.clear()
        for name, dialog in (("duties-urge", page.card.ask_urge()), ("duties-happen", page.card.ask_happening())):
            self.settle(shell)
            self.keep(dialog, name)
            dialog.reject()

    def _findings(self, shell: Shell, page) -> None:
        Image.new("RGB", (1600, 1200), "#8a8f99").save(self.folder / "整改前.jpg")
        page.card.tabs.setCurrentWidget(page.card.gallery)
        page.card.photos.take([self.folder / "整改前.jpg"])
        self.settle(shell, 300)
        self.keep(shell, "findings-photos")
        page.card.tabs.setCurrentIndex(0)
        step = self.office.rulebook.casework.steps["partly"]
        for name, dialog in (("findings-step", page.card.take(step)), ("findings-enter", page.ask_new())):
            self.settle(shell)
            self.keep(dialog, name)
            dialog.reject()
        page.card._lay_menu()
        page.card.print.menu().actions()[0].trigger()
        self.settle(shell, 1500)
        self.keep(shell, "findings-paper")
        shell.findChildren(PaperView)[-1].close_it()
        self.office.undo()

    def _people(self, shell: Shell, page) -> None:
        self._tabs(shell, page.tabs, "people")
        page.tabs.setCurrentIndex(0)
        employers = Patrolling(shell.desk, page, [1, 2, 3])
        for name, dialog in (
            ("people-enter", page.staff.ask_person()), ("people-handover", page.staff.ask_handover()),
            ("people-rule", page.rules.ask()), ("people-wish", page.tasks.ask()),
            ("people-block", page.grids.ask_block()),
            ("people-campaign", employers.campaign()), ("people-record", employers.record()),
            ("people-assign", employers.assign()),
        ):  # fmt: skip
            self.settle(shell)
            self.keep(dialog, name)
            dialog.reject()

    def _files(self, shell: Shell, page) -> None:
        """Attachments, one of them in full, and an employer on paper."""
        folder = Path(tempfile.mkdtemp(prefix="shots-"))
        colours = {"喷漆房东侧": "#6b8e9e", "营业执照": "#e8e2d0", "除尘设备铭牌": "#8a8f99"}
        for name, colour in colours.items():
            Image.new("RGB", (1600, 1200), colour).save(folder / f"{name}.jpg")
        tab = page.card.show_tab("附件")
        tab.take(sorted(folder.iterdir()))
        self.settle(shell, 300)
        self.keep(shell, "register-attachments")
        viewer = tab.view_it()
        self.settle(shell)
        self.keep(shell, "register-viewer")
        viewer.close_it()
        page.card.print.menu().actions()[0].trigger()
        self.settle(shell, 1500)  # pages of a PDF are drawn in a thread of their own
        self.keep(shell, "register-paper")
        shell.findChildren(PaperView)[-1].close_it()
        page.card.tabs.setCurrentIndex(0)
        self.office.undo()

    def _due(self, shell: Shell, page) -> None:
        """Due states in the search box and in columns; the box of Ctrl+K."""
        page.filters.search.setText("检测逾期 苯")
        shown = [act for act in page.columns.menu().actions() if act.text() in ("检测到期日", "检测情况", "体检情况")]
        for act in shown:
            act.trigger()
        self.settle(shell, 500)
        page.table.horizontalScrollBar().setValue(page.table.horizontalScrollBar().maximum())
        self.settle(shell)
        self.keep(shell, "register-due")
        page.filters.clear()
        shell.look_up()
        finder = shell.findChildren(Finder)[-1]
        finder.box.setText("bb")
        self.settle(shell, 200)
        self.keep(shell, "finder")
        finder.close_it()

    def _patrol(self, shell: Shell, page) -> None:
        self._tabs(shell, page.tabs, "patrol")
        page.tabs.setCurrentIndex(0)
        page.plan.click()
        self.settle(shell)
        page.planning.effort.setCurrentIndex(0)
        page.planning.begin.click()
        self.settle(shell)
        self.keep(shell, "patrol-draft")
        page.planning.result.adopt.click()
        self.settle(shell)
        first = next(row for row in page.view.rows if row.state == "已排" and row.names)
        page.calendar.show_day(first.on, "week")
        page.calendar.board.choose(first.id)
        self.settle(shell)
        self.keep(shell, "patrol-week")
        page.mend.click()
        page.mending.who.setCurrentText(first.names[0])
        for edit in (page.mending.first, page.mending.last):
            edit.setDate(first.on)
        page.mending.work_out.click()
        self.settle(shell)
        self.keep(shell, "patrol-mended")
        page.mending.drop.click()
        page.calendar.show_kind("month")
        self.settle(shell)
        self.keep(shell, "patrol-planned")
        self._tabs(shell, page.tabs, "patrol-planned")
        page.tabs.setCurrentIndex(0)
        self.office.undo()

    def _beside(self, shell: Shell, page) -> None:
        page.filters.search.setText("三季度没巡查的Ⅲ级 噪声 恒")
        self.settle(shell, 400)
        self.keep(shell, "register-words")
        page.filters.clear()
        page.side.show_day(date(2025, 12, 31))
        self.settle(shell)
        self.keep(shell, "register-day")
        page.filters.clear()
        first = self.office.ask(lambda s: register.rows(s, [1]))[1]
        twin = {"name": f"{first.name}（新）", "phone": first.phone or "", "contact": "王某", "staff": "9"}
        self.office.do(lambda s: editing.enter(s, twin, rulebook=self.office.rulebook, on=ON))
        for name, popup in (("column-filter", page.heads.open(1)), ("columns", page.columns.choose(3))):
            self.keep(popup, f"register-{name}")
            popup.close()
        page.remove([2, 3])
        for view in ("duplicates", "changes", "bulk", "bin"):
            shown = page.side.show(view)
            if view == "bulk":
                shown.take_selection(list(page.model.ids[:6]))
            self.settle(shell)
            self.keep(shell, f"register-{view}")
        self.office.undo()  # what was removed
        self.office.undo()
        page.side.back()

    def _summary(self, shell: Shell, page) -> None:
        self._tabs(shell, page.tabs, "summary")

    def _settings(self, shell: Shell, page) -> None:
        if not self.office.backups():
            self.office.back_up()
        page.refresh()
        shell.footer.tell_backup()
        self._tabs(shell, page.tabs, "settings")
        page.tabs.setCurrentWidget(page.rules)
        page.rules.tabs.setCurrentIndex(1)
        self.settle(shell)
        self.keep(shell, "settings-choices")
        answered = self.office.ask(lambda s: rule_choices.listed(s, self.office.rulebook))
        dialog = page.rules.choices.ask(answered[-1])
        self.settle(shell)
        self.keep(dialog, "settings-choice")
        dialog.reject()
        (self.folder / "2027.csv").write_text(HOLIDAYS, encoding="utf-8")
        dialog = page.holidays.take(self.folder / "2027.csv")
        self.settle(shell)
        self.keep(dialog, "settings-holidays")
        dialog.reject()

    def _exchange(self, shell: Shell, page) -> None:
        shell.open("exchange", SHEETS / "t02_merged.xls")
        self.settle(shell)
        self.keep(shell, "exchange-columns")
        page.forward.click()
        self.settle(shell)
        self.keep(shell, "exchange-plan")
        self._tabs(shell, page.review.tabs, "exchange-plan")
        page.review.tabs.setCurrentIndex(0)
        page.forward.click()
        self.settle(shell)
        self.keep(shell, "exchange-result")
        self.office.undo()
        help_page = shell.help()
        self.settle(shell)
        self.keep(help_page, "help")
        help_page.close()

    def _tabs(self, shell: Shell, tabs: QTabWidget | WrapTabs, name: str) -> None:
        for number in range(1, tabs.count()):
            tabs.setCurrentIndex(number)
            self.settle(shell)
            self.keep(shell, f"{name}-{number}")

    def settle(self, shell: Shell, least: int = 80) -> None:
        """Let jobs finish and the window be laid out."""
        QTest.qWait(least)
        until = time.monotonic() + PATIENCE
        while shell.desk.jobs.running is not None and time.monotonic() < until:
            QTest.qWait(20)
        QTest.qWait(60)

    def keep(self, widget, name: str) -> None:
        """Save what is seen now."""
        widget.grab().save(str(self.wanted.out / f"{name}-{self.tag}.png"))


if __name__ == "__main__":
    sys.exit(main())
