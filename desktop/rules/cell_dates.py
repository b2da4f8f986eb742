"""A date as people write it in spreadsheets -> PartialDate, None for unknown, or Unclear."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from desktop.rules.cells import ERRORS, NOTHING, Unclear, plain
from desktop.rules.words import PartialDate

EARLIEST = 1950
YEARS_AHEAD = 2  # a date further off than this is a slip of the pen
EPOCH_1900 = date(1899, 12, 30)  # serial 60 on; no register holds dates of January 1900
EPOCH_1904 = date(1904, 1, 1)
WRITE = "请写成 2026-03-05 这样的日期；只知道月份就写 2026-03"

_PLAIN = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_NOT_DONE = re.compile(r"(未|没有?|无|暂无|尚未|否|×|不需要?|免).{0,8}")
_DONE = re.compile(r"(已|是|有|√|✓|正在|申报中|检测中).{0,8}")
_ROUGH = re.compile(r"左右|前后|约|大概|上旬|中旬|下旬|初|底|末|年前|春节|季度|半年")
_TRAIL = re.compile(r"(申报|检测|体检|完成|签订|培训|开业|成立|通过|已|的|日期|时间|\.|。|;|,)+$")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$|(上午|下午)?\d{1,2}:\d{2}(:\d{2})?$")
_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SPAN = re.compile(
    r"(?P<from>(?:\d{2}|\d{4})-\d{1,2}(?:-\d{1,2})?)[~至到](?:(?:\d{2}|\d{4})-)?\d{1,2}(?:-\d{1,2})?-?"
    r"|(?P<day>\d{4}-\d{1,2}-\d{1,2})[~至到-]\d{1,2}(?:-\d{1,2})?"
    r"|(?P<both>\d{4}-\d{1,2}-\d{1,2})[~至到-]+\d{4}-\d{1,2}-\d{1,2}"
)


def day(
    written: object, *, on: date, ranges: bool = False, since: int = EARLIEST, epoch: date = EPOCH_1900
) -> PartialDate | Unclear | None:
    """The date in a cell, as precise as it was written.

    on: the day of reading; a date more than two years later is Unclear, and so is one before the year `since`.
    ranges: take the first day of “2026.3.5－3.7”; else a range is Unclear. epoch: what serial numbers count from.
    """
    found = _read(written, on, ranges, epoch)
    if isinstance(found, PartialDate):
        if found.on.year < since:
            return Unclear(f"{found} 太早了，不像真实日期", WRITE)
        if found.on > date(on.year + YEARS_AHEAD, on.month, min(on.day, 28)):
            return Unclear(f"{found} 在很久以后，不像真实日期", WRITE)
    return found


def _read(written: object, on: date, ranges: bool, epoch: date) -> PartialDate | Unclear | None:
    if written is None:
        return None
    if isinstance(written, datetime):
        return PartialDate(written.date())
    if isinstance(written, date):
        return PartialDate(written)
    if isinstance(written, bool):
        return Unclear("这里应是日期", WRITE)
    if isinstance(written, int | float):
        return _number(float(written), on, epoch)
    if match := _PLAIN.fullmatch(str(written)):
        return _date(int(match[1]), int(match[2]), int(match[3]), str(written))
    text = plain(written)
    if text in NOTHING or text == "0":
        return None
    if ERRORS.fullmatch(text):
        return Unclear(f"这里是公式错误 {text}", WRITE)
    if re.fullmatch(r"\d+", text):
        return _digits(text, on, epoch)
    return _text(text, on, ranges)


def _number(number: float, on: date, epoch: date) -> PartialDate | Unclear:
    """A serial number, or a year, month or day typed as a number. 2026.1 may be January or October."""
    whole = int(number)
    if number != whole and 1950 <= whole <= on.year + YEARS_AHEAD:
        month = f"{number:.4f}".split(".")[1].rstrip("0")
        if month == "1":
            return Unclear("数字 2026.1 可能是 1 月，也可能是 10 月（末尾的 0 会丢失）", WRITE)
        if len(month) <= 2 and 1 <= int(month) <= 12:
            return PartialDate(date(whole, int(month), 1), "month")
        return Unclear(f"“{number:g}”不是一个日期", WRITE)
    return _digits(str(whole), on, epoch)


def _digits(text: str, on: date, epoch: date) -> PartialDate | Unclear:
    latest = on.year + YEARS_AHEAD
    if len(text) == 8 and text[:2] in ("19", "20"):
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]), text)
    if len(text) == 6 and text[:2] in ("19", "20") and 1 <= int(text[4:]) <= 12:
        return PartialDate(date(int(text[:4]), int(text[4:]), 1), "month")
    if len(text) == 6 and int(text[:2]) <= latest % 100:
        return _date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]), text)
    if len(text) == 4 and EARLIEST <= int(text) <= latest:
        return PartialDate(date(int(text), 1, 1), "year")
    if len(text) == 5:
        serial = epoch + timedelta(days=int(text))
        if EARLIEST <= serial.year <= latest:
            return PartialDate(serial)
    return Unclear(f"“{text[:12]}”不是一个日期", WRITE)


def _text(text: str, on: date, ranges: bool) -> PartialDate | Unclear | None:
    tight = _CLOCK.sub("", re.sub(r"\s+", " ", text)).strip()
    tight = re.sub(r"\([^()]*\)", "", tight).replace(" ", "")
    if _NOT_DONE.fullmatch(tight):
        return None
    if _DONE.fullmatch(tight) and not re.search(r"\d{2}", tight):
        return Unclear(f"只写了“{tight}”，没有日期", WRITE)
    if _ROUGH.search(tight):
        return Unclear(f"“{text[:20]}”不是准确的日期", WRITE)
    tight = _TRAIL.sub("", tight)
    if re.search(r"年", tight):
        tight = _spoken(tight)
    parts = re.sub(r"[年月./\\、,。·_—–－]", "-", re.sub(r"[日号]", "", tight).replace("～", "~"))
    parts = re.sub(r"-{2,}", "-", parts).strip("-")
    if span := _SPAN.fullmatch(parts):
        first = next(found for found in span.groups() if found)
        return _parts(first, text, on) if ranges else Unclear(f"“{text[:24]}”是一段时间", "请只填一个日期")
    return _parts(parts, text, on)


def _spoken(text: str) -> str:
    """二〇二六年三月十五日 with figures."""
    spelled = re.sub(r"([一二三四五六七八九])?十([一二三四五六七八九])?", _tens, text)
    return spelled.translate(_CHINESE)


def _tens(found: re.Match[str]) -> str:
    tens = found[1].translate(_CHINESE) if found[1] else "1"
    return tens + (found[2].translate(_CHINESE) if found[2] else "0")


def _parts(parts: str, text: str, on: date) -> PartialDate | Unclear:
    pieces = parts.split("-")
    if not all(re.fullmatch(r"\d{1,4}|\d{8}", piece) for piece in pieces):
        return Unclear(f"“{text[:20]}”不是一个日期", WRITE)
    numbers = [int(piece) for piece in pieces]
    if len(numbers) == 1:
        return _digits(pieces[0], on, EPOCH_1900)
    if len(pieces[0]) == 4:
        year = numbers[0]
    elif len(pieces[0]) == 2 and len(numbers) == 3:
        year = numbers[0] + (2000 if numbers[0] <= on.year % 100 + YEARS_AHEAD else 1900)
    elif len(numbers) == 3 and len(pieces[2]) == 4:
        return Unclear(f"“{text[:20]}”分不清哪个是月、哪个是日", WRITE)
    else:
        return Unclear(f"“{text[:20]}”没有写年份", WRITE)
    if len(numbers) == 2:
        return _date(year, numbers[1], None, text)
    if len(numbers) == 3:
        return _date(year, numbers[1], numbers[2], text)
    return Unclear(f"“{text[:24]}”写了不止一个日期", "请只填一个日期")


def _date(year: int, month: int, day_: int | None, text: str) -> PartialDate | Unclear:
    try:
        return PartialDate(date(year, month, day_ or 1), "month" if day_ is None else "day")
    except ValueError:
        return Unclear(f"“{text[:20]}”没有这一天", WRITE)
