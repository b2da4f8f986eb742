"""Figures as words: how a number, its unknowns and its parts are written, and the sentences of an edition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from desktop import paths
from desktop.rules.figures import Figure, Summary

NOTHING = "—"
TENTH = Decimal("0.1")
Texts = Mapping[str, Any]


@lru_cache(maxsize=8)
def load(edition: str) -> Texts:
    """The wording of an edition: "summary/1" is resources/reports/summary/1.toml. Raises OSError if it is not there."""
    file = paths.resources() / "reports" / f"{edition}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def chinese_date(day: date) -> str:
    """Full year, no leading zeros: 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def percent(value: float) -> float:
    """A rate to one decimal, half up. Never 100.0 or 0.0 for a rate that is only nearly so."""
    rounded = Decimal(str(value)).quantize(TENTH, ROUND_HALF_UP)
    if rounded == 100 and value < 100:
        return 99.9
    return 0.1 if rounded == 0 and value > 0 else float(rounded)


def number(value: float | None, unit: str) -> str:
    """A number as printed: 7846, 80.0%, “—” for unknown."""
    if value is None:
        return NOTHING
    if unit == "%":
        return f"{percent(value):.1f}%"
    return f"{value:g}" if isinstance(value, float) and not value.is_integer() else str(int(value))


def distributions(summary: Summary) -> dict[str, Figure]:
    """The summary's figures, and its grade distributions in the same form under the ids "levels" and "grades"."""
    extra = {
        key: Figure(key, name, "家", None, parts=tuple((label, count) for label, count in parts))
        for key, name, parts in (
            ("levels", "风险等级", summary.levels),
            ("grades", "监督执法类别", summary.grades),
        )
        if parts
    }
    return {**summary.figures, **extra}


def value_of(figure: Figure) -> float | None:
    """The figure's value; a rate from its two numbers, so that it is rounded once and not twice."""
    if figure.unit == "%" and figure.numerator is not None and figure.denominator:
        return 100 * figure.numerator / figure.denominator
    return figure.value


def count(figure: Figure, what: str) -> float | None:
    """One number of a figure: value, year_to_date, numerator, denominator, unknown, gap (not reached) or part.LABEL."""
    if what == "gap":
        if figure.numerator is None or figure.denominator is None:
            return None
        return figure.denominator - figure.numerator
    if what == "value":
        return value_of(figure)
    if what.startswith("part."):
        return dict(figure.parts).get(what.removeprefix("part."))
    found: float | None = getattr(figure, what)
    return found


class Sentences:
    """The sentences of one edition about one summary."""

    def __init__(self, texts: Texts, summary: Summary) -> None:
        self.texts = texts
        self.figures = distributions(summary)
        period = summary.period
        words = texts["words"]["quarter" if period.quarter else "month" if period.month else "year"]
        self._about = {
            "now": words["now"],
            "short": period.short,
            "period": period.label,
            "end": chinese_date(period.end),
            "township": summary.township,
            "addressee": summary.addressee,
            "rules": summary.rule_name or summary.rule_edition,
        }
        self._whole_year = not period.quarter and not period.month

    def about(self, template: str) -> str:
        """A sentence about the report itself. Raises KeyError for a placeholder that does not exist."""
        return template.format(**self._about)

    def label(self, written: str) -> str:
        """A part's label as printed: “Ⅲ” is “Ⅲ级”."""
        return str(self.texts["labels"].get(written, written))

    def unit(self, figure: Figure) -> str:
        """The figure's unit as printed: test points are counted in 个."""
        return str(self.texts["units"].get(figure.unit, figure.unit))

    def parts(self, figure: Figure, *, year: bool = False) -> list[tuple[str, int]]:
        """What a figure is made of, in this period or in the year; without a part that only repeats it."""
        repeated = self.texts["repeats"].get(figure.id)
        return [part for part in (figure.parts_to_date if year else figure.parts) if part[0] != repeated]

    def is_only_parts(self, figure: Figure) -> bool:
        """Whether the figure is nothing but its parts, so that no sum of them is printed."""
        return bool(figure.parts) and figure.id in self.texts["t1"]["parts_only"]

    def unknown(self, figure: Figure) -> str:
        """“另有12家未登记”, or nothing if everybody could be counted."""
        if not figure.unknown:
            return ""
        template = self.texts["unknown"].get(figure.id, self.texts["unknown"]["default"])
        return str(template.format(n=figure.unknown))

    def paragraph(self, sentences: Sequence[Sequence[Mapping[str, str]]]) -> str:
        """Sentences of clauses as one text; empty if the figures hold nothing for any of them."""
        said = ("，".join(filter(None, map(self._clause, clauses))) for clauses in sentences)
        return "".join(f"{sentence}。" for sentence in said if sentence)

    def _clause(self, clause: Mapping[str, str]) -> str:
        figure = self.figures.get(clause["figure"])
        given = self.figures.get(clause["given"]) if "given" in clause else None
        if figure is None or ("given" in clause and not (given and given.value)):
            return ""
        parts = self._listed(figure, year=False)
        if [label for label, n in figure.parts if n] == [clause.get("unless_only")]:
            return ""
        if "{parts}" in clause["some"]:
            something = bool(parts)
        elif figure.value is None:
            return ""
        else:
            something = bool(figure.value) or figure.unit == "%"
        template = clause.get("some" if something else "none", "")
        return template.format(**self._about, **self._placeholders(figure))

    def _listed(self, figure: Figure, *, year: bool) -> str:
        """“严重12家、一般30家”, without the parts that are 0."""
        return "、".join(
            f"{self.label(label)}{n}{self.unit(figure)}" for label, n in self.parts(figure, year=year) if n
        )

    def _year_to_date(self, figure: Figure) -> str:
        if not figure.year_to_date or self._whole_year:
            return ""
        if self.is_only_parts(figure):
            listed = self._listed(figure, year=True)
            return f"本年累计{listed}" if listed else ""
        return f"本年累计{number(figure.year_to_date, figure.unit)}{'' if figure.unit == '%' else self.unit(figure)}"

    def _placeholders(self, figure: Figure) -> dict[str, str]:
        unknown = self.unknown(figure)
        listed, ytd = self._listed(figure, year=False), self._year_to_date(figure)
        details = "；".join(filter(None, (listed, ytd)))
        return {
            "value": number(value_of(figure), figure.unit),
            "unit": self.unit(figure),
            "numerator": number(figure.numerator, ""),
            "denominator": number(figure.denominator, ""),
            "unknown": f"（{unknown}）" if unknown else "",
            "ytd": f"（{ytd}）" if ytd else "",
            "parts": listed,
            "details": f"（{details}）" if details else "",
        }
