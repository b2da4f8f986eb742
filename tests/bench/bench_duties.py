"""All due items of a large township: reading the facts, computing the duties, sorting."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.rules import duties as rules
from desktop.work import duties, duties_board
from desktop.work.duties_facts import facts
from desktop.work.office import Office
from tests.bench.line import Line, timed
from tests.bench.township import TODAY, township

SMALL, LARGE = 2_000, 20_000
EVERYTHING, AT_HAND = "duties: every due item, sorted, with names", "the list again, from the board"
GOALS = {EVERYTHING: "3 s"}


def _compute(office: Office) -> None:
    known = office.ask(lambda session: facts(session, office.rulebook, TODAY))
    inspector = rules.inspector(office.rulebook, TODAY)
    for one in known.values():
        list(inspector.due(one))


def _all(office: Office) -> int:
    """As it is on a file just opened: nothing is at hand."""
    office.ask(lambda session: duties_board.of(session).forget())
    return len(office.ask(lambda session: duties.due_list(session, office.rulebook, TODAY)))


def _first_line(office: Office) -> None:
    office.ask(lambda session: duties.outlook(session, office.rulebook, TODAY))


def measure() -> Iterator[Line]:
    """Everything due at 2,000 and 20,000 employers, and the growth."""
    found: dict[int, dict[str, float]] = {}
    items = 0
    for size in (SMALL, LARGE):
        with township(size) as office:
            items = _all(office)
            found[size] = {
                EVERYTHING: timed(lambda: _all(office), 3),
                "of it facts and rules": timed(lambda: _compute(office), 3),
                "of it reading the facts": timed(
                    lambda: office.ask(lambda session: facts(session, office.rulebook, TODAY)), 3
                ),
                "the first page's line, the board still empty": timed(lambda: _first_line(office), 1),
                AT_HAND: timed(lambda: office.ask(lambda s: duties.due_list(s, office.rulebook, TODAY)), 3),
            }
    for what, seconds in found[LARGE].items():
        growth = seconds / found[SMALL][what]
        against = f"20,000 employers, {items:,} items; {growth:.1f} × that of 2,000"
        yield Line(what, f"{seconds:.2f}", "s", against, GOALS.get(what, ""))
