"""One spreadsheet cell -> a value, None for unknown, or Unclear with what to write instead. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

MOST_HEADS = 200_000
NOTHING = {
    "", "/", "\\", "／", "-", "--", "---", "—", "——", "–", "－", "一一", "*", "无", "没有", "空", "暂无", "未知",
    "不详", "不明", "未提供", "未填", "未登记", "待补", "待核实", "N/A", "n/a", "NA", "null", "NULL", "None",
    "·", "、", ".", "?", "？", "//", "…",
}  # fmt: skip
SAME_AS_ABOVE = {"同上", "〃", '"', "″", "”", "“", "''", "同前", "同左上", "〞", "ditto", "上同", "々"}
YES = {
    "√",
    "✓",
    "✔",
    "☑",
    "是",
    "有",
    "1",
    "y",
    "yes",
    "已",
    "对",
    "true",
    "●",
    "○",
    "存在",
    "已设",
    "已有",
    "具备",
    "v",
}
NO = {
    "×",
    "✕",
    "✗",
    "✘",
    "x",
    "否",
    "无",
    "没有",
    "0",
    "n",
    "no",
    "未",
    "false",
    "不存在",
    "未设",
    "不具备",
    "☒",
    "□",
    "☐",
}
ERRORS = re.compile(r"#(REF|DIV/0|N/A|VALUE|NAME|NUM|NULL)[!?]?")
DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
WHOLE = "请只填一个整数，例如 12；没有人填 0，不清楚就留空"

_WRAPPED = re.compile(r'^="?(.*?)"?$', re.DOTALL)
_HEADS = re.compile(r"(?:共|共计|合计|总计|计)?(\d+)(?:\.0+)?(?:多?个?(?:人|名|位|家|户|点|个|处|次|份|人次))?")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(,\d{3})+(?!\d)")
_ROUGH = re.compile(
    r"约|大概|大约|左右|上下|余|多(?=人|名|$)|几|数[十百千]|近|超过?|以上|以下|不到|不足|[+><≥≤＋～~]|若干"
)
_RANGE = re.compile(r"\d\s*(-|—|–|~|至|到|、|/)\s*\d")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)?([2-9]\d{6,7})(?:(?:转|-|#|x|ext\.?|分机)(\d{1,6}))?", re.IGNORECASE)
_SERVICE = re.compile(r"([48]00)-?(\d{3,4})-?(\d{3,4})")
_BETWEEN_PHONES = re.compile(r"[\n、,;/|]|或|和|及|\s{2,}")


@dataclass(frozen=True, slots=True)
class Unclear:
    """Doubt is an answer: why the cell cannot be taken, and what to write instead."""

    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Phones:
    """The first number of a cell, the further ones, and a person's name if one is written beside it."""

    first: str
    more: tuple[str, ...] = ()
    who: str | None = None


def plain(written: object) -> str:
    """A cell as text: half width, without the ' or ="…" that keeps spreadsheets from harming it, trimmed."""
    if written is None:
        return ""
    if isinstance(written, float) and written.is_integer() and abs(written) < 1e21:
        return str(int(written))
    text = unicodedata.normalize("NFKC", str(written)).strip().strip("\u200b\ufeff\u200e\u200f")
    if text.startswith("="):
        text = _WRAPPED.sub(r"\1", text)
    return text.lstrip("'`‘").strip() if text[:1] in "'`‘" else text


def text(written: object) -> str | Unclear | None:
    """Words as written, inner line breaks and runs of blanks made one; “/”, “无”, “—” are nothing."""
    if written is None:
        return None
    if isinstance(written, str):
        # Not `plain`: in words the full-width brackets and commas of Chinese stay as they were written.
        words = " ".join(written.strip("\u200b\ufeff").split())
        if words.startswith('="'):
            words = _WRAPPED.sub(r"\1", words)
        words = words.lstrip("'")
    else:
        words = plain(written)
    if words in NOTHING:
        return None
    if ERRORS.fullmatch(words):
        return Unclear(f"这里是公式错误 {words}", "请把正确的内容直接写进这一格")
    return words


def name(written: object) -> str | Unclear | None:
    """Name of a firm, person or place: `text` without the blanks that only stretch it (“王 强”, “地  址”)."""
    words = text(written)
    if isinstance(words, str) and " " in words:
        return re.sub(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "", words)
    return words


def headcount(written: object) -> int | Unclear | None:
    """`１２ 人` is 12, `十二` is 12; blank is None, never 0; 约50, 50余人, 3-5人 are for a person to decide."""
    if isinstance(written, bool | date | time):
        return Unclear("这里应是人数，却是日期或逻辑值（“3-5”常被表格软件变成日期）", WHOLE)
    if isinstance(written, int | float):
        return _heads(written)
    words = re.sub(r"\s", "", plain(written)).strip("。.;,、")
    if words in NOTHING:
        return None
    if ERRORS.fullmatch(words):
        return Unclear(f"这里是公式错误 {words}", WHOLE)
    words = _GROUPED.sub(lambda found: found[0].replace(",", ""), words)
    if match := _HEADS.fullmatch(words):
        return _heads(int(match[1])) if "多" not in words else Unclear(f"“{words}”是约数", WHOLE)
    if (spoken := _spoken(re.sub(r"[人名位个]$", "", words))) is not None:
        return _heads(spoken)
    return _not_heads(words)


def _not_heads(words: str) -> Unclear:
    """Why a cell that is no plain headcount cannot be taken."""
    if re.fullmatch(r"\d+\.\d+人?", words):
        return Unclear("人数不能是小数", WHOLE)
    if re.fullmatch(r"-\d+(\.\d+)?人?", words):
        return Unclear("人数不能是负数", WHOLE)
    if _RANGE.search(words):
        return Unclear(f"“{words}”是一个范围，不能当作准确人数", WHOLE)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", words):
        return Unclear("数字变成了科学计数法，是不是填错了列", WHOLE)
    if _ROUGH.search(words):
        return Unclear(f"“{words}”是约数，不能当作准确人数", WHOLE)
    return Unclear(f"“{words[:20]}”不是一个人数", WHOLE)


def _heads(number: float) -> int | Unclear:
    if number != number or number in (float("inf"), float("-inf")):
        return Unclear("这里不是一个数", WHOLE)
    if number < 0:
        return Unclear("人数不能是负数", WHOLE)
    if number != int(number):
        return Unclear("人数不能是小数", WHOLE)
    if number > MOST_HEADS:
        return Unclear(f"{int(number)} 作为人数太大，是不是填错了列", WHOLE)
    return int(number)


def _spoken(words: str) -> int | None:
    """十二 -> 12, 一百零五 -> 105; None if these are not Chinese numerals."""
    if not words or any(letter not in DIGITS and letter not in PLACES for letter in words):
        return None
    if not any(letter in PLACES for letter in words):
        return DIGITS[words] if len(words) == 1 else int("".join(str(DIGITS[letter]) for letter in words))
    if re.search(r"[一二两三四五六七八九]{2}", words):
        return None  # 二三十人 is a guess, not a number
    total = part = digit = 0
    for letter in words:
        if letter in DIGITS:
            digit = DIGITS[letter]
        elif PLACES[letter] == 10000:
            total, part, digit = (total + part + digit) * 10000, 0, 0
        else:
            part, digit = part + (digit or 1) * PLACES[letter], 0
    return total + part + digit


def number(written: object) -> float | Unclear | None:
    """A quantity such as a score or a turnover; a unit behind it is dropped."""
    if isinstance(written, bool | date | time):
        return Unclear("这里应是一个数", "请只填数字，例如 86.5")
    if isinstance(written, int | float):
        return float(written)
    words = re.sub(r"[\s,]", "", plain(written))
    if words in NOTHING:
        return None
    if match := re.fullmatch(r"(-?\d+(?:\.\d+)?)(分|万元?|元|小时|学时|h|dB\(?A?\)?)?", words):
        return float(match[1])
    return Unclear(f"“{words[:20]}”不是一个数", "请只填数字，例如 86.5")


def number_within(written: object, least: float, greatest: float) -> float | Unclear | None:
    """A number between two, both included, to six places (a decimetre, for degrees); another one is Unclear."""
    found = number(written)
    if not isinstance(found, float):
        return found
    if not least <= found <= greatest:
        return Unclear(f"{found:.10g} 不在 {least:g} 到 {greatest:g} 之间", f"请填 {least:g} 到 {greatest:g} 之间的数")
    return round(found, 6)


def percent(written: object, *, fraction: bool = False) -> float | Unclear | None:
    """A rate in percent: 95%, 95, and with `fraction` (the column holds 0…1) 0.95, are 95.0."""
    if isinstance(written, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)%", re.sub(r"\s", "", plain(written)))):
        value: float | Unclear | None = float(match[1])
    else:
        value = number(written)
        if isinstance(value, float) and fraction:
            value *= 100
    if isinstance(value, float) and not 0 <= value <= 100:
        return Unclear("百分比应在 0 到 100 之间", "请填 0 到 100 之间的数，例如 95")
    return value


def yes_no(written: object) -> bool | Unclear | None:
    """√ 是 有 is True, × 否 无 is False, blank and “/” are unknown."""
    if isinstance(written, bool):
        return written
    words = re.sub(r"\s", "", plain(written)).lower()
    if words in NO:
        return False
    if words in NOTHING:
        return None
    if words in YES or re.fullmatch(r"[√✓✔]+", words):
        return True
    if re.match(r"(已|有|是|√|设)", words) and len(words) <= 8:
        return True
    if re.match(r"(未|无|否|没|不|×)", words) and len(words) <= 8:
        return False
    return Unclear(f"“{words[:20]}”看不出是“有”还是“无”", "请填“是”或“否”，不清楚就留空")


def choice(written: object, variants: Mapping[str, str]) -> str | Unclear | None:
    """The code for one of the written `variants` (variant -> code), found whole first, then as the longest part."""
    words = re.sub(r"[\s()]", "", plain(written))
    if words in variants:
        return variants[words]
    if words in NOTHING:
        return None
    inside = [variant for variant in variants if len(variant) > 1 and variant in words]
    if inside:
        longest = max(inside, key=len)
        if {variants[v] for v in inside if v not in longest} <= {variants[longest]}:
            return variants[longest]
    known = "、".join(dict.fromkeys(variants.values()))
    return Unclear(f"“{words[:20]}”不在可选的内容里", f"请填其中之一：{known}")


def phone(written: object) -> Phones | Unclear | None:
    """Mobile or landline numbers of a cell. Scientific notation and lost or extra digits are Unclear."""
    if isinstance(written, str) and _PLAIN_MOBILE.fullmatch(written):
        return Phones(written)
    remedy = "请填 11 位手机号，或带区号的固定电话（先把该列设为“文本”格式）"
    if isinstance(written, bool | date | time):
        return Unclear("这里应是电话号码", remedy)
    words = plain(written)
    if words in NOTHING or words == "0":
        return None
    words = re.sub(r"^(\d{7,12})\.0$", r"\1", words)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", words):
        return Unclear("号码被表格软件变成了科学计数法，后几位已经丢失", remedy)
    words = re.sub(r"[—–]+", "-", words)
    words = re.sub(r"(联系)?(电话|手机|号码?|座机|办公室?|tel)[::]", "", words, flags=re.IGNORECASE)
    people = re.findall(r"[\u4e00-\u9fff]{2,4}", re.sub(r"转|分机|或|和|及", " ", words))
    numbers: list[str] = []
    for part in _phone_parts(re.sub(r"(?!转|分机|或|和|及)[\u4e00-\u9fff::()]", " ", words)):
        found = _one_phone(part)
        if isinstance(found, Unclear):
            return found
        numbers.append(found)
    if not numbers:
        return Unclear("这里没有电话号码", remedy)
    return Phones(numbers[0], tuple(dict.fromkeys(n for n in numbers[1:] if n != numbers[0])), (people or [None])[0])


def _phone_parts(words: str) -> list[str]:
    whole = re.sub(r"[\s\-]", "", words)
    if _MOBILE.fullmatch(whole) or _LANDLINE.fullmatch(whole):
        return [words]
    parts = [part for part in _BETWEEN_PHONES.split(words) if part.strip()]
    if len(parts) == 1 and len(re.sub(r"\D", "", words)) >= 14:
        parts = words.split()
    return parts


def _one_phone(part: str) -> str | Unclear:
    remedy = "请填 11 位手机号，或带区号的固定电话"
    tight = re.sub(r"[\s.·]", "", part)
    digits = re.sub(r"\D", "", tight)
    if match := _MOBILE.fullmatch(tight.replace("-", "")):
        return match[1]
    if match := _SERVICE.fullmatch(tight):
        return "-".join(match.groups())
    landline = _LANDLINE.fullmatch(tight) or _LANDLINE.fullmatch(re.sub(r"-(?=\d{7,8}(\D|$))", "", tight, count=1))
    if landline:
        area, local, extension = landline.groups()
        return (f"{area}-" if area else "") + local + (f"转{extension}" if extension else "")
    if re.fullmatch(r"\d{17}[\dXx]", tight):
        return Unclear("这像是身份证号码，不是电话", remedy)
    if digits.startswith("1"):
        return Unclear(f"手机号应为 11 位，这里是 {len(digits)} 位", remedy)
    return Unclear(f"“{part.strip()[:24]}”不是完整的电话号码（可能少了区号或开头的 0）", remedy)


def names(written: object) -> tuple[str, ...] | Unclear | None:
    """Persons of one cell, split at line breaks and separators: the first is the one in charge."""
    whole = name(written)
    if not isinstance(whole, str):
        return whole
    parts = [name(part) for part in re.split(r"[\n、，,;；/]", written if isinstance(written, str) else whole)]
    doubt = next((part for part in parts if isinstance(part, Unclear)), None)
    return doubt or tuple(part for part in parts if isinstance(part, str)) or None
