"""The command of saved views: kept with their conditions, sorting and columns, shown, removed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from sqlalchemy.orm import Session

from desktop.commands.bulk import of_view, view_named
from desktop.work import columnvalues, outgoing_columns, register, views
from desktop.work.office import Office
from desktop.work.problem import Problem
from desktop.work.progress import Progress
from desktop.work.register import Query

Answer = tuple[object, str]


def options(command: ArgumentParser) -> None:
    """What can be said after `views`."""
    command.add_argument("action", choices=("list", "save", "remove", "show"))
    command.add_argument("name", nargs="?")
    command.add_argument("text", nargs="?", default="", help="搜索的文字")
    command.add_argument("--filter", nargs="+", default=[], metavar="列=值", help="按列筛选；同一列可以写几个值")
    command.add_argument("--sort", nargs="+", default=[], metavar="列", help="排序，最要紧的在前；“列:降”是降序")
    command.add_argument("--columns", nargs="+", default=[], metavar="列", help="显示哪些列，按这个次序")


def saved_views(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """`list`, `save NAME [TEXT]`, `remove NAME`, `show NAME` (the employers that meet it now)."""
    if wanted.action == "list":
        found = office.ask(views.views)
        told = [_plain(view) for view in found]
        return told, "\n".join(f"{view.name}\t{view.written}" for view in found) or "还没有保存视图。"
    if not wanted.name:
        raise Problem("没有写明视图的名称。", "请写成例如 views save 丙类没检测 三季度没检测的丙类。")
    if wanted.action == "save":
        return _save(office, wanted)
    view = office.ask(lambda session: view_named(session, wanted.name))
    if wanted.action == "remove":
        done = office.do(lambda session: views.remove(session, view.id))
        return {"said": done.said, "operation": done.number}, done.said

    def ask(session: Session) -> list[register.EmployerRow]:
        return register.lines(session, register.find(session, of_view(session, office, view)))

    rows = office.ask(ask)
    shown = [{"name": row.name, "credit_code": row.credit_code, "village": row.village} for row in rows]
    return shown, "\n".join([*(f"{row.name}\t{row.village or ''}" for row in rows), f"共 {len(rows)} 家"])


def _save(office: Office, wanted: Namespace) -> Answer:
    if not (wanted.text or wanted.filter or wanted.sort or wanted.columns):
        raise Problem("没有写明条件。", "请写上搜索的文字，例如“三季度没检测的丙类”，或 --filter、--sort、--columns。")
    known, on = _Known(office), office.today()
    columns = [known.key(word) for word in wanted.columns]
    query = Query(sort=tuple(known.sorting(word) for word in wanted.sort))
    query = office.ask(lambda session: known.narrowed(session, query, wanted.filter))
    done = office.do(lambda s: views.save(s, wanted.name, wanted.text, query, on=on, columns=columns))
    return {"said": done.said, "operation": done.number}, done.said


class _Known:
    """The columns of the register by the words a person writes for them."""

    def __init__(self, office: Office) -> None:
        self._book = office.rulebook
        self._columns = outgoing_columns.all_columns(office.rulebook)
        self._titled = {column.title: column.key for column in self._columns.values()}

    def key(self, word: str) -> str:
        """A column by its key or title. Raises Problem when there is none."""
        found = word if word in self._columns else self._titled.get(word)
        if found is None:
            raise Problem(f"没有名为“{word}”的列。", f"可用的列：{'、'.join(self._titled)}。")
        return found

    def sorting(self, word: str) -> tuple[str, bool]:
        """“接害人数:降” as a key of the register and whether it ascends."""
        title, _, way = word.partition(":")
        key = self.key(title)
        if not register.sortable(key):
            raise Problem(f"不能按“{title}”排序。", "请换一列。")
        return key, way != "降"

    def narrowed(self, session: Session, query: Query, words: Sequence[str]) -> Query:
        """The query with “列=值 …” asked for. Raises Problem naming the values there are."""
        asked: dict[str, list[object]] = {}
        for word in words:
            title, sign, value = word.partition("=")
            key = self.key(title)
            if not sign or not (register.sortable(key) or key in columnvalues.OWN):
                raise Problem(f"不能按“{word}”筛选。", "请写成例如 --filter 所属村（社区）=溪东村。")
            offered = columnvalues.values(session, Query(), key, self._book)
            held = next((one for one in offered if value in (one.label or columnvalues.EMPTY, one.value)), None)
            if held is None:
                there = "、".join(one.label or columnvalues.EMPTY for one in offered[:12])
                raise Problem(f"“{title}”这一列里没有“{value}”。", f"这一列里有：{there or '（空）'}。")
            asked.setdefault(key, []).append(held.value)
        for key, values in asked.items():
            query = columnvalues.narrowed(query, key, tuple(values))
        return query


def _plain(view: views.View) -> dict[str, object]:
    query = view.query
    kept = {key: getattr(query, key) for key in views.KEPT if getattr(query, key)}
    return {"name": view.name, "text": view.written, "asked": kept, "columns": view.columns}
