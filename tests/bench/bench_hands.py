"""The hands: opening the page, keystroke to rows, sort, paste and undo of 1,000 × 10 cells, a million rows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.work import block, register, settings
from desktop.work.block import Cell
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.register import Query
from tests.bench import bench_search
from tests.bench.line import Line, slowest_of_twenty, timed
from tests.bench.township import TODAY, township

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.ui.shell import Shell

LINES = 1_000
TYPED = ["h", "heng", "恒盛", "石材", "913305", "溪东", "qy", "厂", "1900000", "噪声", *bench_search.TYPED]
MANY, FEW = 1_000_000, 10_000
OPEN, KEYSTROKE, SORT = "open the page, first time", "keystroke to painted rows, p95", "sort by a head, painted"
PASTE, UNDO = "paste of 1,000 × 10 cells, with journal and grading", "undo of it"
GOALS = {OPEN: "300 ms", KEYSTROKE: "50 ms", SORT: "150 ms", PASTE: "1000 ms", UNDO: "1000 ms"}
# Employers by the million are made by the database itself: names, codes and pinyin of the sample's shape.
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
INSERT INTO employer (name, credit_code, status, staff, exposed_workers, phone, contact, address, pinyin, sort_key)
SELECT '恒盛' || i || '号石材厂', printf('9133059900%08d', i), '在营', i % 300, i % 40, printf('190%08d', i), '王五',
       '溪东村' || i || '号', 'hengsheng' || i || 'haoshicaichang hs' || i || 'hscc', printf('hengsheng%08d', i) FROM n
"""


def measure() -> Iterator[Line]:
    """Every number of the issue, with growth from 2,000 to 20,000 employers or against 10,000."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: dict[int, dict[str, float]] = {}
    for size in (2_000, 20_000):
        with township(size, 5) as office:
            found[size] = dict(_hands(office))
    for what, seconds in found[20_000].items():
        growth = seconds / found[2_000][what]
        against = f"20,000 employers × 5 years; {growth:.1f} × that of 2,000"
        yield Line(what, f"{seconds * 1000:.0f}", "ms", against, GOALS.get(what, ""))
    few, many = _first_paint(FEW), _first_paint(MANY)
    for what in many:
        ratio = many[what] / few[what]
        yield Line(f"{what}, 1,000,000 rows", f"{many[what] * 1000:.0f}", "ms", f"{ratio:.1f} × that of 10,000", "2 ×")


def _hands(office: Office) -> Iterator[tuple[str, float]]:
    yield from _window(office)
    ids = list(office.ask(lambda s: register.find(s, Query())))[:LINES]
    cells = list(_block(ids))
    yield PASTE, timed(lambda: _paste(office, cells), 1)
    yield UNDO, timed(office.undo, 1)
    yield "redo of it", timed(office.redo, 1)


def _block(ids: list[int]) -> Iterator[Cell]:
    for n, one in enumerate(ids):
        written = {
            "exposed_workers": f"{n % 60}", "staff": f"{60 + n % 50}", "contact": f"王{n}", "phone": f"1900000{n:04d}",
            "size": "小型", "address": f"工业路{n}号", "verified_on": f"2026-11-0{1 + n % 9}", "legal_person": f"李{n}",
            "women": f"{n % 9}", "leader": f"赵{n}",
        }  # fmt: skip
        yield from (Cell(one, key, text) for key, text in written.items())


def _paste(office: Office, cells: list[Cell]) -> Change:
    looked = office.ask(lambda s: block.look(s, cells, rulebook=office.rulebook, on=TODAY))
    return office.do(lambda s: block.write(s, looked.taken, rulebook=office.rulebook, on=TODAY, said="粘贴"))


@contextmanager
def _opened(office: Office) -> Iterator[tuple[QApplication, Shell]]:
    """The real window on this office, before any page is open: those of a million employers would count for minutes."""
    from PySide6.QtCore import QSettings

    from desktop import app as program
    from desktop.ui import immortal, look
    from desktop.ui.desk import Desk
    from desktop.ui.entrances import ENTRANCES
    from desktop.ui.jobs import Jobs
    from desktop.ui.notice import Bar
    from desktop.ui.shell import Shell

    immortal.hold()
    app = program.application()
    look.wear(app, paths.resources(), "light", 100)
    prefs = QSettings(str(office.path.with_name("w.ini")), QSettings.Format.IniFormat)
    window = Shell(Desk(office, Jobs(), Bar(), prefs), ENTRANCES, paths.resources())
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    yield app, window
    while window.desk.jobs.running:
        app.processEvents()
    window.desk.jobs.close()
    window.hide()


def _window(office: Office) -> Iterator[tuple[str, float]]:
    """Opening the page for the first time, typing into its search box, sorting it."""
    from PySide6.QtCore import Qt

    with _opened(office) as (app, window):
        window.open("home")
        app.processEvents()

        def shown(act: Callable[[], object]) -> None:
            act()
            app.processEvents()

        yield OPEN, timed(lambda: shown(partial(window.open, "register")), 1)
        page: Any = window.pages["register"]

        def typed(words: str) -> None:
            page.filters.search.setText(words)
            page.filters._typed()  # without the pause of 15 ms
            page.table.viewport().repaint()

        while window.desk.jobs.running:
            app.processEvents()
        typed("三")
        yield KEYSTROKE, slowest_of_twenty([partial(typed, words) for words in TYPED * 2])
        page.filters.clear()
        sort = partial(page.table.sortByColumn, 4, Qt.SortOrder.DescendingOrder)
        yield SORT, timed(lambda: shown(sort), 3)


def _first_paint(number: int) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "office.db"
        office = Office.open(file, today=lambda: TODAY, resources=paths.resources())
        card = settings.TownshipCard("示范镇", "示范县", "示范县卫生健康局", "示范镇人民政府", "小陈", "0572-0000000")
        office.do(lambda session: settings.save_township(session, card, on=TODAY))
        office.close()
        with closing(sqlite3.connect(file)) as connection:  # beside the journal: a million images are not measured
            connection.execute(FILL, {"number": number})
            connection.commit()
        office = Office.open(file, today=lambda: TODAY, resources=paths.resources())
        with _opened(office) as (app, window):
            page: Any = window.open("register")
            while window.desk.jobs.running:
                app.processEvents()

            def again() -> None:
                page.reload()
                page.table.viewport().repaint()

            def rest() -> None:
                while window.desk.jobs.running:
                    app.processEvents()

            taken = []
            for _ in range(5):
                taken.append(timed(again, 1))
                rest()
            found = {"the list read and painted": min(taken)}
        office.close()
        return found
