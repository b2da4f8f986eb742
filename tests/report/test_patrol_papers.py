"""The papers of 巡查 as printed: the plan of a month, a person's week, the route sheets, read back from the PDF."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from desktop.report import patrol_plan_1, patrol_route_1, patrol_week_1
from desktop.report.patrol_plan_1 import Left, Load, MonthPlan
from desktop.report.patrol_stop import Maker, Stop
from desktop.report.patrol_week_1 import Week
from tests.report.builders import packaged_fonts, text_of

MONDAY = date(2026, 11, 23)
MAKER = Maker("梅溪镇", "梅溪镇人民政府", date(2026, 11, 20))


def stop(number=1, on=MONDAY, crew="一组", **more):
    fields = {"village": "大同村", "phone": "19000000001", "grade": "丙", "reason": "丙类，每季度一次", "minutes": 45}
    return Stop(on, crew, ("周明", "吴静"), number, f"大同{number}号石材厂", "计划", **(fields | more))


def test_a_route_sheet_says_who_goes_where_in_which_order_and_leaves_room_to_write(tmp_path):
    file = tmp_path / "a.pdf"
    printed = patrol_route_1.write(
        file, [stop(1, address="工业路1号"), stop(2, contact="王某")], {"一组": "镇政府"}, MAKER, packaged_fonts()
    )
    text = text_of(file)
    for words in (
        "巡查路线单", "2026年11月23日（周一）", "一组（周明、吴静）", "从镇政府出发，2家", "大同1号石材厂（丙）",
        "工业路1号", "王某", "19000000001", "计划：丙类，每季度一次", "到达—离开", "企业签字", "巡查人（签字）",
    ):  # fmt: skip
        assert words in text, words
    assert printed.pages == 1
    assert not printed.warnings


def test_each_crew_and_day_has_a_sheet_of_its_own(tmp_path):
    stops = [stop(1), stop(2, crew="二组"), stop(3, on=MONDAY + timedelta(days=1))]
    printed = patrol_route_1.write(tmp_path / "a.pdf", stops, {}, MAKER, packaged_fonts())
    assert printed.pages == 3
    assert "出发" not in text_of(tmp_path / "a.pdf")


def test_unknown_contacts_and_grades_are_said(tmp_path):
    file = tmp_path / "a.pdf"
    bare = Stop(MONDAY, "一组", (), None, "小溪木业", "复查")
    patrol_route_1.write(file, [bare], {}, MAKER, packaged_fonts())
    text = text_of(file)
    assert "小溪木业（未分级）" in text
    assert text.count("未登记") == 2
    assert "人员未定" in text
    assert "None" not in text


def test_a_week_has_every_day_also_those_without_a_visit_or_with_leave(tmp_path):
    file = tmp_path / "a.pdf"
    days = tuple(MONDAY + timedelta(days=n) for n in range(5))
    week = Week("周明", days, (stop(1), stop(2)), {days[4]: "病假"})
    patrol_week_1.write(file, [week], MAKER, packaged_fonts())
    text = text_of(file)
    for words in (
        "周明本周巡查安排", "2026年11月23日—2026年11月27日", "11月23日（周一）一组2次，约90分钟",
        "11月24日（周二）没有安排走访", "11月27日（周五）病假",
    ):  # fmt: skip
        assert words in text, words


def test_a_long_week_keeps_all_its_lines(tmp_path):
    file = tmp_path / "a.pdf"
    stops = tuple(stop(n, on=MONDAY + timedelta(days=n // 8)) for n in range(40))
    patrol_week_1.write(file, [Week("周明", (MONDAY,), stops)], MAKER, packaged_fonts())
    assert text_of(file).count("号石材厂") == 40


def test_the_plan_of_a_month_goes_by_week_and_tells_load_and_what_found_no_place(tmp_path):
    file = tmp_path / "a.pdf"
    plan = MonthPlan(
        "2026年11月",
        (stop(1), stop(2, on=MONDAY + timedelta(days=7))),
        (Load("一组", ("周明", "吴静"), 2, 2, 150), Load("二组", (), 0, 0, None)),
        (Left("小溪木业", "12月以前没有空的日子", "给一组增加30分钟"),),
    )
    printed = patrol_plan_1.write(file, plan, MAKER, packaged_fonts())
    text = text_of(file)
    for words in (
        "梅溪镇2026年11月职业健康巡查计划", "计划走访2次，2家用人单位", "第1周（11月23日—11月29日）1次",
        "第2周（11月30日—12月6日）1次", "各小组工作量", "2.5", "本期要求走访而没有排上的", "小溪木业",
        "给一组增加30分钟",
    ):  # fmt: skip
        assert words in text, words
    assert f"共{printed.pages}页" in text


def test_a_month_without_visits_says_so(tmp_path):
    patrol_plan_1.write(tmp_path / "a.pdf", MonthPlan("2026年11月", ()), MAKER, packaged_fonts())
    assert "本期没有安排走访" in text_of(tmp_path / "a.pdf")


def test_the_pages_lie_and_the_same_paper_is_the_same_file(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        patrol_route_1.write(tmp_path / name, [stop()], {}, MAKER, packaged_fonts())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    box = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert box.width > box.height


@pytest.mark.parametrize("write", [patrol_route_1.write, patrol_week_1.write])
def test_nothing_to_print_is_no_file(write, tmp_path):
    more = ({},) if write is patrol_route_1.write else ()
    with pytest.raises(ValueError, match="nothing"):
        write(tmp_path / "a.pdf", [], *more, MAKER, packaged_fonts())
