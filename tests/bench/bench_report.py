"""The quarterly report of a large township: figures, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.rules.words import Period
from desktop.work import grading, summary
from desktop.work.office import Office
from tests.bench.line import Line, timed
from tests.bench.township import TODAY, township

QUARTER = Period(2026, quarter=3)
WHOLE = "report: figures, cross-checks, PDF and workbook"
GOALS = {WHOLE: "3 s"}


def _report(office: Office, folder: Path) -> None:
    made = office.ask(lambda session: summary.gather(session, QUARTER, office.rulebook, TODAY))
    summary.write(made, folder)


def measure() -> Iterator[Line]:
    """Whole report and grading at 500 and 5,000 employers, and the growth."""
    found: dict[int, dict[str, float]] = {}
    for size in (500, 5_000):
        with township(size) as office, TemporaryDirectory() as folder:
            found[size] = {
                WHOLE: timed(lambda: _report(office, Path(folder)), 3),
                "of it the figures": timed(
                    lambda: office.ask(lambda s: summary.gather(s, QUARTER, office.rulebook, TODAY)), 3
                ),
                "grading of the whole register": timed(
                    lambda: office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY)), 3
                ),
            }
    for what, seconds in found[5_000].items():
        growth = seconds / found[500][what]
        yield Line(what, f"{seconds:.2f}", "s", f"5,000 employers; {growth:.1f} × that of 500", GOALS.get(what, ""))
