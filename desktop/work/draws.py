"""双随机: candidates from the register, a draw that is kept for ever, its paper, and drawing again to compare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.draw import Draw
from db.models.people import Person
from desktop.rules.tables import Rulebook
from desktop.schedule import draw as rule
from desktop.schedule.draw import Candidate, CannotDraw, Conflict, Request
from desktop.schedule.draw import DrawRecord as DrawRecord  # the window shows these two, and knows no schedule
from desktop.schedule.draw import Pair as Pair
from desktop.work import editing, people, register, settings
from desktop.work.change import Change
from desktop.work.problem import Problem

if TYPE_CHECKING:
    from desktop.report.draw_1 import DrawPaper

USUAL_TITLE = "职业健康双随机抽查"
USUAL_EMPLOYERS = 10  # where nobody says how many


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn. employers, per_site None: the usual number.

    conflicts: (employer, inspector, reason) as written.
    query: which employers are in the list; those that cannot be inspected are never in it.
    """

    seed: str
    inspectors: tuple[str, ...]
    employers: int | None = None
    per_site: int | None = None
    weighted: bool = False
    query: register.Query = field(default_factory=register.Query)
    conflicts: tuple[tuple[str, str, str], ...] = ()
    title: str = ""
    seed_source: str = ""


@dataclass(frozen=True, slots=True)
class DrawRow:
    """One line of the list of draws."""

    id: int
    title: str
    drawn_on: date
    seed: str
    listed: int
    drawn: int
    seal: str


def candidates(session: Session, query: register.Query) -> list[Candidate]:
    """The list of employers by the filters of the register: those at work, each with its class."""
    found = register.rows(session, register.find(session, query))
    return sorted(
        Candidate(row.credit_code or row.name, row.name, row.combined or "")
        for row in found.values()
        if row.status in register.IN_SCOPE
    )


def draw(session: Session, wish: Wish, rulebook: Rulebook, on: date) -> Change:
    """Draw and keep the record; it cannot be taken back, so that nobody draws until the result pleases.

    Raises Problem in words when the lists do not allow the draw or a name is not known.
    """
    record = prepared(session, wish, rulebook, on)
    names = "、".join(pair.name for pair in record.result[:3])
    session.add(
        Draw(
            title=record.request.title,
            drawn_on=on,
            seed=record.request.seed,
            listed=len(record.employers),
            drawn=len(record.result),
            record=rule.to_json(record),
            seal=record.seal,
        )
    )
    said = f"{record.request.title}：从 {len(record.employers)} 家中抽出 {len(record.result)} 家（{names}等）"
    return Change(said, settings=True, final=True)


def prepared(session: Session, wish: Wish, rulebook: Rulebook, on: date) -> DrawRecord:
    """The record of a draw that is kept nowhere yet."""
    card, terms = settings.township(session), rulebook.draw_terms
    if card is None:
        raise Problem("还没有填写本单位信息，抽取记录没有落款。", "请在“设置 → 本单位”填写名称后再抽取。")
    firms = candidates(session, wish.query)
    if not firms:
        raise Problem("企业名单是空的：没有符合条件的在营企业。", "请放宽类别、村或其他条件后再抽取。")
    asked = Request(
        wish.title.strip() or USUAL_TITLE,
        card.issuer,
        on.isoformat(),
        wish.seed.strip(),
        wish.employers if wish.employers is not None else min(USUAL_EMPLOYERS, len(firms)),
        wish.per_site if wish.per_site is not None else terms.per_site,
        dict(terms.weights) if wish.weighted else {},
        wish.seed_source.strip(),
    )
    try:
        return rule.draw(asked, firms, wish.inspectors, _conflicts(session, wish, firms))
    except CannotDraw as refused:
        raise Problem(refused.what, refused.remedy, "没有抽取，数据没有改动。") from refused


def _conflicts(session: Session, wish: Wish, firms: Sequence[Candidate]) -> Iterable[Conflict]:
    """Conflicts by the keys of the list; those of employers that are not in it change nothing and are left out."""
    keys = {one.key for one in firms}
    for written, inspector, reason in wish.conflicts:
        employer = editing.identify(session, written)
        row = register.rows(session, [employer])[employer]
        key = row.credit_code or row.name
        if key in keys:
            yield Conflict(key, inspector, reason)


def staff(session: Session, on: date) -> tuple[str, ...]:
    """Everybody at work on that day; people of one name are told apart by their card number."""
    query = select(Person.name, Person.card_no).where(people.working(on), func.coalesce(Person.started_on, on) <= on)
    at_work = [(name, card) for name, card in session.execute(query)]
    shared = Counter(name for name, _ in at_work)
    return tuple(f"{name}（{card}）" if shared[name] > 1 and card else name for name, card in at_work)


def names(written: str) -> tuple[str, ...]:
    """Names as typed in one box: parted by 、, commas, semicolons, spaces or lines; each once."""
    return tuple(dict.fromkeys(name for name in re.split(r"[、,，;；\s]+", written) if name))


def conflicts(written: str) -> tuple[tuple[str, str, str], ...]:
    """回避 as typed, one a line: 企业=人, or 企业=人=原因. Raises Problem for a line of another shape."""
    found = []
    for line in filter(None, map(str.strip, written.splitlines())):
        parts = [part.strip() for part in re.split(r"[=＝]", line)]
        if len(parts) not in (2, 3) or not all(parts):
            raise Problem(
                f"看不懂这条回避：“{line}”。",
                "请写成“企业=人=原因”，例如“大同石材厂=王芳=夫妻”，一行一条；原因可以不写。",
            )
        found.append((parts[0], parts[1], parts[2] if len(parts) > 2 else ""))
    return tuple(found)


def listed(session: Session) -> list[DrawRow]:
    """Every draw, the newest first."""
    query = select(Draw).order_by(Draw.id.desc())
    return [
        DrawRow(row.id, row.title, row.drawn_on, row.seed, row.listed, row.drawn, row.seal)
        for row in session.scalars(query)
    ]


def record_of(session: Session, number: int) -> DrawRecord:
    """The record of a draw that was kept. Raises Problem when there is none with this number."""
    row = session.get(Draw, number)
    if row is None:
        raise Problem(f"没有第 {number} 号抽取记录。", "请用 draw --list 查看已有的抽取记录。")
    return rule.from_json(row.record)


def as_text(record: DrawRecord) -> str:
    """A record as it is kept and handed out, JSON."""
    return rule.to_json(record)


def differences(text: str) -> list[str]:
    """Draw again from a record as written; in words what differs. Raises Problem when it is no record."""
    try:
        return rule.verify(rule.from_json(text))
    except CannotDraw as refused:
        raise Problem(refused.what, refused.remedy) from refused


def verify_file(file: Path) -> DrawRecord:
    """The record in a file, drawn again and found the same. Raises Problem that says what differs."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"读不出这个文件：{file.name}", "请选择“保存记录”写出的 .json 文件。") from error
    if said := differences(text):
        raise Problem(
            f"抽取记录没有通过核对（{file.name}）。\n" + "\n".join(said),
            "请向抽取单位要原来的记录，并与公布的名单校验值、封签比较。",
        )
    return rule.from_json(text)


def write(record: DrawRecord, folder: Path, rulebook: Rulebook) -> list[Path]:
    """Write the paper, the record and the two lists as they are hashed. Raises Problem when they cannot be written."""
    from desktop.report import draw_1

    name = f"抽取记录-{record.request.drawn_on}-{record.seal[:8]}"
    texts = {
        f"{name}.json": rule.to_json(record),
        f"{name}-企业名单.txt": rule.employer_list(record.employers),
        f"{name}-检查人员名单.txt": rule.inspector_list(record.inspectors),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draw_1.write(folder / f"{name}.pdf", paper(record, rulebook))
        for file, text in texts.items():
            (folder / file).write_bytes(text.encode())  # bytes: a line feed stays one, or the hash would differ
    except OSError as error:
        raise Problem(
            f"写不进这个文件夹：{folder.name}",
            "如果记录正在阅读器里打开，请先关闭，或换一个文件夹。",
            "抽取记录没有改动。",
        ) from error
    return [folder / file for file in (f"{name}.pdf", *texts)]


def paper(record: DrawRecord, rulebook: Rulebook) -> DrawPaper:
    """What stands on the printed record."""
    from desktop.report.draw_1 import Drawn, DrawPaper, ListOf

    asked, names = record.request, {one.key: one.name for one in record.employers}
    return DrawPaper(
        asked.title,
        asked.office,
        date.fromisoformat(asked.drawn_on),
        asked.seed,
        asked.seed_source,
        ListOf(len(record.employers), record.employers_sha256),
        record.inspectors,
        record.inspectors_sha256,
        asked.per_site,
        asked.weights,
        rulebook.draw_terms.weights_unconfirmed,
        rulebook.draw_terms.per_site_unconfirmed,
        [(names[one.key], one.inspector, one.reason) for one in record.conflicts],
        [Drawn(pair.name, pair.key, pair.inspectors, pair.value) for pair in record.result],
        record.seal,
    )
