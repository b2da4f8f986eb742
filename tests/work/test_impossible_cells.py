"""What can be read and cannot be true is given back by an import as the card and the ledgers give it back."""

from __future__ import annotations

from sqlalchemy import select

from db.models.everything import HazardClass, HealthExam
from tests.work.sheets import code, register, taken_in, xlsx

HEADS = ("序号", "单位名称", "统一社会信用代码", "地址", "从业人员", "其中女职工", "外委人员", "接害人数")
FIRM = "湖东虚构机械有限公司"


def sheet(tmp_path, *heads: object, titles: tuple[str, ...] = HEADS):
    return xlsx(tmp_path / "台账.xlsx", [titles, (1, FIRM, code(1), "溪东村1号", *heads)])


def refused(plan):
    return {cell.field: (cell.value, cell.why, cell.instead) for part in plan.sheets for cell in part.refused_cells}


def test_more_exposed_than_there_are_go_back_and_the_rest_of_the_row_goes_in(office, tmp_path):
    plan = taken_in(office, sheet(tmp_path, 10, 4, None, 12))

    assert refused(plan) == {
        "exposed_workers": (
            12,
            "接害人数 12 大于从业人员 10",
            "请核对人数；如果还有外委（外包）人员、劳务派遣人员，请先登记",
        )
    }
    found = register(office)[FIRM]
    assert (found["staff"], found["women"], found["exposed_workers"]) == (10, 4, None)


def test_those_of_contractors_count(office, tmp_path):
    assert refused(taken_in(office, sheet(tmp_path, 10, 4, 5, 12))) == {}


def test_a_row_is_held_against_what_the_register_has(office, tmp_path):
    taken_in(office, sheet(tmp_path, 10, 4, 5, 12))
    plan = taken_in(office, sheet(tmp_path, 6, None, None, None))

    assert list(refused(plan)) == ["staff"]
    assert register(office)[FIRM]["staff"] == 10


def test_what_is_wrong_already_may_become_better(office, tmp_path):
    taken_in(office, sheet(tmp_path, None, None, None, 12))
    taken_in(office, sheet(tmp_path, 14, 4, None, None))

    assert register(office)[FIRM]["staff"] == 14


def test_two_rows_of_one_employer_are_looked_at_together(office, tmp_path):
    rows = [
        HEADS,
        (1, FIRM, code(1), "溪东村1号", 10, 4, None, None),
        (2, FIRM, code(1), "溪东村1号", None, None, None, 12),
    ]
    plan = taken_in(office, xlsx(tmp_path / "台账.xlsx", rows))

    assert [(c.row, c.field) for c in plan.sheets[0].refused_cells] == [(3, "exposed_workers")]
    assert register(office)[FIRM]["exposed_workers"] is None


def test_heads_of_a_class_are_no_more_than_the_exposed(office, tmp_path):
    titles = ("序号", "单位名称", "统一社会信用代码", "地址", "从业人员", "接害人数", "粉尘", "物理因素")
    plan = taken_in(office, sheet(tmp_path, 30, 12, 8, 20, titles=titles))

    assert [value for value, _, _ in refused(plan).values()] == [20]
    assert all("大于这家企业的接害人数 12" in why for _, why, _ in refused(plan).values())
    classes = office.ask(lambda s: {c.hazard_class: c.workers for c in s.scalars(select(HazardClass))})
    assert list(classes.values()) == [8]


def test_a_recheck_after_the_new_list_of_conclusions_goes_back(office, tmp_path):
    titles = ("序号", "单位名称", "统一社会信用代码", "地址", "体检日期", "应检人数", "实检人数", "复查人数")
    old = taken_in(office, sheet(tmp_path, "2026-03-01", 12, 12, 2, titles=titles))
    new = taken_in(office, sheet(tmp_path, "2026-08-20", 12, 12, 2, titles=titles))

    assert refused(old) == {}
    ((value, why, instead),) = refused(new).values()
    assert value == 2
    assert "复查" in why
    assert instead.startswith("请把这些人计入：")
    exams = office.ask(lambda s: {str(e.examined_on): (e.examined, e.recheck) for e in s.scalars(select(HealthExam))})
    assert exams == {"2026-03-01": (12, 2), "2026-08-20": (12, None)}


def test_rows_of_one_employer_on_two_sheets_are_looked_at_together(office, tmp_path):
    """What the second sheet says is given back where it stands, and the rest of both rows goes in."""
    first = [("序号", "单位名称", "统一社会信用代码", "地址", "从业人员"), (1, FIRM, code(1), "溪东村1号", 10)]
    second = [("序号", "单位名称", "统一社会信用代码", "接害人数", "其中女职工"), (1, FIRM, code(1), 12, 4)]
    plan = taken_in(office, xlsx(tmp_path / "两张表.xlsx", first, more={"人数": second}))

    assert [[(c.row, c.field) for c in part.refused_cells] for part in plan.sheets] == [[], [(2, "exposed_workers")]]
    found = register(office)[FIRM]
    assert (found["staff"], found["women"], found["exposed_workers"]) == (10, 4, None)
    assert refused(taken_in(office, tmp_path / "两张表.xlsx")) == refused(plan)
