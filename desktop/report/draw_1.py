"""The record of a random draw, edition "draw/1": lists with their hashes, seed, rule in words, result, signatures.

Records that were printed are printed again by it: never edit, add draw_2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from desktop.report import wording
from desktop.report.cnparagraph import Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import LEADING, TEXT_WIDTH, Imprint, Printed, print_to, ruled
from desktop.report.wording import Texts, chinese_date

EDITION = "draw/1"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
HASH = Style(Role.SONG, 9, 12, "left")
NOTE = Style(Role.KAI, 10.5, 15, "left", before=6)
SIGN = Style(Role.FANG, 14, 26, "left")
LIST_WIDTHS = (90.0, 60.0)
CONFLICT_WIDTHS = (210.0, 90.0)
RESULT_WIDTHS = (32.0, 148.0, 120.0, 72.0)
HALF = 32  # of a hash: it is read aloud and compared in two lines
SHOWN = 12  # characters of a value: enough to see that it is the same


@dataclass(frozen=True, slots=True)
class ListOf:
    """A published list: how many lines, and its hash."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of the result."""

    name: str
    code: str
    inspectors: Sequence[str]
    value: str


@dataclass(frozen=True, slots=True)
class DrawPaper:
    """What the record says. weights: empty for an even draw; conflicts: (employer, inspector, reason)."""

    title: str
    office: str
    drawn_on: date
    seed: str
    seed_source: str
    employers: ListOf
    people: Sequence[str]
    people_sha256: str
    per_site: int
    weights: Mapping[str, int]
    weights_unconfirmed: bool
    per_site_unconfirmed: bool
    conflicts: Sequence[tuple[str, str, str]]
    result: Sequence[Drawn]
    seal: str


def write(file: Path, paper: DrawPaper, fonts: Fonts | None = None) -> Printed:
    """Print the record. Raises OSError if the file cannot be written, FontsMissing if no font is there."""
    fonts = fonts or Fonts.find()
    texts, parts = wording.load(EDITION), Official(fonts)
    story: list[Flowable] = [
        *parts.title(texts["title"]),
        *parts.body(
            texts["about"].format(
                office=paper.office,
                day=chinese_date(paper.drawn_on),
                title=paper.title,
                drawn=len(paper.result),
                per_site=paper.per_site,
            )
            + (texts["per_site_unconfirmed"] if paper.per_site_unconfirmed else "")
        ),
        *_lists(parts, texts, paper),
        *_rule(parts, texts, paper),
        *_conflicts(parts, texts, paper),
        *_result(parts, texts, paper),
        _closing(parts, texts, paper),
    ]
    imprint = Imprint(paper.title, paper.office, f"{EDITION} {paper.seal}", draft=False, total=True)
    return print_to(file, story, imprint, fonts)


def _lists(parts: Official, texts: Texts, paper: DrawPaper) -> list[Flowable]:
    listed = (
        (texts["firms"], paper.employers),
        (texts["people"], ListOf(len(paper.people), paper.people_sha256)),
    )
    rows = [
        [
            parts.set(name, CELL),
            parts.set(str(one.number), CELL),
            parts.set(f"{one.sha256[:HALF]} {one.sha256[HALF:]}", HASH),
        ]
        for name, one in listed
    ]
    head = [[parts.set(title, HEAD) for title in texts["lists_head"]]]
    return [
        *parts.heading(texts["lists_heading"]),
        ruled(head, rows, (*LIST_WIDTHS, TEXT_WIDTH - sum(LIST_WIDTHS))),
        Spacer(0, 6),
        *parts.body(texts["lists_words"].format(names="、".join(paper.people))),
    ]


def _rule(parts: Official, texts: Texts, paper: DrawPaper) -> list[Flowable]:
    seed = texts["seed_source" if paper.seed_source else "seed"].format(seed=paper.seed, source=paper.seed_source)
    weights = "、".join(f"{kind}类{number}张" for kind, number in paper.weights.items())
    said = texts["rule_weighted"].format(weights=weights) if weights else texts["rule_even"]
    if weights and paper.weights_unconfirmed:
        said += texts["rule_unconfirmed"]
    return [
        *parts.heading(texts["seed_heading"]),
        *parts.body(seed),
        *parts.heading(texts["rule_heading"]),
        *parts.body(said + texts["rule"].format(drawn=len(paper.result))),
    ]


def _conflicts(parts: Official, texts: Texts, paper: DrawPaper) -> list[Flowable]:
    heading = parts.heading(texts["conflicts_heading"])
    if not paper.conflicts:
        return [*heading, *parts.body(texts["conflicts_none"])]
    rows = [
        [parts.set(name, WORDS), parts.set(who, CELL), parts.set(reason or texts["no_reason"], WORDS)]
        for name, who, reason in paper.conflicts
    ]
    head = [[parts.set(title, HEAD) for title in texts["conflicts_head"]]]
    return [*heading, ruled(head, rows, (*CONFLICT_WIDTHS, TEXT_WIDTH - sum(CONFLICT_WIDTHS)))]


def _result(parts: Official, texts: Texts, paper: DrawPaper) -> list[Flowable]:
    rows = [
        [
            parts.set(str(number), CELL),
            parts.set(one.name, WORDS),
            parts.set("" if one.code == one.name else one.code, HASH),
            parts.set("、".join(one.inspectors), CELL),
            parts.set(one.value[:SHOWN], HASH),
        ]
        for number, one in enumerate(paper.result, 1)
    ]
    head = [[parts.set(title, HEAD) for title in texts["result_head"]]]
    return [
        *parts.heading(texts["result_heading"]),
        ruled(head, rows, (*RESULT_WIDTHS, TEXT_WIDTH - sum(RESULT_WIDTHS))),
    ]


def _closing(parts: Official, texts: Texts, paper: DrawPaper) -> Flowable:
    return parts.together(
        [
            parts.set(texts["seal"].format(seal=paper.seal), NOTE),
            Spacer(0, LEADING / 2),
            *(parts.set(line, SIGN) for line in texts["sign"]),
            *parts.signature(paper.office, paper.drawn_on),
        ]
    )
