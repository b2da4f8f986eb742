"""Route sheet, edition "patrol_route/1": a sheet for every crew and day, with blanks to fill in by hand.

Sheets that were handed out are printed again by it: never edit, add patrol_route_2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from desktop.report import wording
from desktop.report.fonts import Fonts
from desktop.report.official import NOTE, TABLE_LINE, TABLE_TITLE, Official
from desktop.report.paper import LYING, Imprint, Printed, new_page, print_to, ruled
from desktop.report.patrol_stop import CELL, HEAD, LYING_WIDTH, WORDS, Maker, Stop, day_words, joined
from desktop.report.wording import Texts, chinese_date

EDITION = "patrol_route/1"
WIDTHS = (30.0, 104.0, 104.0, 84.0, 110.0, 66.0, 86.0)  # the signature takes the rest
FOOT_WIDTHS = (80.0, 104.0, 58.0, 104.0, 64.0, 70.0, 36.0)
ROOM = 40.0  # points of a line at least: a hand needs them


def write(
    file: Path, stops: Sequence[Stop], bases: Mapping[str, str], maker: Maker, fonts: Fonts | None = None
) -> Printed:
    """Print the sheets in the order given. bases: crew -> the place it starts from, where known.

    Raises ValueError without stops, OSError if the file cannot be written, FontsMissing if no font is there.
    """
    if not stops:
        raise ValueError("there is nothing to print")
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    rounds: dict[tuple[object, str], list[Stop]] = {}
    for stop in stops:
        rounds.setdefault((stop.on, stop.crew), []).append(stop)
    story: list[Flowable] = []
    for entries in rounds.values():
        story += new_page(LYING) if story else []
        story += _sheet(parts, texts, entries, bases.get(entries[0].crew), maker)
    imprint = Imprint(texts["title"], maker.office, f"{EDITION} {maker.on.isoformat()}", draft=False, first=LYING)
    return print_to(file, story, imprint, fonts)


def _sheet(parts: Official, texts: Texts, stops: Sequence[Stop], base: str | None, maker: Maker) -> list[Flowable]:
    first = stops[0]
    line = texts["line" if base else "line_without_base"].format(
        township=maker.township,
        day=f"{first.on.year}年{day_words(first.on)}",
        crew=first.crew,
        names="、".join(first.names) or texts["nobody"],
        base=base,
        visits=len(stops),
    )
    head = [[parts.set(title, HEAD) for title in texts["head"]]]
    rows = [_row(parts, texts, number, stop) for number, stop in enumerate(stops, 1)]
    table = ruled(head, rows, (*WIDTHS, LYING_WIDTH - sum(WIDTHS)))
    return [
        parts.set(texts["title"], TABLE_TITLE),
        parts.set(line, TABLE_LINE),
        table,
        Spacer(0, 6),
        _foot(parts, texts),
        parts.set(texts["note"].format(made_on=chinese_date(maker.on)), NOTE),
    ]


def _row(parts: Official, texts: Texts, number: int, stop: Stop) -> list[Flowable | str]:
    unknown = texts["unknown"]
    return [
        parts.set(str(stop.order or number), CELL),
        parts.set(f"{stop.employer}（{stop.grade or texts['ungraded']}）", WORDS),
        parts.set(joined(stop.village, stop.address, unknown=unknown), WORDS),
        parts.set(joined(stop.contact, stop.phone, unknown=unknown, by=" "), WORDS),
        parts.set(joined(stop.kind, stop.reason, unknown=unknown, by="："), WORDS),
        parts.set(texts["times"], CELL),
        Spacer(0, ROOM),
        "",
    ]


def _foot(parts: Official, texts: Texts) -> Flowable:
    signed, beside, car, on = (parts.set(title, CELL) for title in texts["foot"])
    row: list[Flowable | str] = [signed, "", beside, "", car, "", on, parts.set(texts["blank_date"], CELL)]
    return ruled([], [row], (*FOOT_WIDTHS, LYING_WIDTH - sum(FOOT_WIDTHS)))
