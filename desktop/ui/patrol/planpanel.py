"""排计划: the period, what it asks for and with whom, the planning itself, and its result before it is adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from desktop.rules.words import Period
from desktop.ui.desk import Desk
from desktop.ui.form import Choice
from desktop.ui.jobs import Job
from desktop.ui.page import button, column, label, link, row, scrolled
from desktop.ui.patrol.asking import date_edit, day_of, qdate
from desktop.ui.patrol.planresult import PlanResult
from desktop.work import planning, planning_make
from desktop.work.planning import Outlook
from desktop.work.planning_make import Draft
from desktop.work.problem import Problem
from desktop.work.progress import Progress

HINTS = {"quick": "几秒", "normal": "一般用这个", "thorough": "里程更短，时间长几倍"}
SEED = 1
PAGES = {"人员网格": "people", "放假安排": "settings"}  # where a word of a remedy is mended


@dataclass(frozen=True, slots=True)
class Preset:
    """A period by its name."""

    name: str
    first: date
    last: date


def presets(today: date) -> tuple[Preset, ...]:
    """This and the next month, quarter, and the rest of the year."""
    month, quarter = Period(today.year, month=today.month), Period.quarter_of(today)
    next_month = month.end + timedelta(days=1)
    after = Period(next_month.year, month=next_month.month)
    next_quarter = Period.quarter_of(quarter.end + timedelta(days=1))
    found = [
        Preset(f"{held.label}（余下的日子）" if held.start < today else held.label, max(held.start, today), held.end)
        for held in (quarter, next_quarter, month, after)
    ]
    return (*found, Preset(f"{today.year}年余下的日子", today, date(today.year, 12, 31)))


class PlanPanel(QFrame):
    """`drafted` gives a draft to look at (None: none any more); `adopted` asks to keep it; `closed` to go away."""

    drafted = Signal(object)
    adopted = Signal(object)
    closed = Signal()
    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._desk = desk
        self.draft: Draft | None = None
        self._job: Job | None = None
        today = desk.office.today()
        self.which, self.effort = Choice(), Choice()
        self.which.setAccessibleName("计划期")
        self.effort.setAccessibleName("仔细程度")
        self.first, self.last = date_edit(today, "从哪一天"), date_edit(today, "到哪一天")
        for preset in presets(today):
            self.which.addItem(preset.name, preset)
        self.which.addItem("自己选日期", None)
        for key, words in planning_make.EFFORTS.items():
            self.effort.addItem(f"{words}（{HINTS[key]}）", key)
        self.effort.setCurrentIndex(1)
        self.can = label("", "heading", wrap=True)
        self.demand, self.notes = label("", "", wrap=True), label("", "muted", wrap=True)
        self.people = label("", "muted", wrap=True)
        self.refused = label("", "mark", wrap=True)
        self.go_mend = link("", lambda: self.wanted.emit(self._mended_at))
        self._mended_at = "people"
        self.begin = button("开始", "next", self.start, main=True)
        self.stop = button("停下", "close", self.desk_cancel)
        self.bar = QProgressBar(textVisible=False)
        self.step = label("", "muted", wrap=True)
        self.result = PlanResult()
        self._lay_out()
        self.which.activated.connect(lambda _: self._preset())
        self.first.dateChanged.connect(lambda _: self._own_dates())
        self.last.dateChanged.connect(lambda _: self._own_dates())
        desk.jobs.progressed.connect(self._progressed)
        desk.jobs.changed.connect(self._job_changed)
        self.result.decided.connect(self._decide)
        self.result.show_draft(None)

    @property
    def span(self) -> tuple[date, date]:
        """First and last day that are chosen."""
        return day_of(self.first), day_of(self.last)

    def enter(self) -> None:
        """The panel is being shown: look again at what is to be planned."""
        self._preset() if self.which.currentData() else self.look()

    def look(self) -> None:
        """What the period asks for, as a job."""
        office, (first, last) = self._desk.office, self.span

        def work(_: Progress) -> Outlook | Problem:
            try:
                return office.ask(
                    lambda session: planning.outlook(session, office.rulebook, first, last, office.today())
                )
            except Problem as problem:
                return problem

        self.can.setText("正在看要走访哪些企业…")
        self.begin.setEnabled(False)
        self._desk.start(self, work, self._looked, "正在汇总要走访的企业")

    def start(self) -> None:
        """Plan, as a job."""
        office, (first, last), effort = self._desk.office, self.span, str(self.effort.currentData())

        def work(progress: Progress) -> Draft:
            return planning.plan(office, first, last, effort=effort, seed=SEED, progress=progress)

        self.discard()
        self._job = self._desk.start(self, work, self._planned, "正在排计划")
        self._job_changed()

    def desk_cancel(self) -> None:
        """停下: as if never started."""
        if self._job is not None:
            self._job.progress.cancel()

    def discard(self) -> None:
        """Forget the draft."""
        if self.draft is not None:
            self.draft = None
            self.drafted.emit(None)
        self.result.show_draft(self.draft)

    def forget(self) -> None:
        """The draft was adopted: nothing is left to decide."""
        self.discard()
        self.look()

    def _looked(self, found: Outlook | Problem) -> None:
        refused = isinstance(found, Problem)
        self.refused.setVisible(refused)
        self.go_mend.setVisible(refused)
        self.begin.setEnabled(not refused and self._job is None)
        if isinstance(found, Problem):
            self.refused.setText(f"{found.what}\n{found.remedy}")
            self._mended_at = next((page for word, page in PAGES.items() if word in found.remedy), "")
            self.go_mend.setText(f"去{'设置' if self._mended_at == 'settings' else '人员网格'}")
            self.go_mend.setVisible(bool(self._mended_at))
            for words in (self.demand, self.can, self.notes, self.people):
                words.setText("")
            return
        self.demand.setText(found.said)
        self.can.setText(found.can)
        days = f"{len(found.ground.days)} 个工作日"
        crews = "\n".join(
            f"{team.name}（{'、'.join(team.people) or '没有人员'}）：{sum(map(bool, team.minutes))} 天能出去"
            for team in found.ground.teams.values()
        )
        self.people.setText(f"{days}\n{crews}")
        notes = [*found.notes]
        if found.excluded:
            notes.append(f"{found.excluded} 家不安排走访（停产、注销、没有危害等）。")
        if found.unconfirmed:
            notes.append(f"{found.unconfirmed} 次的走访次数是本程序推定的，待核对。")
        self.notes.setText("\n".join(notes))

    def _planned(self, draft: Draft) -> None:
        self._job = None
        self.draft = draft
        self.result.show_draft(self.draft)
        self.drafted.emit(draft)

    def redrawn(self, draft: Draft) -> None:
        """The draft was changed by hand on the calendar."""
        self.draft = draft
        self.result.show_draft(draft)

    def _decide(self, adopted: bool) -> None:
        if not adopted:
            self.discard()
        elif self.draft is not None:
            self.adopted.emit(self.draft)

    def _preset(self) -> None:
        preset = self.which.currentData()
        if isinstance(preset, Preset):
            with QSignalBlocker(self.first), QSignalBlocker(self.last):
                self.first.setDate(qdate(preset.first))
                self.last.setDate(qdate(preset.last))
        self.look()

    def _own_dates(self) -> None:
        self.which.setCurrentIndex(self.which.count() - 1)
        self.look()

    def _progressed(self, done: int, of: int, what: str) -> None:
        if self._job is not None and self._desk.jobs.running is self._job:
            self.bar.setRange(0, max(1, of))
            self.bar.setValue(done)
            self.step.setText(what)

    def _job_changed(self) -> None:
        if self._job is not None and self._job not in self._desk.jobs.waiting:
            self._job = None
        planning_now = self._job is not None
        self.begin.setVisible(not planning_now)
        self.begin.setEnabled(not planning_now and self.refused.isHidden())
        for widget in (self.stop, self.bar, self.step):
            widget.setVisible(planning_now)

    def _lay_out(self) -> None:
        asked: QWidget = column(
            row(label("计划期", "muted"), self.which, None),
            row(self.first, label("至", "muted"), self.last, None),
            self.can,
            self.demand,
            self.people,
            self.notes,
            row(self.refused, self.go_mend, stretch=0),
            row(label("仔细程度", "muted"), self.effort, None),
            row(None, self.stop, self.begin),
            self.step,
            self.bar,
            self.result,
            None,
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 4, 12)
        outer.setSpacing(8)
        outer.addWidget(row(label("排计划", "heading"), None, link("收起", lambda: self.closed.emit())))
        outer.addWidget(scrolled(asked), 1)
        for edit in (self.first, self.last):
            edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.refused.hide()
        self.go_mend.hide()
