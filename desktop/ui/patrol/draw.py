"""双随机: what is drawn at the left, the draws that were made and the result of one at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import look
from desktop.ui.asking import form
from desktop.ui.desk import Desk
from desktop.ui.notice import Question
from desktop.ui.page import button, column, label, link, panel, row
from desktop.ui.rowtable import Column, RowTable
from desktop.ui.tableview import TableView
from desktop.work import draws, register, settings
from desktop.work.change import Change
from desktop.work.draws import DrawRecord, DrawRow, Pair, Wish
from desktop.work.problem import Problem
from desktop.work.progress import Progress

ANY = "全部"
KINDS = ("丙", "乙", "甲")
DRAWS: tuple[Column[DrawRow], ...] = (
    Column("日期", lambda one: one.drawn_on.isoformat(), width=100),
    Column("抽查", lambda one: one.title, width=200, tip=lambda one: one.title),
    Column("名单", lambda one: f"{one.listed:,} 家", width=64, numeric=True),
    Column("抽中", lambda one: f"{one.drawn:,} 家", width=64, numeric=True),
    Column("种子", lambda one: one.seed, width=110, tip=lambda one: one.seed),
    Column("封签", lambda one: one.seal[:12], width=110, tip=lambda one: one.seal),
)
RESULT: tuple[Column[Pair], ...] = (
    Column("企业", lambda pair: pair.name, width=230, tip=lambda pair: pair.name),
    Column("检查人员", lambda pair: "、".join(pair.inspectors), width=150, tip=lambda pair: "、".join(pair.inspectors)),
    Column("抽取值", lambda pair: pair.value[:12], width=110, tip=lambda pair: pair.value),
)


class DrawPanel(QWidget):
    """A draw is asked for, agreed to, kept and shown; the records are printed, saved and drawn again to compare."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._draws: list[DrawRow] = []
        self._record: DrawRecord | None = None
        terms = desk.office.rulebook.draw_terms
        self.title = QLineEdit(placeholderText=draws.USUAL_TITLE, accessibleName="抽查名称")
        self.seed = QLineEdit(placeholderText="事先没有人能选定的数字", accessibleName="随机种子")
        self.source = QLineEdit(placeholderText="例如 2026年第329期开奖号码", accessibleName="种子来源")
        self.kind = QComboBox(accessibleName="类别")
        self.village = QComboBox(accessibleName="村（社区）")
        self.number = _number(draws.USUAL_EMPLOYERS, "抽几家")
        self.per_site = _number(terms.per_site, "每家几人")
        self.doubt = label("待核对" if terms.per_site_unconfirmed else "", "mark")
        self.doubt.setToolTip("依据行政处罚法第四十二条（不少于两人），原文还没有核对")
        weights = "、".join(f"{kind} {number}" for kind, number in terms.weights.items())
        doubt = "，待核对" if terms.weights_unconfirmed else ""
        self.weighted = QCheckBox(f"按类别加权（{weights}{doubt}）")
        self.people = QPlainTextEdit(placeholderText="姓名，一行一个")
        self.staff = link("填入人员名册", self._fill_staff)
        self.conflicts = QPlainTextEdit(placeholderText="企业=人=原因，一行一条")
        self.counted = label("", "muted", wrap=True)
        self.mark = label("", "mark", wrap=True)
        self.draw = button("抽取", "check", self._ask, main=True)
        self.model: RowTable[DrawRow] = RowTable(
            DRAWS, lambda: range(len(self._draws)), lambda ids: {i: self._draws[i] for i in ids}
        )
        self.table = TableView(self.model, name="做过的抽取")
        self.pairs: RowTable[Pair] = RowTable(RESULT, self._pair_numbers, self._pairs)
        self.result = TableView(self.pairs, name="抽取结果")
        self.told = label("", "muted", wrap=True)
        self.save = button("打印并保存记录", "print", self._ask_folder)
        self.verify = button("核对记录", "search", self._ask_record)
        self._lay_out()
        self._offer()
        self.kind.activated.connect(lambda _: self._count())
        self.village.activated.connect(lambda _: self._count())
        self.table.picked.connect(self._picked)
        self.reload()

    def reload(self) -> None:
        """Ask for the draws again, and count the list."""
        self._draws = self._desk.ask(draws.listed)
        self.model.reload()
        self._picked(0 if self._draws else None)
        if self._draws:
            self.table.show_record(0)
        self._count()

    def heard(self, change: Change) -> None:
        """Something was changed: villages, employers, or a draw elsewhere."""
        if change.settings:
            self._offer()
        if change.settings or change.listed or change.employers:
            self.reload()

    def wish(self) -> Wish:
        """What is written in the fields. Raises Problem for a line of 回避 that is not understood."""
        return Wish(
            seed=self.seed.text(),
            inspectors=draws.names(self.people.toPlainText()),
            employers=int(self.number.text() or 0),
            per_site=int(self.per_site.text() or 0),
            weighted=self.weighted.isChecked(),
            query=self._query(),
            conflicts=draws.conflicts(self.conflicts.toPlainText()),
            title=self.title.text(),
            seed_source=self.source.text(),
        )

    def write(self, folder: Path) -> None:
        """Print the record that is shown and save it with its lists, as a job."""
        record, office = self._record, self._desk.office
        if record is None:
            return

        def work(_: Progress) -> list[Path]:
            return draws.write(record, folder, office.rulebook)

        self._desk.start(self, work, self._written, "正在打印抽取记录")

    def check(self, file: Path) -> None:
        """Draw a record again, as a job, and say whether it agrees."""
        self._desk.start(self, lambda _: draws.verify_file(file), partial(self._verified, file), "正在核对抽取记录")

    def _fill_staff(self) -> None:
        """Everybody at work today; one name a line, to be shortened by hand."""
        found = self._desk.ask(lambda session: draws.staff(session, self._desk.office.today()))
        self.people.setPlainText("\n".join(found))
        self.mark.setText("" if found else "人员名册里没有在岗的人，请先登记，或在这里写姓名。")

    def _query(self) -> register.Query:
        kind, village = self.kind.currentData(), self.village.currentData()
        return register.Query(combined=(kind,) if kind else (), villages=(village,) if village else ())

    def _offer(self) -> None:
        """Fill the filters, and keep what was chosen."""
        areas = [(area.name, area.id) for area in self._desk.ask(settings.areas)]
        for box, entries in ((self.kind, [(f"{kind}类", kind) for kind in KINDS]), (self.village, areas)):
            chosen = box.currentData()
            box.clear()
            box.addItem(ANY, None)
            for words, code in entries:
                box.addItem(words, code)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _count(self) -> None:
        query = self._query()
        listed = len(self._desk.ask(lambda session: draws.candidates(session, query)))
        self.counted.setText(f"企业名单：{listed:,} 家在营企业")

    def _ask(self) -> Question | None:
        """Try the draw without keeping it, so that every refusal comes before the question."""
        office = self._desk.office
        try:
            wish = self.wish()
            office.ask(lambda session: draws.prepared(session, wish, office.rulebook, office.today()))
        except Problem as problem:
            self.mark.setText(f"{problem.what}{problem.remedy}")
            return None
        self.mark.clear()
        words = "抽取的结果会立即留存，不能撤销，也不能删除。现在抽取吗？"
        question = Question(self, "双随机抽取", words, "抽取", partial(self._draw, wish))
        question.open()
        return question

    def _draw(self, wish: Wish) -> None:
        office = self._desk.office
        self._desk.attempt(lambda session: draws.draw(session, wish, office.rulebook, office.today()))
        self.reload()

    def _picked(self, place: int | None) -> None:
        shown = self._draws[place] if place is not None and place < len(self._draws) else None
        self._record = self._desk.ask(lambda session: draws.record_of(session, shown.id)) if shown else None
        self.save.setEnabled(shown is not None)
        self.pairs.reload()
        if self._record is None:
            self.told.setText("还没有做过抽取。填好左边各项，点“抽取”。")
            return
        asked = self._record.request
        even = "按类别加权" if asked.weights else "机会均等"
        people = f"检查人员 {len(self._record.inspectors)} 名，每家 {asked.per_site} 名"
        avoided = f"，回避 {len(self._record.conflicts)} 条" if self._record.conflicts else ""
        self.told.setText(f"{even}；{people}{avoided}。企业名单校验值 {self._record.employers_sha256[:12]}…")

    def _pair_numbers(self) -> range:
        return range(len(self._record.result) if self._record else 0)

    def _pairs(self, places: object) -> dict[int, Pair]:
        return dict(enumerate(self._record.result)) if self._record else {}

    def _written(self, files: list[Path]) -> None:
        self._desk.files.written("抽取记录和两份名单已写出。", files[0], str(files[0].parent))

    def _verified(self, file: Path, record: DrawRecord) -> None:
        rest = f"{record.request.title}，企业名单校验值 {record.employers_sha256}，封签 {record.seal}"
        self._desk.bar.say(
            f"核对一致：{file.name}。企业名单、检查人员名单、种子、规则、结果和封签都相符。", rest, "good"
        )

    def _ask_folder(self) -> QFileDialog:
        return self._desk.files.folder(self, "记录放到哪个文件夹", self.write)

    def _ask_record(self) -> QFileDialog:
        return self._desk.files.read(self, "核对哪份记录", "抽取记录 (*.json)", self.check)

    def _lay_out(self) -> None:
        fields = form()
        for words, field in (
            ("抽查名称", self.title), ("随机种子", self.seed), ("种子来源", self.source), ("类别", self.kind),
            ("村（社区）", self.village), ("抽几家", self.number),
            ("每家几人", row(self.per_site, self.doubt, stretch=0)),
        ):  # fmt: skip
            fields.addRow(words, field)
        fields.addRow("", self.weighted)
        for words, box in (("检查人员", self.people), ("回避", self.conflicts)):
            box.setAccessibleName(words)
            box.setTabChangesFocus(True)
            held = column(box)  # the look gives the box a smaller least height of its own
            held.setFixedHeight(look.dp(76))
            fields.addRow(words, held)
        fields.insertRow(fields.rowCount() - 1, "", row(self.staff, None))
        asked = QWidget(objectName="plain")
        asked.setLayout(fields)
        fields.setContentsMargins(0, 0, 0, 0)
        left = panel(label("新的抽取", "heading"), asked, self.counted, self.mark, row(None, self.draw), None)
        left.setMinimumWidth(look.dp(340))
        right = column(
            row(label("做过的抽取", "heading"), None, self.verify, self.save),
            self.table,
            self.told,
            self.result,
        )
        right.line.setStretch(1, 1)
        right.line.setStretch(3, 2)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.dp(8))
        split.setSizes([look.dp(380), look.dp(760)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)


def _number(usual: int, name: str) -> QLineEdit:
    """A field for a whole number."""
    made = QLineEdit(str(usual), accessibleName=name)
    made.setValidator(QIntValidator(0, 9999, made))
    return made
