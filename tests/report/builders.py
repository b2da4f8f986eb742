"""Summaries made by hand, consistent like real ones: a list of employers is counted village by village."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.report.fonts import Fonts
from desktop.rules.figures import AreaLine, Figure, Summary
from desktop.rules.words import Period

NAMES = {
    "A01": ("在册用人单位数", "家"),
    "A02": ("存在职业病危害用人单位数", "家"),
    "A03": ("其中严重／一般", "家"),
    "A04": ("其中大型／中型／小型／微型", "家"),
    "A05": ("从业人员数", "人"),
    "A06": ("接害人数", "人"),
    "A07": ("各类因素接触人数", "人次"),
    "A08": ("接害率", "%"),
    "A09": ("本期新增／核减", "家"),
    "A10": ("台账核实率", "%"),
    "B01": ("已申报用人单位数", "家"),
    "B02": ("申报率", "%"),
    "B03": ("本期申报", "家次"),
    "B04": ("年度更新逾期数", "家"),
    "C01": ("定期检测率", "%"),
    "C02": ("检测点数", "点"),
    "C03": ("检测点合格率", "%"),
    "C04": ("超标用人单位数", "家"),
    "D01": ("在岗体检率", "%"),
}

THIRD_QUARTER = Period(2026, quarter=3)


@dataclass(frozen=True)
class Firm:
    id: int
    name: str
    village: str
    hazardous: bool = True
    severe: bool | None = False
    size: str | None = "小"
    staff: int = 30
    exposed: int | None = 12
    declared: bool = True
    overdue: bool = False
    declared_now: bool = False
    verified: bool = True
    tested: bool = True
    points: int = 6
    points_passed: int = 5
    due: int = 10
    examined: int = 8
    level: str | None = "Ⅱ"


def firms(villages: list[str], each: int, seed: int = 7) -> list[Firm]:
    """`each` employers in every village, different from each other, some things unknown."""
    chance = random.Random(seed)
    made = []
    for village in villages:
        for _ in range(each):
            points = chance.choice((0, 4, 6, 12))
            due = chance.randint(0, 20)
            made.append(
                Firm(
                    id=len(made) + 1,
                    name=f"样例{village}第{len(made) + 1}厂",
                    village=village,
                    hazardous=chance.random() < 0.85,
                    severe=chance.choice((True, False, False, None)),
                    size=chance.choice(("中", "小", "小", "微", None)),
                    staff=chance.randint(20, 200),
                    exposed=chance.choice((None, 5, 11, 18)),
                    declared=chance.random() < 0.7,
                    overdue=chance.random() < 0.1,
                    declared_now=chance.random() < 0.15,
                    verified=chance.random() < 0.6,
                    tested=chance.random() < 0.6,
                    points=points,
                    points_passed=max(0, points - chance.choice((0, 0, 0, 1, 2))),
                    due=due,
                    examined=chance.randint(0, due),
                    level=chance.choice(("Ⅰ", "Ⅱ", "Ⅲ", None)),
                )
            )
    return made


def figure(key: str, value: float | None, **more: object) -> Figure:
    """A figure with its usual name and unit."""
    name, unit = NAMES[key]
    return replace(Figure(key, name, unit, value), **more)


def rate(key: str, numerator: int, denominator: int, **more: object) -> Figure:
    """A rate; denominator 0 gives no value."""
    value = 100 * numerator / denominator if denominator else None
    return figure(key, value, numerator=numerator, denominator=denominator, **more)


def moves(new: int) -> Figure:
    """A09 as compute() gives it: the value is what is new, the parts are what is printed."""
    year = (("新增", 3 * new), ("核减", new))
    return figure("A09", new, parts=(("新增", new), ("核减", 0)), year_to_date=3 * new, parts_to_date=year)


def points_of(points: int, passed: int) -> Figure:
    """C02 as compute() gives it: the first part repeats the value."""
    now, year = ((("检测点", k * points), ("达标点", k * passed)) for k in (1, 3))
    return figure("C02", points, parts=now, year_to_date=3 * points, parts_to_date=year)


def figures_of(listed: list[Firm]) -> dict[str, Figure]:
    """The figures over these employers, counted plainly."""
    used = [firm for firm in listed if firm.hazardous]
    known = [firm for firm in used if firm.exposed is not None]
    blank = len(used) - len(known)
    ids = tuple(firm.id for firm in used)

    def having(key: str) -> list[Firm]:
        return [firm for firm in used if getattr(firm, key)]

    declared, tested, verified = having("declared"), having("tested"), having("verified")
    staff, exposed = sum(f.staff for f in used), sum(f.exposed or 0 for f in known)
    points, passed = sum(f.points for f in used), sum(f.points_passed for f in used)
    over = [firm for firm in used if firm.points_passed < firm.points]
    sizes = tuple((size, sum(f.size == size for f in used)) for size in "大中小微")
    now = having("declared_now")
    receipts = (("初次", len(now)), ("变更", 0), ("年度更新", 0))
    made = [
        figure("A01", len(listed), rows=tuple(f.id for f in listed)),
        figure("A02", len(used), rows=ids),
        figure(
            "A03",
            sum(f.severe is not None for f in used),
            unknown=sum(f.severe is None for f in used),
            parts=(("严重", sum(f.severe is True for f in used)), ("一般", sum(f.severe is False for f in used))),
        ),
        figure("A04", sum(n for _, n in sizes), unknown=sum(f.size is None for f in used), parts=sizes),
        figure("A05", staff, rows=ids),
        figure(
            "A06",
            exposed,
            unknown=blank,
            rows=tuple(f.id for f in known),
            unknown_rows=tuple(f.id for f in used if f.exposed is None),
        ),
        figure("A07", None, parts=(("粉尘", exposed // 2), ("化学因素", exposed // 3), ("物理因素", exposed))),
        rate("A08", exposed, sum(f.staff for f in known), unknown=blank),
        moves(len(now)),
        rate("A10", len(verified), len(used)),
        figure("B01", len(declared), rows=tuple(f.id for f in declared)),
        rate("B02", len(declared), len(used), rows=tuple(f.id for f in declared), basis_rows=ids),
        figure("B03", len(now), year_to_date=2 * len(now), parts=receipts, parts_to_date=receipts),
        figure("B04", len(having("overdue"))),
        rate("C01", len(tested), len(used), note="检测周期按危害程度", unconfirmed=True),
        points_of(points, passed),
        rate("C03", passed, points, year_to_date=100 * passed / points if points else None),
        figure("C04", len(over), rows=tuple(f.id for f in over)),
        rate("D01", sum(f.examined for f in used), sum(f.due for f in used)),
    ]
    return {entry.id: entry for entry in made}


def summary_of(listed: list[Firm], period: Period = THIRD_QUARTER, **more: object) -> Summary:
    """The summary of a township that has these employers."""
    used = [firm for firm in listed if firm.hazardous]
    villages = dict.fromkeys(firm.village for firm in listed)
    levels = [(level, sum(f.level == level for f in used)) for level in ("Ⅲ", "Ⅱ", "Ⅰ")]
    made = Summary(
        period=period,
        township="青岚镇",
        office="青岚镇人民政府职业健康办公室",
        addressee="云溪县卫生健康局",
        edition="summary/1",
        rule_edition="cn-national-pilot-2022",
        rule_name="用人单位职业病危害综合风险评估方法（国家试点，2022）",
        made_on=date(2026, 10, 9),
        figures=figures_of(listed),
        villages=tuple(AreaLine(v, figures_of([f for f in listed if f.village == v])) for v in villages),
        grades=(("甲", 0), ("乙", 0), ("丙", 0), ("未分级", len(used))) if used else (),
        levels=(*levels, ("暂不能分级", sum(f.level is None for f in used))) if used else (),
        unconfirmed=("定期检测周期（严重12个月、一般36个月）依据条文待核对",) if used else (),
        names={firm.id: firm.name for firm in listed},
    )
    return replace(made, **more)


def township(period: Period = THIRD_QUARTER, **more: object) -> Summary:
    """Eight villages, ninety-six employers."""
    villages = ["上垟村", "下垟村", "石塘村", "桥头村", "东溪社区", "西溪社区", "大岭村", "工业园区"]
    return summary_of(firms(villages, 12), period, **more)


def packaged_fonts() -> Fonts:
    """The fonts in resources only, so that every machine prints the same."""
    return Fonts.find(prefer_system=False)


def text_of(file: Path, page: int | None = None) -> str:
    """The text of a PDF, or of one page (from 1), without white space."""
    from pypdf import PdfReader

    pages = PdfReader(file).pages
    chosen = pages if page is None else [pages[page - 1]]
    return "".join("".join(each.extract_text().split()) for each in chosen)
