"""The office's own rules: packs, confirmed cells, adoption; the preview is what happens; old assessments stay."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.models.everything import ReportIssue, RiskAssessment
from desktop.rules.words import Period
from desktop.work import grading, grading_preview, grading_rules, summary
from desktop.work.grading_preview import Wish
from desktop.work.office import Office
from desktop.work.problem import Problem
from tests.conftest import RESOURCES, TODAY
from tests.rules.test_grading_tables import pack

PILOT = "cn-national-pilot-2022"
TESTED = (date(2026, 5, 1), 5, 0)


@pytest.fixture
def register(office, an_employer):
    """Four graded employers: Ⅰ, Ⅱ, Ⅱ with B, and one without a test."""
    ids = {
        "noise": an_employer(factors=("噪声",), tests=(TESTED,)),
        "silica": an_employer(factors=("矽尘",), tests=(TESTED,)),
        "managed": an_employer(factors=("矽尘",), tests=(TESTED,)),
        "untested": an_employer(factors=("噪声",)),
    }
    office.do(
        lambda s: grading.set_management(
            s, ids["managed"], written="B", source="县局通知", rulebook=office.rulebook, on=TODAY
        )
    )
    office.do(lambda s: grading.grade_all(s, office.rulebook, TODAY))
    return ids


def assessments(office) -> list[tuple]:
    def rows(session):
        query = select(RiskAssessment).order_by(RiskAssessment.id)
        return [
            (r.id, r.employer_id, r.edition, r.level, r.combined, r.because, r.inputs) for r in session.scalars(query)
        ]

    return office.ask(rows)


def adopt(office, edition, since=TODAY):
    return office.do(
        lambda s: grading_rules.adopt(s, edition, since, person="县局", rulebook=office.rulebook, on=TODAY)
    )


def bring(office, text, name="县局.toml"):
    return office.do(lambda s: grading_rules.import_pack(s, text, file_name=name, rulebook=office.rulebook, on=TODAY))


def test_a_pack_is_brought_in_and_grades_nobody_until_it_is_adopted(office, register):
    before = assessments(office)
    bring(office, pack({"combined.B.Ⅱ": "丙"}))

    assert office.rulebook.edition(TODAY).id == PILOT
    assert assessments(office) == before
    with pytest.raises(Problem, match="已经有编号"):
        bring(office, pack({}))
    with pytest.raises(Problem, match=r"combined\.row B Ⅱ"):
        bring(office, pack({"combined.B.Ⅱ": "甲", "combined.A.Ⅱ": "乙"}, id="local-2"))
    with pytest.raises(Problem, match="TOML"):
        bring(office, "[rule")


def test_the_guide_of_2020_is_refused_with_what_is_wanting(office):
    with pytest.raises(Problem, match=r"内容不全.*表1"):
        adopt(office, "cn-pilot-guide-2020")
    with pytest.raises(Problem, match="没有编号为"):
        adopt(office, "nowhere")
    with pytest.raises(Problem, match="不能从 2020-01-01"):
        adopt(office, PILOT, date(2020, 1, 1))


def test_a_partial_pack_is_kept_to_be_looked_at(office):
    text = (RESOURCES / "rules/grading/cn-pilot-guide-2020.toml").read_text(encoding="utf-8")
    assert "只能查看" in bring(office, text.replace("cn-pilot-guide-2020", "guide-2")).said
    assert "guide-2" in {entry.id for entry in office.rulebook.partials}


def test_what_happens_after_adoption_is_what_the_preview_said(office, register):
    text = grading_rules.edited(
        office.rulebook,
        PILOT,
        {"combined.B.Ⅱ": "丙", "risk_level.一般.符合.le9": "Ⅰ"},
        basis="县局〔2026〕1号",
        on=TODAY,
    )
    shown = office.ask(lambda s: grading_preview.of_pack(s, office.rulebook, text, TODAY))
    assert [(one.move.before.label, one.move.after.label, one.move.which) for one in shown.moved] == [
        ("乙类", "丙类", "升级")
    ]
    assert (shown.visits_before.number, shown.visits_after.number) == (1 / 4 + 2 / 4 + 2 / 4, 1 / 4 + 2 / 4 + 4 / 4)

    office.do(lambda s: grading_rules.save_and_adopt(s, text, TODAY, person=None, rulebook=office.rulebook, on=TODAY))

    found = office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY))
    assert {one.employer_id: one.verdict for one in found} == dict(shown.after)
    newest = {employer: (edition, level, combined) for _, employer, edition, level, combined, *_ in assessments(office)}
    assert newest == {id: (v.edition, v.level, v.combined) for id, v in shown.after.items()}


def test_another_edition_leaves_old_assessments_and_issued_reports_as_they_were(office, register):
    quarter = Period(2026, quarter=3)

    def issue(session):
        made = summary.gather(session, quarter, office.rulebook, TODAY)
        return summary.issue(session, made, [], by="陈", on=TODAY)

    office.do(issue)
    frozen = office.ask(lambda s: [(r.rule_edition, r.figures) for r in s.scalars(select(ReportIssue))])
    old = assessments(office)

    adopt(office, "example-qingdao-form")

    assert assessments(office)[: len(old)] == old
    assert {edition for _, _, edition, *_ in assessments(office)[len(old) :]} == {"example-qingdao-form"}
    assert office.ask(lambda s: [(r.rule_edition, r.figures) for r in s.scalars(select(ReportIssue))]) == frozen
    assert office.rulebook.edition(date(2026, 9, 30)).id == PILOT, "a past day keeps its method"


def test_adopting_can_be_taken_back_and_holds_after_reopening(office, register):
    adopt(office, "example-qingdao-form")
    path = office.path
    office.close()
    again = Office.open(path, today=lambda: TODAY, resources=RESOURCES)
    assert again.rulebook.edition(TODAY).id == "example-qingdao-form"
    again.undo()
    assert again.rulebook.edition(TODAY).id == PILOT
    again.close()


def test_adopting_from_a_later_day_changes_nothing_today(office, register):
    before = assessments(office)
    adopt(office, "example-qingdao-form", date(2027, 1, 1))
    assert office.rulebook.edition(TODAY).id == PILOT
    assert office.rulebook.edition(date(2027, 1, 1)).id == "example-qingdao-form"
    assert assessments(office) == before


def test_a_confirmed_cell_loses_its_mark_and_a_withdrawn_one_gets_it_back(office, register):
    def doubts():
        found = office.ask(lambda s: grading.verdicts(s, office.rulebook, TODAY, [register["managed"]]))
        return [doubt for doubt in found[0].verdict.unconfirmed_because if "综合类别表" in doubt]

    assert doubts()
    by = grading_rules.Signed("陈协管", "试点通知附件3", TODAY)
    office.do(lambda s: grading_rules.confirm(s, PILOT, "combined.B.Ⅱ", by=by, rulebook=office.rulebook))
    assert not doubts()
    assert "陈协管核对，依据试点通知附件3" in office.rulebook.edition(TODAY).cells["combined.B.Ⅱ"].basis
    office.do(lambda s: grading_rules.withdraw(s, PILOT, "combined.B.Ⅱ", rulebook=office.rulebook, on=TODAY))
    assert doubts()


def test_a_confirmation_needs_a_basis_a_person_and_a_cell(office):
    for cell, by in (("combined.B.Ⅱ", ("陈", "")), ("combined.B.Ⅱ", (" ", "附件3")), ("没有", ("陈", "附件3"))):
        with pytest.raises(Problem):
            office.do(
                lambda s, cell=cell, by=by: grading_rules.confirm(
                    s, PILOT, cell, by=grading_rules.Signed(*by, TODAY), rulebook=office.rulebook
                )
            )


def test_a_changed_cell_makes_a_new_pack_each_time(office):
    first = grading_rules.edited(office.rulebook, PILOT, {"combined.B.Ⅱ": "丙"}, basis="", on=TODAY)
    bring(office, first)
    second = grading_rules.edited(office.rulebook, f"{PILOT}~1", {"combined.A.Ⅲ": "丙"}, basis="", on=TODAY)
    bring(office, second)
    edition = office.rulebook.edition(TODAY, f"{PILOT}~2")
    assert (edition.matrix["B", "Ⅱ"].value, edition.matrix["A", "Ⅲ"].value) == ("丙", "丙")
    assert edition.short == "国家试点2022版（改2）"


def test_what_if_facts_change(office, register, tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('[facts."大同1号石材厂"]\nexposed_workers = 60\nover_limit = true\nfactors = ["噪声"]\n', "utf-8")
    wish = grading_preview.read_wish(file)
    found = office.ask(lambda s: grading_preview.what_if(s, office.rulebook, wish, TODAY))
    told = grading_preview.plain(found)
    assert [(m["name"], m["which"], m["to"]["level"]) for m in told["moves"]] == [("大同1号石材厂", "升级", "Ⅲ")]
    assert assessments(office)[-1][3] is None, "nothing is kept"
    everyone = office.ask(
        lambda s: grading_preview.what_if(s, office.rulebook, Wish(facts={"*": {"management": "A"}}), TODAY)
    )
    assert {one.move.after.combined for one in everyone.moved} == {"甲"}
    scored = office.ask(lambda s: grading_preview.what_if(s, office.rulebook, Wish(facts={"*": {"score": 10}}), TODAY))
    assert {one.move.after.combined for one in scored.moved} >= {"丙"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "TOML"),
        ("years = 1", "看不懂“years”"),
        ('[facts."没有的厂"]\nscore = 1', "没有参加分级的“没有的厂”"),
        ('[facts."*"]\nheads = 1', "看不懂“heads”"),
        ('[cells]\n"combined.A.Ⅰ" = "丙"', "不能更低"),
        ('edition = "cn-pilot-guide-2020"', "内容不全"),
    ],
)
def test_a_what_if_that_cannot_be_read_is_refused(office, register, tmp_path, text, said):
    file = tmp_path / "w.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Problem, match=said):
        office.ask(lambda s: grading_preview.what_if(s, office.rulebook, grading_preview.read_wish(file), TODAY))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("a.toml", "none.toml"):
        with pytest.raises(Problem):
            grading_rules.read_file(tmp_path / name)
