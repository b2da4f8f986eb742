"""How likely two records are one employer, from what they share and what speaks against it. A person decides."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

WORTH_A_LOOK = 60  # of 100: pairs below it are not shown
ALIKE = 80.0  # from this likeness of two names on, it counts
COUNTING = re.compile(
    r"[0-9]+|[一二三四五六七八九十甲乙丙丁]+(?=分?(?:厂|店|部|公司|车间|号|期|区|队|站|矿))|[东西南北](?=厂|店|区)"
)
_SPELT = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing two records share. `weight`: how likely it alone makes them one, 0-1."""

    weight: float
    said: str


@dataclass(slots=True)
class Likeness:
    """What was found for a pair, and its score out of 100."""

    signs: list[Sign] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    factor: float = 1.0

    def add(self, weight: float, said: str) -> None:
        """Note one thing that both records share."""
        self.signs.append(Sign(weight, said))

    def contradict(self, factor: float, said: str) -> None:
        """Note what speaks against it; the score is multiplied by `factor`."""
        self.factor *= factor
        self.against.append(said)

    @property
    def score(self) -> int:
        """Independent signs strengthen each other: 1 - (1-a)(1-b)…"""
        apart = 1.0
        for sign in self.signs:
            apart *= 1.0 - sign.weight
        return round(100 * (1.0 - apart) * self.factor)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The strongest sign first, then what speaks against."""
        return (*(sign.said for sign in sorted(self.signs, key=lambda sign: -sign.weight)), *self.against)


def numbering(name: str) -> tuple[str, ...]:
    """What tells 一厂 from 二厂: numbers and ordinal words of a name. Two names that differ in it are two employers."""
    return tuple(COUNTING.findall(unicodedata.normalize("NFKC", name).translate(_SPELT)))


def alike_weight(likeness: float) -> float:
    """The weight of two names that are nearly the same; likeness 0-100 as rapidfuzz gives it."""
    return 0.0 if likeness < ALIKE else 0.3 + 0.35 * (likeness - ALIKE) / (100 - ALIKE)


_ADDRESS_NOISE = re.compile(r"[\s\-—–_.,，。、;；:：'\"“”()（）#]+|浙江省|中国")
_HOUSE = re.compile(r"\d|[一二三四五六七八九十]")


def address_key(address: str | None, places: tuple[str, ...] = ()) -> str:
    """An address without width, marks and the leading names of `places`; "" when too little is left to compare."""
    if not address:
        return ""
    text = _ADDRESS_NOISE.sub("", unicodedata.normalize("NFKC", address))
    while text.startswith(places):
        text = next(text[len(place) :] for place in places if text.startswith(place))
    return text if len(text) >= 4 and _HOUSE.search(text) else ""
