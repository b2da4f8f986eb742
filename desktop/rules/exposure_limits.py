"""A measured value held against the occupational exposure limits of GBZ 2.1 and GBZ 2.2."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.rules.catalogue import Limit
from desktop.rules.reading import UNCONFIRMED
from desktop.rules.tables import Rulebook


@dataclass(frozen=True, slots=True)
class Judged:
    """`over` None: the limits do not tell, and `why` says what is wanting. limit: in words."""

    over: bool | None
    limit: str = ""
    why: str = ""
    doubt: str = ""


def judge(
    code: str | None, result: float, unit: str | None, kind: str | None, fraction: str | None, book: Rulebook
) -> Judged:
    """Whether `result` is over the limits of factor `code`: only a value greater than its limit is.

    Without kind or fraction the answer holds only if every limit that may be meant gives the same one.
    """
    known = _limits(book).get(code or "", ())
    if not known:
        return Judged(None, why="限值表里没有这种因素")
    meant = [limit for limit in known if _same_unit(limit.unit, unit)]
    if not meant:
        return Judged(None, why=f"限值的单位是 {known[0].unit}，结果的单位是 {unit or '未登记'}")
    if kind:
        meant = [limit for limit in meant if _plain(limit.kind) == _plain(kind)]
    if fraction:
        meant = [limit for limit in meant if limit.fraction in ("", fraction)]
    if not meant:
        return Judged(None, why=f"没有 {kind or ''}{fraction or ''} 的限值")
    above = [result > float(limit.value) for limit in meant]
    shown = "、".join(dict.fromkeys(_words(limit) for limit in meant))
    if len(set(above)) > 1:
        return Judged(None, shown, f"不知道该和哪一个限值比：{shown}")
    recalled = [limit for limit in meant if limit.confidence in UNCONFIRMED]
    doubt = f"限值 {'、'.join(dict.fromkeys(_words(x) for x in recalled))} 系凭记忆录入，待核对" if recalled else ""
    return Judged(above[0], shown, "", doubt)


def _limits(book: Rulebook) -> dict[str, list[Limit]]:
    """Numeric limits by factor code. Names that are a condition of a factor (“噪声（5d/w…）”) belong to the factor."""
    found: dict[str, list[Limit]] | None = book.__dict__.get("limits_by_factor")
    if found is None:
        found = book.__dict__["limits_by_factor"] = {}
        for limit in book.oel:
            factor = book.factors.find(limit.factor) or book.factors.find(limit.factor.partition("（")[0])
            if factor is not None and _number(limit.value):
                found.setdefault(factor.code, []).append(limit)
    return found


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _same_unit(limit: str, unit: str | None) -> bool:
    return unit is not None and _plain(limit) == _plain(unit)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace(" ", "").replace("³", "3").replace("ᵃ", "a")
    folded = folded.replace("毫克/立方米", "mg/m3").replace("分贝", "db").replace("μ", "u")
    return {"dba": "db(a)", "db": "db", "c-twa": "pc-twa", "ctwa": "pc-twa", "c-ste": "pc-stel", "cme": "mac"}.get(
        folded, folded
    )


def _words(limit: Limit) -> str:
    return f"{limit.value} {limit.unit}（{limit.kind}{f'，{limit.fraction}' if limit.fraction else ''}）"


def kinds(code: str | None, book: Rulebook) -> Sequence[Limit]:
    """The numeric limits of a factor, to choose from."""
    return tuple(_limits(book).get(code or "", ()))
