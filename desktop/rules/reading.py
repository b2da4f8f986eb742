"""Parse one rule table and say, in the clerk's words, which file and which key is broken."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

# confirmed: a person of this office compared it with the official text
CONFIDENCES = frozenset({"sourced", "recalled", "inferred", "sourced-name-completed", "spelling", "confirmed"})
UNCONFIRMED = frozenset({"recalled", "inferred", "sourced-name-completed"})

T = TypeVar("T")
Row = dict[str, str]
Table = dict[str, Any]


class Broken(Exception):
    """A rule table that must stop the start. `file` and `key` say where, `why` what is wrong with it."""

    def __init__(self, file: str, key: str, why: str) -> None:
        super().__init__(f"规则表 {file} 有错误，程序不能启动。\n位置：{key}\n问题：{why}")
        self.file, self.key, self.why = file, key, why


def text_of(texts: Mapping[str, str], file: str) -> str:
    """The text of `file`. Raises Broken if the file is not there."""
    if file not in texts:
        raise Broken(file, "文件", "缺少这个文件")
    return texts[file]


def toml(texts: Mapping[str, str], file: str) -> Table:
    """The parsed TOML of `file`, shared: nobody changes it. Raises Broken when it is absent or does not parse."""
    try:
        return _parsed(text_of(texts, file))
    except tomllib.TOMLDecodeError as error:
        raise Broken(file, "语法", f"不是有效的 TOML：{error}") from error


@lru_cache(maxsize=64)
def _parsed(text: str) -> Table:
    """Several modules read parts of one file; parsing is most of the time a rulebook takes."""
    return tomllib.loads(text)


def rows(texts: Mapping[str, str], file: str, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV. Raises Broken if a column is absent, a row is ragged, or a confidence is not a known word."""
    lines = csv.reader(text_of(texts, file).lstrip("\ufeff").splitlines())
    heading = next(lines, [])
    for column in columns:
        if column not in heading:
            raise Broken(file, column, "缺少这一列")
    result = []
    for line in lines:
        if len(line) != len(heading):
            raise Broken(file, f"第 {lines.line_num} 行", f"应有 {len(heading)} 列，实有 {len(line)} 列")
        result.append(dict(zip(heading, line, strict=True)))
    if not result:
        raise Broken(file, "内容", "没有任何数据行")
    if "confidence" in heading:
        for number, row in enumerate(result, start=2):
            confidence(row["confidence"], file, f"第 {number} 行 confidence")
    return result


def need(table: Mapping[str, Any], key: str, kind: type[T], file: str, where: str = "") -> T:
    """`table[key]`, which must be a `kind`. Raises Broken naming `where.key` otherwise."""
    path = f"{where}.{key}" if where else key
    if key not in table:
        raise Broken(file, path, "缺少这一项")
    value = table[key]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Broken(file, path, f"类型不对：应为 {WORDS.get(kind, kind.__name__)}，写的是 {value!r}")
    return value


WORDS: dict[type, str] = {
    str: "文字",
    int: "整数",
    float: "小数",
    bool: "true 或 false",
    list: "列表",
    dict: "表",
    date: "日期（如 2022-11-01）",
}


def names(table: Mapping[str, Any], key: str, file: str, where: str = "") -> tuple[str, ...]:
    """A list of different texts."""
    values = need(table, key, list, file, where)
    path = f"{where}.{key}" if where else key
    if not all(isinstance(value, str) and value for value in values):
        raise Broken(file, path, "列表里只能有文字")
    unique(values, file, path)
    return tuple(values)


def tables(table: Mapping[str, Any], key: str, file: str, where: str = "") -> list[Table]:
    """A non-empty array of tables, `[[key]]`."""
    values = need(table, key, list, file, where)
    path = f"{where}.{key}" if where else key
    if not values or not all(isinstance(value, dict) for value in values):
        raise Broken(file, path, "至少要有一段 [[...]]")
    return values


def unique(values: Iterable[object], file: str, key: str) -> None:
    """Raises Broken naming the first value that stands twice."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise Broken(file, key, f"“{value}”重复")
        seen.add(value)


def confidence(word: object, file: str, key: str) -> str:
    """One of CONFIDENCES."""
    if word not in CONFIDENCES:
        raise Broken(file, key, f"可靠程度写的是“{word}”，只能是 {'、'.join(sorted(CONFIDENCES))}")
    return str(word)


def number(row: Row, column: str, file: str, key: str, read: Callable[[str], T]) -> T | None:
    """A number of a CSV cell; None where the cell is empty."""
    written = row[column].strip()
    if not written:
        return None
    try:
        return read(written)
    except ValueError as error:
        raise Broken(file, f"{key} {column}", f"“{written}”不是数") from error


def day(written: str, file: str, key: str) -> date:
    """An ISO date of a CSV cell."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Broken(file, key, f"“{written}”不是日期，应写成 2026-01-01") from error
