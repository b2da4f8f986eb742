"""Speed of the intake beside pandas reading the same file in the same run, and its growth to ten times the rows."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from desktop.rules.codes import check_character
from desktop.work import intake
from desktop.work.office import Office
from desktop.work.sheetfile import read
from tests.bench.line import Line

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ON = date(2026, 11, 23)
HEADINGS = (
    "序号", "单位名称", "统一社会信用代码", "所属村（社区）", "地址", "法定代表人", "法人电话", "联系人", "联系电话",
    "行业", "规模", "经营状态", "职工总数", "接害人数", "外包人数", "职业病危害因素", "申报日期", "检测日期",
    "体检日期", "备注",
)  # fmt: skip
FACTORS = ("噪声", "矽尘", "电焊烟尘", "苯、甲苯、二甲苯", "木粉尘、噪声", "铅尘、铅烟", "高温、噪声", "水泥粉尘")
SYLLABLES = "安吉恒中利华盛明源丰泰和远达兴顺瑞隆金宏鑫德康永正通天立方辉新"


def write_register(path: Path, rows: int) -> None:
    """A register of `rows` made-up employers with twenty columns."""
    import xlsxwriter

    chance = random.Random(rows)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            page.write_row(number, 0, _employer(number, chance))


def _employer(number: int, chance: random.Random) -> tuple[object, ...]:
    digits = f"91330523{number:06d}{chance.randrange(1000):03d}"
    name = "".join(chance.choices(SYLLABLES, k=5)) + f"{number}号五金有限公司"
    staff = chance.randrange(3, 300)
    return (
        number, name, digits + check_character(digits), f"第{number % 24}村", f"梅溪镇北路{number}号",
        "王" + chance.choice(SYLLABLES), f"138{chance.randrange(10**8):08d}", "陈" + chance.choice(SYLLABLES),
        f"139{number:08d}", "金属制品业", "小型", "正常", staff, staff // 3, 0, chance.choice(FACTORS),
        f"2026-{chance.randrange(1, 9):02d}-{chance.randrange(1, 28):02d}",
        f"2025.{chance.randrange(1, 13)}.{chance.randrange(1, 28)}", f"2025/{chance.randrange(1, 13)}/5", "",
    )  # fmt: skip


def whole_import(path: Path, folder: Path) -> float:
    """Seconds to read, recognise, match and write the file into a new office."""
    office = Office.open(folder / "office.db", today=lambda: ON, resources=RESOURCES)
    headings = intake.load(RESOURCES)
    began = time.perf_counter()
    file = read(path)
    plan = office.ask(lambda s: intake.plan(s, file, rulebook=office.rulebook, headings=headings, on=ON))
    office.do(lambda s: intake.apply(s, plan, decisions={}, folder=office.folder, on=ON))
    taken = time.perf_counter() - began
    office.close()
    return taken


def pandas_reads(path: Path) -> float:
    """Seconds pandas with openpyxl takes to read the file, and nothing else."""
    import pandas

    began = time.perf_counter()
    pandas.read_excel(path, engine="openpyxl")
    return time.perf_counter() - began


def best_of(times: int, run: Callable[[], float]) -> float:
    """The least disturbed of several runs."""
    return min(run() for _ in range(times))


def measure() -> Iterator[Line]:
    """The whole import at 10,000 and 100,000 rows, beside pandas + openpyxl only reading the smaller file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        small_file, large_file = folder / "10000.xlsx", folder / "100000.xlsx"
        write_register(small_file, 10_000)
        fresh = iter(range(100))
        ours = best_of(3, lambda: whole_import(small_file, folder / str(next(fresh))))
        theirs = best_of(2, lambda: pandas_reads(small_file))
        yield Line("pandas + openpyxl, reading 10,000 × 20 only", f"{theirs:.2f}", "s")
        yield Line(
            "whole import of it (read, match, write)", f"{ours:.2f}", "s", f"{ours / theirs:.2f} × pandas reading"
        )
        write_register(large_file, 100_000)
        tenfold = whole_import(large_file, folder / "large")
        yield Line("whole import of 100,000 × 20", f"{tenfold:.1f}", "s", f"{tenfold / ours:.1f} × that of 10,000")
