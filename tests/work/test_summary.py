"""The summary: one figures object for screen, paper and commands; what is issued never changes."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from db.models.everything import ReportIssue
from desktop.rules.words import Period
from desktop.work import editing, summary
from desktop.work.problem import Problem
from tests.conftest import TODAY

Q3 = Period(2026, quarter=3)


def gathered(office, period=Q3):
    return office.ask(lambda session: summary.gather(session, period, office.rulebook, TODAY))


def test_what_was_imported_without_a_day_counts_in_every_period(office, an_employer):
    an_employer(registered_on=None, status_since=None)
    assert gathered(office).figures["A02"].value == 1


def test_an_employer_closed_after_the_quarter_still_counts_in_it(office, an_employer):
    employer = an_employer()
    closed = editing.Standing("注销", date(2026, 10, 8))
    office.do(lambda s: editing.set_status(s, employer, closed, rulebook=office.rulebook, on=TODAY))
    assert gathered(office).figures["A01"].value == 1
    assert gathered(office, Period(2026, quarter=4)).figures["A01"].value == 0


def test_unknown_heads_are_counted_as_unknown(office, an_employer):
    an_employer(exposed_workers=12)
    missing = an_employer(exposed_workers=None)
    figure = gathered(office).figures["A06"]
    assert (figure.value, figure.unknown, figure.unknown_rows) == (12, 1, (missing,))
    assert "另有 1 家" in summary.shown(figure)


def test_a_rate_of_nothing_is_a_dash(office):
    figure = gathered(office).figures["B02"]
    assert (figure.value, figure.denominator) == (None, 0)
    assert summary.shown(figure).startswith("—")


def test_the_rows_behind_a_figure_are_its_employers(office, an_employer):
    an_employer(name="甲厂", tests=((date(2026, 8, 1), 4, 2),))
    an_employer(name="乙厂", tests=((date(2026, 8, 1), 4, 0),))
    figure = gathered(office).figures["C04"]
    assert [row["name"] for row in office.ask(lambda s: summary.rows_of(s, figure.rows))] == ["甲厂"]


def test_an_issued_report_is_kept_for_ever_and_corrected_by_another(office, an_employer, tmp_path):
    employer = an_employer(exposed_workers=12)
    made = gathered(office)
    files = summary.write(made, tmp_path, draft=False)
    office.do(lambda session: summary.issue(session, made, files, by="王站长", on=TODAY))
    assert office.undoable().startswith("新增")  # issuing cannot be taken back
    assert office.history()[0].said.startswith("已出具")
    office.do(lambda s: editing.edit(s, employer, "exposed_workers", "15", rulebook=office.rulebook, on=TODAY))
    again = gathered(office)
    office.do(lambda session: summary.issue(session, again, files, by=None, on=TODAY))
    with office._database.read() as session:
        first, second = session.scalars(select(ReportIssue).order_by(ReportIssue.id))
        assert json.loads(first.figures)["figures"]["A06"]["value"] == 12
        assert json.loads(second.figures)["figures"]["A06"]["value"] == 15
        assert second.replaces_id == first.id


def test_without_a_township_a_draft_is_shown_but_nothing_is_issued(tmp_path):
    from desktop.work.office import Office
    from tests.conftest import RESOURCES

    bare = Office.open(tmp_path / "office.db", today=lambda: TODAY, resources=RESOURCES)
    made = bare.ask(lambda session: summary.gather(session, Q3, bare.rulebook, TODAY))
    assert made.figures["A02"].value == 0
    with pytest.raises(Problem, match="本单位信息"):
        summary.refuse_errors(made)
    bare.close()


def test_a_file_that_is_open_elsewhere_is_said_in_words(office, tmp_path):
    made = gathered(office)
    blocked = tmp_path / "报告"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Problem, match="报告写不"):
        summary.write(made, blocked)


def test_a_running_quarter_is_counted_up_to_today_and_says_so(office, an_employer):
    an_employer(declared=(date(2025, 11, 1),))  # due again by 2026-12-01: not overdue yet on 2026-11-23
    made = gathered(office, Period(2026, quarter=4))
    assert made.period.end == TODAY
    assert made.figures["B04"].value == 0
    with pytest.raises(Problem, match="还没有开始"):
        gathered(office, Period(2027, quarter=1))
