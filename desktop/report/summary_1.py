"""The summary report, edition "summary/1". Issued reports are reprinted by it: never edit, add summary_2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report import official, wording
from desktop.report.cnparagraph import CnParagraph, Style
from desktop.report.fonts import Fonts, Role
from desktop.report.official import Official
from desktop.report.paper import LYING, PAD, TEXT_HEIGHT, TEXT_WIDTH, Imprint, Printed, Span, new_page, print_to, ruled
from desktop.report.summary_1_tables import AreaRow, Column, Line, t1_columns, t1_lines, t2_columns, t2_rows
from desktop.report.wording import Sentences
from desktop.rules.figures import Summary

EDITION = "summary/1"
NUMERALS = "一二三四五六七八九十"
HEAD = Style(Role.HEI, 10.5, 14, "centre")
GROUP = Style(Role.HEI, 10.5, 14, "left")
CELL = Style(Role.SONG, 10.5, 14, "centre")
WORDS = Style(Role.SONG, 10.5, 14, "left")
REMARK = Style(Role.SONG, 9, 12, "left")
SMALL_HEAD = Style(Role.HEI, 9, 11.5, "centre")
SMALL = Style(Role.SONG, 9.5, 12.5, "centre")
SMALL_TOTAL = Style(Role.HEI, 9.5, 12.5, "centre")
T1_WIDTHS = (26.0, 132.0, 32.0, 46.0, 48.0)  # the remark takes the rest
T2_NUMBER, T2_AREA = 22.0, 62.0  # 序号, and the least that a village's name gets


def write(file: Path, summary: Summary, *, draft: bool, fonts: Fonts | None = None) -> Printed:
    """Print the report as PDF: letter, table T1 upright, table T2 lying. `draft` draws 草稿 across every page.

    Raises OSError if the file cannot be written, FontsMissing if no font is there.
    """
    fonts = fonts or Fonts.find()
    sentences = Sentences(wording.load(EDITION), summary)
    parts = Official(fonts)
    titles = [sentences.about(title) for title in sentences.texts["attachments"]]
    story = [*_letter(parts, summary, sentences, titles)]
    story += [*new_page(), *_t1(parts, summary, sentences, titles[0])]
    story += [*new_page(LYING), *_t2(parts, summary, sentences, titles[1])]
    imprint = Imprint(
        title=sentences.about(sentences.texts["title"]).replace("\n", ""),
        author=summary.office,
        subject=f"{EDITION} {summary.period.id} {summary.rule_edition}",
        draft=draft,
    )
    return print_to(file, story, imprint, fonts)


def narrative(summary: Summary) -> str:
    """The letter as text, a paragraph per line: for the preview, for tests and for pasting into a message."""
    sentences = Sentences(wording.load(EDITION), summary)
    lines = [sentences.about(sentences.texts["opening"])]
    lines += [text for _, text in _sections(sentences, summary)]
    return "\n".join(lines)


def _letter(parts: Official, summary: Summary, sentences: Sentences, titles: Sequence[str]) -> list[Flowable]:
    styles = {1: parts.heading, 2: parts.subheading, 0: parts.body}
    story: list[Flowable] = [
        *parts.title(sentences.about(sentences.texts["title"])),
        parts.addressee(summary.addressee),
        *parts.body(sentences.about(sentences.texts["opening"])),
        *(part for level, text in _sections(sentences, summary) for part in styles[level](text)),
    ]
    ending = [story.pop(), *parts.attachments(titles), *parts.signature(summary.office, summary.made_on)]
    return [*story, parts.together(ending)]


def _sections(sentences: Sentences, summary: Summary) -> Iterator[tuple[int, str]]:
    """Headings (level 1, 2) and paragraphs (0) of the letter, numbered."""
    texts = sentences.texts
    for number, section in enumerate(texts["section"]):
        yield 1, f"{NUMERALS[number]}、{section['heading']}"
        said = [*filter(None, map(sentences.paragraph, section["paragraphs"]))]
        yield from ((0, text) for text in said or [sentences.about(section["empty"])])
    problems = texts["problems"]
    found = [*_problems(sentences)]
    yield 1, f"{NUMERALS[len(texts['section'])]}、{problems['heading']}"
    yield 2, f"（一）{problems['problems_heading']}"
    yield 0, _listed([problem for problem, _ in found]) or problems["no_problem"]
    yield 2, f"（二）{problems['steps_heading']}"
    yield 0, _listed([step for _, step in found]) or problems["no_step"]
    if summary.unconfirmed:
        yield 0, texts["unconfirmed"]


def _problems(sentences: Sentences) -> Iterator[tuple[str, str]]:
    for entry in sentences.texts["problem"]:
        figure = sentences.figures.get(entry["figure"])
        number = wording.count(figure, entry["count"]) if figure else None
        if number and number > 0:
            yield entry["problem"].format(n=int(number)), entry["step"]


def _listed(items: Sequence[str]) -> str:
    """一是…；二是…。"""
    if len(items) < 2:
        return "".join(f"{item}。" for item in items)
    return "；".join(f"{NUMERALS[order]}是{item}" for order, item in enumerate(items)) + "。"


def _table_head(parts: Official, summary: Summary, label: str, title: str) -> list[Flowable]:
    first, last = map(wording.chinese_date, (summary.period.start, summary.period.end))
    facts = (f"填报单位：{summary.office}", f"统计期间：{first}至{last}")
    line = parts.set("　　".join(facts), official.TABLE_LINE)
    if line.widest > TEXT_WIDTH:
        line = parts.set("\n".join(facts), official.TABLE_LINE)
    return [parts.set(label, official.LABEL), parts.set(title, official.TABLE_TITLE), line]


def _t1(parts: Official, summary: Summary, sentences: Sentences, title: str) -> list[Flowable]:
    with_year = bool(summary.period.quarter or summary.period.month)
    keep = [0, 1, 2, 3, 4, 5] if with_year else [0, 1, 2, 3, 5]
    heads = t1_columns(sentences)
    head = [parts.set(heads[index], HEAD) for index in keep]
    widths = [*T1_WIDTHS, TEXT_WIDTH - sum(T1_WIDTHS)]
    if not with_year:
        widths[5] += widths[4]
    body: list[list[Flowable | str]] = []
    groups = []
    for row, line in enumerate(t1_lines(sentences), start=1):
        if line.group:
            groups.append(row)
        cells = _t1_cells(parts, line)
        body.append([cells[index] for index in keep])
    spans = [Span(0, row, len(keep) - 1, row) for row in groups]
    table = ruled([head], body, [widths[index] for index in keep], spans, groups=groups)
    story = [*_table_head(parts, summary, "附件1", title), table]
    story.append(parts.set(sentences.about(sentences.texts["t1"]["foot"]), official.NOTE))
    if summary.unconfirmed:
        story.append(parts.set(sentences.texts["t1"]["unconfirmed_title"], official.NOTE))
        story += [parts.set(f"{order}. {text}", official.NOTE) for order, text in enumerate(summary.unconfirmed, 1)]
    return story


def _t1_cells(parts: Official, line: Line) -> list[Flowable | str]:
    if line.group:
        return [parts.set(line.label, GROUP), *[""] * 5]
    return [
        parts.set("" if line.position is None else str(line.position), CELL),
        parts.set(line.label, WORDS),
        parts.set(line.unit, CELL),
        parts.set(wording.number(line.value, line.unit), CELL),
        parts.set(wording.number(line.year_to_date, line.unit), CELL),
        parts.set(line.note or wording.NOTHING, REMARK if line.note else CELL),
    ]


def _t2(parts: Official, summary: Summary, sentences: Sentences, title: str) -> list[Flowable]:
    columns = t2_columns(sentences)
    rows = t2_rows(summary, sentences)
    head, spans = _t2_head(parts, columns, sentences)
    body: list[list[Flowable | str]] = [
        _t2_row(parts, row, str(order), SMALL) for order, row in enumerate(rows[:-1], start=1)
    ]
    if not body:
        body.append([parts.set(sentences.texts["t2"]["nothing"], SMALL), *[""] * (len(columns) + 1)])
        spans.append(Span(0, len(head), len(columns) + 1, len(head)))
    body.append(_t2_row(parts, rows[-1], "", SMALL_TOTAL))
    spans.append(Span(0, len(head) + len(body) - 1, 1, len(head) + len(body) - 1))
    table = ruled(head, body, _t2_widths([*head[1:], *body]), spans)
    story = [*_table_head(parts, summary, "附件2", title), table]
    if any("*" in cell.text for row in rows for cell in row.cells):
        story.append(parts.set(sentences.texts["t2"]["starred"], official.NOTE))
    return story


def _t2_row(parts: Official, row: AreaRow, order: str, style: Style) -> list[Flowable | str]:
    area = parts.set(row.area, style)
    first = [parts.set(order, style), area] if order else [area, ""]
    return [*first, *(parts.set(cell.text, style) for cell in row.cells)]


def _t2_widths(rows: Sequence[Sequence[Flowable | str]]) -> list[float]:
    """As wide as the longest number of each column; what is left over goes to all, and to the names."""
    needs = [
        max(cell.widest for cell in column if isinstance(cell, CnParagraph)) + 2 * PAD + 1
        for column in list(zip(*rows, strict=True))[2:]
    ]
    spare = TEXT_HEIGHT - T2_NUMBER - T2_AREA - sum(needs)
    share = max(0.0, spare) / (len(needs) + 1)
    area = TEXT_HEIGHT - T2_NUMBER - sum(needs) - share * len(needs)
    return [T2_NUMBER, max(area, T2_AREA), *(need + share for need in needs)]


def _t2_head(
    parts: Official, columns: Sequence[Column], sentences: Sentences
) -> tuple[list[list[Flowable | str]], list[Span]]:
    """Three head rows: group, column, unit; 序号 and 村（社区） stand over all three."""
    texts = sentences.texts["t2"]
    groups: list[Flowable | str] = [parts.set(texts["number"], SMALL_HEAD), parts.set(texts["area"], SMALL_HEAD)]
    spans = [Span(0, 0, 0, 2), Span(1, 0, 1, 2)]
    start = 0
    while start < len(columns):
        members = sum(1 for column in columns if column.group == columns[start].group)
        groups += [parts.set(columns[start].group, SMALL_HEAD), *[""] * (members - 1)]
        spans.append(Span(start + 2, 0, start + 1 + members, 0))
        start += members
    heads: list[Flowable | str] = ["", "", *(parts.set(column.head, SMALL_HEAD) for column in columns)]
    units: list[Flowable | str] = ["", "", *(parts.set(column.unit, SMALL_HEAD) for column in columns)]
    return [groups, heads, units], spans
