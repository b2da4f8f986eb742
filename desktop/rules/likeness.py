"""Are two written names the same employer? The key under which spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_DROPPED = re.compile(r"[\s·•\-—–_.,，。、;；:：'\"“”‘’《》<>*/\\|]+")
_NUMBERING = re.compile(r"^(?:\d{1,4}[.、)）]|[(（]\d{1,4}[)）])")
_REMARK = re.compile(r"\((?:已?停产|已?注销|已?搬迁|停业|关停|个体|原.*|曾用名.*|在建|新增|新)\)$")
_PROVINCE = re.compile(r"^(?:中国)?(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))")


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The name without what spellings differ in: width, case, spaces, brackets, 有限责任公司/有限公司, remarks.

    Two employers may share a key if their names differ in nothing else: then village or phone decides.
    """
    text = unicodedata.normalize("NFKC", name).lower().translate(_BRACKETS)
    text = _NUMBERING.sub("", text.strip())
    before = None
    while before != text:
        before, text = text, _REMARK.sub("", text).strip()
    text = _DROPPED.sub("", text).replace("(", "").replace(")", "")
    for written, meant in _SAME:
        text = text.replace(written, meant)
    return text


_SAME = (("有限责任公司", "有限公司"), ("责任有限公司", "有限公司"), ("股份有限公司", "股份公司"))
_BRACKETS = str.maketrans({"【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")", "{": "(", "}": ")"})


def name_keys(name: str, places: Iterable[str] = ()) -> tuple[str, ...]:
    """The key of `name`, then the keys without a leading province, county, town or village of `places`, longest first.

    `places` are written names such as 安吉县, 梅溪镇, 梅溪村; each is also tried without its last word (安吉, 梅溪).
    """
    key = _PROVINCE.sub("", name_key(name)) or name_key(name)
    found = dict.fromkeys((name_key(name), key))
    prefixes = _prefixes(tuple(places))
    before = None
    while before != key:
        before = key
        key = next((key[len(p) :] for p in prefixes if key.startswith(p) and len(key) >= len(p) + 4), key)
        found[key] = None
    return tuple(found)


@lru_cache(maxsize=64)
def _prefixes(places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({part for place in places for part in _spellings(name_key(place))}, key=len, reverse=True))


def _spellings(place: str) -> tuple[str, ...]:
    short = re.sub(r"(?:街道|社区|园区|[省市县区镇乡村])$", "", place)
    return (place, short) if len(short) >= 2 else (place,)
