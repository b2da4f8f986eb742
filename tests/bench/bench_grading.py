"""Grading the whole register, the preview of another edition and the explanation of one grade, and their growth."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.rules.grading import Facts, grade
from desktop.work import facts, grading, grading_history, grading_preview, grading_table
from desktop.work.office import Office
from desktop.work.undisturbed import undisturbed
from tests.bench.line import Line, timed
from tests.bench.township import TODAY, township

OTHER = "example-qingdao-form"
WHOLE = "grading of the whole register"
GOALS = {WHOLE: "2 s"}


@undisturbed()  # as whoever grades the register does
def _rules(office: Office, known: dict[int, Facts]) -> None:
    for each in known.values():
        grade(each, office.rulebook, TODAY)


def _measured(office: Office) -> dict[str, float]:
    book = office.rulebook
    known = office.ask(lambda s: facts.for_grading(s, TODAY, rulebook=book))
    one = next(iter(known))
    return {
        WHOLE: timed(lambda: office.ask(lambda s: grading.verdicts(s, book, TODAY)), 3),
        "of it the rules": timed(lambda: _rules(office, known), 3),
        "preview of another edition": timed(
            lambda: office.ask(lambda s: grading_preview.of_edition(s, book, OTHER, TODAY)), 3
        ),
        "whose grade would be another today": timed(
            lambda: office.ask(lambda s: grading_history.outdated(s, book, TODAY)), 3
        ),
        "tiles of the page": timed(lambda: office.ask(grading_table.counts), 3),
        "why and what if of one employer": timed(
            lambda: office.ask(lambda s: grading_table.behind(s, one, book, TODAY)), 5
        ),
    }


def measure() -> Iterator[Line]:
    """Each number at 20,000 employers, and the growth from 2,000."""
    found: dict[int, dict[str, float]] = {}
    for size in (2_000, 20_000):
        with township(size, 1) as office:
            found[size] = _measured(office)
    for what, seconds in found[20_000].items():
        growth = seconds / found[2_000][what]
        yield Line(what, f"{seconds:.3f}", "s", f"20,000 employers; {growth:.1f} × that of 2,000", GOALS.get(what, ""))
