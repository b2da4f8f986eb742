"""Commands for many employers at once: one change for a list, a search or a view."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from sqlalchemy.orm import Session

from desktop.rules.fields import key_of
from desktop.work import bulk, conditions, register, views
from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.register import Query

Answer = tuple[object, str]


def change(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write `field=value …` for everybody on a list of names, found by a search, or in a saved view; one undo."""
    given = _given(office, wanted.set)
    told: dict[str, Any] = {}

    def work(session: Session) -> Change:
        ids, told["doubtful"], told["left"] = meant(session, office, wanted)
        told["employers"] = [row.name for row in register.lines(session, ids)]
        changes = [
            bulk.change(session, ids, key, text, rulebook=office.rulebook, on=office.today())
            for key, text in given.items()
        ]
        return Change.joined(changes)

    if wanted.dry_run:
        done = office.ask(work)
        told |= {"said": f"试算，没有写入：{done.said}", "operation": None}
    else:
        done = office.do(work)
        told |= {"said": done.said, "operation": done.number}
    lines = [
        told["said"],
        *(f"待定\t{line}" for line in told["doubtful"]),
        *(f"没找到\t{line}" for line in told["left"]),
    ]
    return told, "\n".join(lines)


def _given(office: Office, words: list[str]) -> dict[str, str]:
    found = {}
    for word in words:
        key, sign, text = word.partition("=")
        if not sign:
            raise Problem(f"“{word}”不是 字段=内容 的写法。", "请写成例如 village=溪东村。")
        found[key_of(office.rulebook.fields, key)] = text
    return found


def meant(session: Session, office: Office, wanted: Namespace) -> tuple[list[int], list[str], list[str]]:
    """The employers that are meant, the lines that could mean several, and those that mean none."""
    if wanted.names is not None:
        try:
            text = wanted.names.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(
                f"读不了名单：{wanted.names.name}", "请存成 UTF-8 的文本文件，每行一家。", "台账没有改动。"
            ) from error
        found = bulk.match(session, text)
        return [hit.employer_id for hit in found.found], [doubt.line for doubt in found.doubtful], list(found.left)
    asked = chosen(session, office, view=wanted.view, search=wanted.search)
    return list(register.find(session, asked or Query())), [], []


def _sought(session: Session, office: Office, text: str, query: Query) -> Query:
    words = conditions.vocabulary(session, office.rulebook)
    found = conditions.understand(session, text, words, office.rulebook, office.today())
    if found.unused:
        raise Problem(
            f"“{'、'.join(unused.written for unused in found.unused)}”没有看懂，不能按它批量处理。",
            "请换一种写法；用 search 可以先看看条件是怎样理解的。",
        )
    return query.with_words(" ".join(found.words), found.conditions)


def of_view(session: Session, office: Office, view: views.View) -> Query:
    """What a saved view asks for, its words understood as of today. Raises Problem when they no longer are."""
    return _sought(session, office, view.written, view.query)


def chosen(session: Session, office: Office, *, view: str | None, search: str | None) -> Query | None:
    """What a saved view or a search asks for; None when neither is given."""
    if view is not None:
        return of_view(session, office, view_named(session, view))
    return None if search is None else _sought(session, office, search, Query())


def view_named(session: Session, name: str) -> views.View:
    """The saved view of this name. Raises Problem when there is none."""
    view = next((view for view in views.views(session) if view.name == name), None)
    if view is None:
        raise Problem(f"没有名为“{name}”的视图。", "用 views list 可以列出保存的视图。")
    return view
