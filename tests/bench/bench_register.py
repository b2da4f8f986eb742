"""The register under the hands: search keystroke to rows, sorting, a page, at 20,000 employers against 2,000."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.work import register
from desktop.work.office import Office
from desktop.work.register import Query
from tests.bench.line import Line, slowest_of_twenty, timed
from tests.bench.township import township

TYPED = [
    "h", "he", "hen", "heng", "hengs", "ahhsjx", "恒", "恒盛", "恒盛机", "溪", "溪东", "石材", "913305",
    "9133059900", "1900000", "噪", "厂", "安和", "qy", "zhumu",
]  # fmt: skip


KEYSTROKE, BY_HEADS, BY_TEST = (
    "search keystroke to rows, p95", "sort by headcount, ids of all", "sort by last test, ids of all",
)  # fmt: skip
GOALS = {KEYSTROKE: "50 ms", BY_HEADS: "150 ms", BY_TEST: "150 ms"}


def _keystroke(office: Office, text: str) -> None:
    def look(session: object) -> None:
        ids = register.find(session, Query(text=text))  # type: ignore[arg-type]
        register.rows(session, ids[:64])  # type: ignore[arg-type]

    office.ask(look)


def measure() -> Iterator[Line]:
    """Each number at both sizes, and the growth."""
    found: dict[int, dict[str, float]] = {}
    for size in (2_000, 20_000):
        with township(size) as office:
            found[size] = {
                KEYSTROKE: slowest_of_twenty(
                    [lambda t=text: _keystroke(office, t) for text in TYPED * 2]  # type: ignore[misc]
                ),
                BY_HEADS: timed(
                    lambda: office.ask(lambda s: register.find(s, Query(sort=(("exposed_workers", False),))))
                ),
                BY_TEST: timed(lambda: office.ask(lambda s: register.find(s, Query(sort=(("tested_on", True),))))),
                "filter by level and village": timed(
                    lambda: office.ask(lambda s: register.find(s, Query(levels=("Ⅲ",), villages=(1,))))
                ),
            }
    for what, seconds in found[20_000].items():
        growth = seconds / found[2_000][what]
        against = f"20,000 employers; {growth:.1f} × that of 2,000"
        yield Line(what, f"{seconds * 1000:.1f}", "ms", against, GOALS.get(what, ""))
