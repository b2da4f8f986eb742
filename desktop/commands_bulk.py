"""Commands for many employers at once: one change for a list, a search or a view, and the saved views themselves."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from sqlalchemy.orm import Session

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


def saved_views(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """`list`, `save NAME TEXT`, `remove NAME`, `show NAME` (the employers that meet it now)."""
    if wanted.action == "list":
        found = office.ask(views.views)
        answer = [{"name": view.name, "text": view.written} for view in found]
        return answer, "\n".join(f"{view.name}\t{view.written}" for view in found) or "还没有保存视图。"
    if not wanted.name:
        raise Problem("没有写明视图的名称。", "请写成例如 views save 丙类没检测 三季度没检测的丙类。")
    if wanted.action == "save":
        if not wanted.text:
            raise Problem("没有写明条件。", "请写上搜索的文字，例如“三季度没检测的丙类”。")
        on = office.today()
        done = office.do(lambda s: views.save(s, wanted.name, wanted.text, Query(), on=on))
        return {"said": done.said, "operation": done.number}, done.said
    view = office.ask(lambda session: _view(session, wanted.name))
    if wanted.action == "remove":
        done = office.do(lambda session: views.remove(session, view.id))
        return {"said": done.said, "operation": done.number}, done.said
    rows = office.ask(lambda session: register.lines(session, _view_ids(session, office, view)))
    told = [{"name": row.name, "credit_code": row.credit_code, "village": row.village} for row in rows]
    return told, "\n".join([*(f"{row.name}\t{row.village or ''}" for row in rows), f"共 {len(rows)} 家"])


def _given(office: Office, words: list[str]) -> dict[str, str]:
    labels = {field.label: key for key, field in office.rulebook.fields.items()}
    found = {}
    for word in words:
        key, sign, text = word.partition("=")
        if not sign:
            raise Problem(f"“{word}”不是 字段=内容 的写法。", "请写成例如 village=溪东村。")
        found[labels.get(key, key)] = text
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
    if wanted.view is not None:
        return _view_ids(session, office, _view(session, wanted.view)), [], []
    return _sought(session, office, wanted.search, Query()), [], []


def _sought(session: Session, office: Office, text: str, query: Query) -> list[int]:
    words = conditions.vocabulary(session, office.rulebook)
    found = conditions.understand(session, text, words, office.rulebook, office.today())
    if found.unused:
        raise Problem(
            f"“{'、'.join(unused.written for unused in found.unused)}”没有看懂，不能按它批量处理。",
            "请换一种写法；用 search 可以先看看条件是怎样理解的。",
        )
    return list(register.find(session, query.with_words(" ".join(found.words), found.conditions)))


def chosen(session: Session, office: Office, *, view: str | None, search: str | None) -> list[int] | None:
    """The employers in a saved view, or found by a search, in page order; None when neither is given."""
    if view is not None:
        return _view_ids(session, office, _view(session, view))
    return None if search is None else _sought(session, office, search, Query())


def _view(session: Session, name: str) -> views.View:
    view = next((view for view in views.views(session) if view.name == name), None)
    if view is None:
        raise Problem(f"没有名为“{name}”的视图。", "用 views list 可以列出保存的视图。")
    return view


def _view_ids(session: Session, office: Office, view: views.View) -> list[int]:
    return _sought(session, office, view.written, view.query)
