"""What stands in a column, whatever its heading says: firms, codes, phones, villages, dates, heads, persons."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from desktop.rules import cells
from desktop.rules.cells import NOTHING, SAME_AS_ABOVE, Phones, Unclear, plain
from desktop.work.intaking.header import FIRM, Header
from desktop.work.intaking.rows import NOT_A_VILLAGE, TOTAL, VILLAGE
from desktop.work.sheetfile import Sheet

LOOKED_AT = 120
FEWEST = 3
_DATE = re.compile(
    r"(\d{2}|\d{4})[-./年]\d{1,2}([-./月].*)?|20\d{6}|20\d{4}|20\d\d年?|[34]\d{4}(\.0)?|\d{1,2}月\d{1,2}日"
)
_FACTOR = re.compile(r"尘|噪|苯|酸|铅|烟|高温|毒|锰|铬|醛|汞|镉|振动|射线|辐射|一氧化碳|氨|氯|硫化|正己烷|漆|酮|酯")
_CODE = re.compile(r"[0-9A-Za-z]{15,20}|\d(\.\d+)?[Ee]\+?1[4-9]|[0-9A-Za-z]{8}-?[0-9Xx]")


def _phone(value: object) -> bool:
    found = cells.phone(value)
    return isinstance(found, Phones) or (isinstance(found, Unclear) and bool(re.fullmatch(r"1\d{9,11}", plain(value))))


def _heads(value: object) -> bool:
    found = cells.headcount(value)
    if isinstance(found, Unclear):
        return bool(re.search(r"\d", plain(value))) and len(plain(value)) <= 8
    return isinstance(found, int)


def _tick(value: object) -> bool:
    return (cells.yes_no(value) is not None and not isinstance(cells.yes_no(value), Unclear)) or _heads(value)


LOOKS: dict[str, Callable[[object], bool]] = {
    "firm": lambda value: isinstance(value, str) and bool(FIRM.search(value.strip())),
    "code": lambda value: bool(_CODE.fullmatch(re.sub(r"\s", "", plain(value)))),
    "village": lambda value: (
        isinstance(value, str)
        and bool(VILLAGE.fullmatch(value.strip()))
        and not NOT_A_VILLAGE.match(value.strip())
        and not TOTAL.fullmatch(value.strip())
    ),
    "phone": _phone,
    "day": lambda value: isinstance(value, date) or bool(_DATE.match(re.sub(r"\s", "", plain(value)))),
    "heads": _heads,
    "person": lambda value: (
        isinstance(value, str)
        and bool(re.match(r"\s*[\u4e00-\u9fff·]{1,6}([\s\n、/;,；，(（]|$|[\u4e00-\u9fff ]{0,4}$)", value))
        and not FIRM.search(value.strip())
    ),
    "person_phone": lambda value: (
        isinstance(value, str)
        and bool(re.search(r"[\u4e00-\u9fff]{2}", value))
        and bool(re.search(r"1[3-9]\d{9}", value))
    ),
    "factors": lambda value: isinstance(value, str) and bool(_FACTOR.search(value)) and not FIRM.search(value.strip()),
    "level": lambda value: isinstance(value, str) and bool(re.search(r"严重|较重|一般|轻微", value)),
    "tick": _tick,
}


class Evidence:
    """Looks once at the first rows below the headings and answers for every column."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._rows = sheet.rows[header.last + 1 :]
        self._values: dict[int, list[object]] = {}

    def share(self, column: int, looks: str) -> float | None:
        """Which part of the column's cells looks like that. None when there are too few to tell."""
        values = self._column(column)
        if len(values) < FEWEST or looks not in LOOKS:
            return None
        test = LOOKS[looks]
        return sum(test(value) for value in values) / len(values)

    def _column(self, column: int) -> list[object]:
        if column not in self._values:
            found: list[object] = []
            for row in self._rows[: LOOKED_AT * 20]:
                value = row[column]
                if value is None or (
                    isinstance(value, str)
                    and (not value.strip() or value.strip() in NOTHING or value.strip() in SAME_AS_ABOVE)
                ):
                    continue
                found.append(value)
                if len(found) == LOOKED_AT:
                    break
            self._values[column] = found
        return self._values[column]
