"""What cannot be right is refused in words, field by field; nothing that is already valid is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.work import block, bulk, editing, employer_file, ledgers
from desktop.work.block import Cell
from desktop.work.ledger_cells import Refused
from desktop.work.problem import Problem
from tests.conftest import TODAY
from tests.work.sheets import code

LONGEST = "长" * 32_767
BAD = {
    "heads": ("约50", "-3", "3.5", "1e9", "人", "=A1+B2", "300000"),
    "number": ("十几万", "-2", "=SUM(A1:A3)", "3-5"),
    "phone": ("12345", "1390000000", "=1+1", "110101199003070000", LONGEST),
    "day": ("2031-01-01", "1850-01-01", "2026-02-30", "去年", "2026年3月", "=TODAY()"),
    "yes_no": ("大概也许可能会有吧", "=TRUE()"),
    "code": ("不是选项", "=A1", LONGEST),
    "tags": ("不是选项", "水泥、不是选项", "=A1"),
    "credit_code": ("123", "91330523000000001X", "=A1", "𠮷"),
    "area": ("没有的村", "=A1"),
    "text": ("=1+1", "=HYPERLINK(\"x\")", "#REF!", LONGEST),
    "name": ("=A1", LONGEST, "#N/A"),
    "long": ("=SUM(A1:A3)",),
    "factors": ("其他粉尘类因素等等", ),
}  # fmt: skip
RARE = "𠮷㛃🏭①"


def edit(office, employer, key, text):
    return office.do(lambda s: editing.edit(s, employer, key, text, rulebook=office.rulebook, on=TODAY))


def fields(office, employer):
    return office.ask(lambda s: employer_file.detail(s, employer)).fields


def refusal(work):
    """The Problem that some work ends in; None when it is taken."""
    try:
        work()
    except Problem as problem:
        return problem
    return None


def test_every_field_refuses_what_cannot_be_right_and_keeps_what_it_had(office, an_employer):
    employer = an_employer(credit_code=code(1), phone="13900000001", former_names="旧名")
    before, taken = fields(office, employer), []
    for field in office.rulebook.fields.values():
        if field.kind == "factors":
            continue
        for bad in BAD[field.kind]:
            why = refusal(lambda k=field.key, b=bad: edit(office, employer, k, b))
            if why is None or field.label not in why.what or not why.remedy:
                taken.append((field.key, bad[:12], why))
    assert taken == []
    assert fields(office, employer) == before


def test_rare_characters_and_emoji_are_kept_as_they_are(office, an_employer):
    employer = an_employer()
    for field in office.rulebook.fields.values():
        if field.kind in ("text", "long"):
            edit(office, employer, field.key, RARE)
            assert fields(office, employer)[field.column] == RARE
    edit(office, employer, "name", f"{RARE}厂")
    assert fields(office, employer)["name"] == f"{RARE}厂"
    edit(office, employer, "remark", LONGEST)
    assert fields(office, employer)["remark"] == LONGEST


def test_every_column_of_every_ledger_refuses_what_cannot_be_right(office):
    taken = []
    kinds = BAD | {"whole_day": BAD["day"], "year": ("去年", "3026", "=A1"), "factor": ("=A1", LONGEST)}
    kinds["day"] = tuple(bad for bad in BAD["day"] if bad != "2026年3月")
    for form in office.rulebook.ledgers.values():
        for field in form.typed:
            for bad in kinds[field.kind]:
                ahead = field.ahead and bad == "2031-01-01"
                long = bad == LONGEST and (form.restricted or field.kind == "code")
                if ahead or long:
                    continue
                cell = (form, field.key, bad)
                why = refusal(lambda c=cell: ledgers.check_cell(*c, rulebook=office.rulebook, on=TODAY))
                if why is None or not why.cells[field.key].instead:
                    taken.append((form.key, field.key, bad[:12]))
    assert [entry for entry in taken if entry[0] != "finding"] == []  # its texts have no end


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("exposed_workers", "21", "外委"),
        ("women", "21", "从业人员 20"),
        ("staff", "5", "接害人数 8"),
        ("disease_lung", "3", "职业病累计 2"),
    ],
)
def test_heads_that_contradict_each_other_are_refused(office, an_employer, key, text, told):
    employer = an_employer(staff=20, exposed_workers=8, disease_total=2)
    with pytest.raises(Problem) as refused:
        edit(office, employer, key, text)
    assert told in refused.value.what + refused.value.remedy
    with pytest.raises(Problem):
        office.do(lambda s: bulk.change(s, [employer], key, text, rulebook=office.rulebook, on=TODAY))
    looked = office.ask(lambda s: block.look(s, [Cell(employer, key, text)], rulebook=office.rulebook, on=TODAY))
    assert looked.taken == ()
    assert told in looked.refused[0].why + looked.refused[0].instead


def test_a_contradiction_that_is_there_can_be_mended_one_field_at_a_time(office, an_employer):
    employer = an_employer(staff=50, exposed_workers=500)
    edit(office, employer, "exposed_workers", "55")
    edit(office, employer, "staff", "60")
    assert (fields(office, employer)["staff"], fields(office, employer)["exposed_workers"]) == (60, 55)


def test_both_heads_pasted_together_are_looked_at_together(office, an_employer):
    employer = an_employer(staff=20, exposed_workers=8)
    cells = [Cell(employer, "exposed_workers", "80"), Cell(employer, "staff", "90")]
    looked = office.ask(lambda s: block.look(s, cells, rulebook=office.rulebook, on=TODAY))
    assert looked.refused == ()
    office.do(lambda s: block.write(s, looked.taken, rulebook=office.rulebook, on=TODAY))
    assert fields(office, employer)["exposed_workers"] == 80


def test_heads_of_a_class_or_a_post_are_not_more_than_those_of_the_employer(office, an_employer):
    employer = an_employer(exposed_workers=8)

    def add(ledger, **text):
        return office.do(lambda s: ledgers.add(s, employer, ledger, text, rulebook=office.rulebook, on=TODAY)[0])

    for ledger, text in (
        ("hazard_class", {"hazard_class": "粉尘", "workers": "9"}),
        ("exposure", {"written": "苯", "workers": "9"}),
        ("exposure", {"written": "苯", "workers": "3", "women": "4"}),
    ):
        with pytest.raises(Refused, match="大于"):
            add(ledger, **text)
    add("hazard_class", hazard_class="粉尘", workers="8")
    with pytest.raises(Refused, match="已经有"):
        add("hazard_class", hazard_class="粉尘", workers="2")
    add("exposure", workshop="一车间", post="喷漆", written="苯", workers="3")
    with pytest.raises(Refused, match="已经有"):
        add("exposure", workshop="一车间", post="喷漆", written="苯")


def test_a_code_of_another_employer_is_named_on_the_card_and_in_a_block(office, an_employer):
    an_employer(name="大同石材厂", credit_code=code(1))
    other, third = an_employer(), an_employer()
    with pytest.raises(Problem, match="大同石材厂"):
        edit(office, other, "credit_code", code(1))
    cells = [Cell(other, "credit_code", code(1)), Cell(third, "credit_code", code(2))]
    looked = office.ask(lambda s: block.look(s, cells, rulebook=office.rulebook, on=TODAY))
    assert [cell.employer_id for cell in looked.taken] == [third]
    assert "大同石材厂" in looked.refused[0].why
    twice = [Cell(other, "credit_code", code(3)), Cell(third, "credit_code", code(3))]
    looked = office.ask(lambda s: block.look(s, twice, rulebook=office.rulebook, on=TODAY))
    assert [cell.employer_id for cell in looked.taken] == [other]


def test_recheck_is_no_conclusion_after_the_new_standard_but_what_stands_stays(office, an_employer):
    employer = an_employer()

    def add(**text):
        return office.do(lambda s: ledgers.add(s, employer, "health_exam", text, rulebook=office.rulebook, on=TODAY)[0])

    add(examined_on="2026-07-31", examined="5", recheck="2")
    with pytest.raises(Refused, match="复查"):
        add(examined_on="2026-08-01", examined="5", recheck="2")
    line = office.ask(lambda s: ledgers.lines(s, employer, "health_exam", rulebook=office.rulebook))[0].id
    text = {"examined_on": "2026-08-03", "normal": "3"}
    office.do(lambda s: ledgers.change(s, "health_exam", line, text, rulebook=office.rulebook, on=TODAY))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_taken_or_refused_in_words(office, text):
    for field in office.rulebook.fields.values():
        if field.kind == "factors":
            continue
        why = refusal(lambda f=field: office.ask(lambda s: editing.read(s, f, text, office.rulebook, TODAY)))
        assert why is None or (why.what and why.remedy)
