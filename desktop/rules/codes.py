"""Identification numbers as they arrive: the credit code, the numbers before it, and what a spreadsheet did to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop.rules.cells import NOTHING, Unclear, plain

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^i mod 31
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number
UNLICENSED = {"无证照", "无证", "无照", "无证无照", "无营业执照", "未办证", "未办理", "无代码", "未办理执照", "办理中"}
AGAIN = "请对照营业执照，把 18 位代码按文本重新录入（先把该列设为“文本”格式再输入）"

_POWERS = {letter: value for value, letter in enumerate(ALPHABET)}
_CODE = re.compile(rf"[{ALPHABET}]{{18}}")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


@dataclass(frozen=True, slots=True)
class OldNumber:
    """A number from before 2015: 15 or 13 digit registration number, 9 character organisation code."""

    number: str


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 of a credit code (GB 32100-2015)."""
    total = sum(weight * _POWERS[letter] for weight, letter in zip(WEIGHTS, code, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether these are 18 characters of the alphabet with the right check character."""
    return bool(_CODE.fullmatch(code)) and check_character(code) == code[17]


def is_resident_id(number: str) -> bool:
    """Whether this is a resident identity number (GB 11643): 18 characters, a possible birthday, the check digit."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(RESIDENT_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def is_registration_no(number: str) -> bool:
    """Whether 15 digits end in the check digit of ISO 7064 MOD 11,10 (GB/T 17710, recalled)."""
    if not re.fullmatch(r"\d{15}", number):
        return False
    rest = 10
    for digit in number[:14]:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10 == int(number[14])


def is_organisation_code(code: str) -> bool:
    """Whether these 9 characters (without hyphen) end in their check character (GB 11714, recalled)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(w * int(letter, 36) for w, letter in zip(ORGANISATION_WEIGHTS, code, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]


def credit_code(written: object) -> str | OldNumber | Unclear | None:
    """A whole and checked credit code, an older number, None for “无”, or Unclear. Nothing is repaired by guess."""
    if isinstance(written, str) and _CODE.fullmatch(written) and is_credit_code(written):
        return written
    if written is None or (isinstance(written, int | float) and not isinstance(written, bool)):
        return _from_number(written)
    text = re.sub(r"[\s\-—–_]", "", plain(written)).upper()
    if not text or text in NOTHING or text in UNLICENSED:
        return None
    if _CODE.fullmatch(text) and check_character(text) == text[17]:
        return text
    if _SCIENTIFIC.fullmatch(text):
        return Unclear("代码被表格软件变成了科学计数法，原来的数字已经丢失", AGAIN)
    if len(text) != len(WEIGHTS) + 1:
        return _older(text)
    return _damaged(text)


def _from_number(written: float | None) -> str | OldNumber | Unclear | None:
    if written is None:
        return None
    if abs(written) >= 10**EXACT_DIGITS:
        return Unclear("代码被表格软件当作数字保存，第 15 位以后已经变成 0，不能复原", AGAIN)
    if written == 0:
        return None
    return _older(str(int(written))) if written == int(written) else Unclear("这里是一个小数，不是代码", AGAIN)


def _older(text: str) -> OldNumber | Unclear:
    if not re.fullmatch(r"[0-9A-Z]+", text):
        return Unclear("这不是统一社会信用代码", "请填 18 位代码；没有营业执照的请填“无”")
    if is_registration_no(text) or re.fullmatch(r"\d{13}", text) or is_organisation_code(text):
        return OldNumber(text)
    return Unclear(f"统一社会信用代码应为 18 位，这里是 {len(text)} 位", AGAIN)


def _damaged(text: str) -> Unclear:
    if is_resident_id(text):
        return Unclear("这是居民身份证号码，不是统一社会信用代码", "请填营业执照上的 18 位代码；没有营业执照的请填“无”")
    if not re.fullmatch(r"[0-9A-Z]{18}", text):
        return Unclear("代码里有字母和数字以外的字符", AGAIN)
    wrong = [letter for letter in _LOOKALIKES if letter in text]
    if wrong:
        listed = "、".join(f"“{letter}”（是不是“{_LOOKALIKES[letter]}”？）" for letter in wrong)
        return Unclear(f"代码里不使用字母 I、O、S、V、Z，这里有{listed}", AGAIN)
    if re.fullmatch(r"\d{15}000", text) or text.endswith("0000"):
        return Unclear("末尾几位都是 0 且校验不符，像是被表格软件改过", AGAIN)
    return Unclear("校验位不符，18 位中至少有一位写错了", AGAIN)
