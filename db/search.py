"""Searching names: the pinyin keys that are made on writing, and the folding both sides of a search go through."""

from __future__ import annotations

import itertools
import json
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Characters of firm and place names that are read in more than one way. The first reading sorts; all are found.
READINGS = {
    "长": "chang zhang", "重": "zhong chong", "乐": "le yue", "行": "hang xing", "厦": "xia sha", "单": "dan shan",
    "查": "cha zha", "仇": "chou qiu", "曾": "zeng ceng", "朝": "chao zhao", "传": "chuan zhuan", "大": "da dai",
    "都": "du dou", "调": "diao tiao", "解": "jie xie", "参": "can shen", "藏": "cang zang", "车": "che ju",
    "盛": "sheng cheng", "省": "sheng xing", "石": "shi dan", "宿": "su xiu", "尉": "wei yu", "六": "liu lu",
    "蚌": "beng bang", "埔": "pu bu", "堡": "bao pu", "阿": "a e", "泊": "bo po", "薄": "bo bao", "覃": "qin tan",
    "区": "qu ou", "柏": "bai bo", "朴": "pu piao", "召": "zhao shao", "折": "zhe she", "种": "zhong chong",
    "翟": "zhai di", "会": "hui kuai", "和": "he huo", "降": "jiang xiang", "角": "jiao jue", "劲": "jin jing",
    "卡": "ka qia", "壳": "ke qiao", "落": "luo la", "绿": "lv lu", "率": "lv shuai", "模": "mo mu", "粘": "zhan nian",
    "屏": "ping bing", "强": "qiang jiang", "沈": "shen chen", "似": "si shi", "提": "ti di", "系": "xi ji",
    "校": "xiao jiao", "钥": "yao yue", "员": "yuan yun", "扎": "zha za", "轧": "zha ya", "着": "zhe zhuo",
    "咀": "zui ju", "浒": "hu xu", "莘": "shen xin", "郇": "xun huan", "乘": "cheng sheng", "澄": "cheng deng",
    "便": "bian pian", "炮": "pao bao", "圈": "quan juan",
}  # fmt: skip
LONGEST = 1000
MANY = 8  # at most so many spellings of one name


def index(rows: Iterable[dict[str, Any]]) -> None:
    """Write pinyin and sort_key into rows of employers, from `name` and `former_names`."""
    for row in rows:
        row["pinyin"], row["sort_key"] = key(row["name"], row.get("former_names"))


def key(name: str, former_names: str | None = None) -> tuple[str, str]:
    """Search text and sort key of one name; by its former names (one a line) it is found as well, but not sorted."""
    found, sorts = _key(name)
    former = [_key(line)[0] for line in (former_names or "").split("\n") if line.strip()]
    return " ".join((found, *former))[:LONGEST], sorts


def _key(name: str) -> tuple[str, str]:
    syllables = [_readings(char) for char in folded(name)]
    if not syllables:
        return "", ""
    if all(len(options) == 1 for options in syllables):
        spelling = [options[0] for options in syllables]
        return f"{''.join(s[0] for s in spelling)} {''.join(spelling)}", " ".join(spelling)
    spellings = list(itertools.islice(itertools.product(*syllables), MANY))
    initials = dict.fromkeys("".join(s[0] for s in spelling) for spelling in spellings)
    full = dict.fromkeys("".join(spelling) for spelling in spellings)
    return " ".join((*initials, *full))[:500], " ".join(spellings[0])[:500]


@lru_cache(maxsize=30_000)
def _readings(char: str) -> tuple[str, ...]:
    if char in READINGS:
        return tuple(READINGS[char].split())
    if char.isascii():
        return (char,)
    return (_plain(char),)


def _plain(char: str) -> str:
    first = _dictionary().get(str(ord(char)), char).split(",", 1)[0]
    letters = unicodedata.normalize("NFD", first).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """pypinyin's readings by character code. Read from its file: importing the package costs 0.4 s for the same."""
    package = find_spec("pypinyin")
    if package is not None and package.origin is not None:
        file = Path(package.origin).with_name("pinyin_dict.json")
        if file.is_file():
            return dict(json.loads(file.read_text(encoding="utf-8")))
    from pypinyin.constants import PINYIN_DICT  # a packaged program may keep it inside the module

    return {str(code): readings for code, readings in PINYIN_DICT.items()}


def folded(written: str) -> str:
    """Text as it is compared: half width, lower case, without spaces and brackets."""
    half = unicodedata.normalize("NFKC", written).lower()
    return "".join(c for c in half if not c.isspace() and c not in "()[]{}<>《》“”\"'·.,，。、")
