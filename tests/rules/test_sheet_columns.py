"""How the columns of other people's sheets are described, and which descriptions are refused."""

from __future__ import annotations

import pytest

from desktop.rules import ledger_forms, sheet_columns
from desktop.rules.reading import Broken
from desktop.rules.sheet_columns import FILE, SheetColumn, of_field
from tests.rules.conftest import RESOURCES, read_texts, shipped

TEXTS = {**read_texts(), FILE: (RESOURCES / FILE).read_text(encoding="utf-8")}
BOOK = shipped()
CATALOGUE = tuple(
    column for owner in (*BOOK.fields.values(), *BOOK.ledgers.values()) for column in owner.columns
)  # fmt: skip


def column(kind="text", listed=None, **entry) -> SheetColumn:
    return of_field(
        {"key": "k", "headings": ["表头"], **entry}, FILE, label="名称", kind=kind, listed=listed, target="employer.k"
    )


def test_the_columns_of_the_catalogues_come_first_then_those_that_are_no_field():
    found, factors = sheet_columns.read(TEXTS, CATALOGUE)
    assert found[: len(CATALOGUE)] == CATALOGUE
    others = {one.key: one for one in found[len(CATALOGUE) :]}
    assert others["management_grade"].target == "management_grade.grade"
    assert others["-number"].ignore
    assert factors.strip
    assert "噪声" in factors.names


@pytest.mark.parametrize("kind", sorted(sheet_columns.BY_KIND))
def test_every_kind_of_field_has_its_way_of_reading(kind):
    assert column(kind).reader == sheet_columns.BY_KIND[kind]


def test_codes_are_read_from_their_list_and_a_reader_of_its_own_wins():
    assert column("code", "size").reader == "choice:size"
    assert column("tags", "tags").reader == "tags:tags"
    assert column("code", "size", reader="text").reader == "text"
    assert column("restricted").reader == "text"  # a kind without a reader of its own


def test_a_column_may_say_more_of_its_line_than_the_value():
    said = column("day", column="leader_trained", of={"audience": "主要负责人"}, since=2002)
    assert (said.key, said.of, said.since) == ("leader_trained", (("audience", "主要负责人"),), 2002)
    assert column(of="employer").of == ()  # a ledger's “of” names its owner, not a value


@pytest.mark.parametrize(
    ("entry", "key", "why"),
    [
        ({"reader": "telepathy"}, "k.reader", "没有“telepathy”这种读法"),
        ({"looks": "blue"}, "k.looks", "没有“blue”这种样子"),
        ({"patterns": ["("]}, "k.patterns", "“(”"),
        ({"not": "["}, "k.patterns", "“[”"),
        ({"under": "*"}, "k.patterns", "“*”"),
    ],
)
def test_a_broken_column_is_refused_by_name(entry, key, why):
    with pytest.raises(Broken) as broken:
        column(**entry)
    assert broken.value.key.endswith(key)
    assert why in broken.value.why


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('target = "management_grade.grade"', 'target = "grade"', "management_grade.target", "应写成 表.列"),
        ('key = "management_score"', 'key = "management_grade"', "column", "重复"),
        (
            'target = "management_grade.score"\nheadings = ["自查得分", ',
            'target = "management_grade.grade"\nheadings = ["管理等级", ',
            "column.target",
            "重复",
        ),
    ],
)
def test_columns_that_contradict_each_other_are_refused(old, new, key, why):
    assert old in TEXTS[FILE]
    with pytest.raises(Broken) as broken:
        sheet_columns.read({**TEXTS, FILE: TEXTS[FILE].replace(old, new, 1)}, CATALOGUE)
    assert broken.value.key.endswith(key)
    assert why in broken.value.why


def test_a_sheet_without_the_name_of_the_employer_cannot_be_meant():
    unnamed = [one for one in CATALOGUE if one.key != "name"]
    with pytest.raises(Broken, match="缺少单位名称这一列"):
        sheet_columns.read(TEXTS, unnamed)


def test_a_ledger_can_be_listed_when_a_column_tells_its_days_apart():
    listed = {key for key, form in BOOK.ledgers.items() if form.listed}
    assert {"declaration", "test_report", "exam_batch"} & set(BOOK.ledgers) <= listed
    assert listed < set(BOOK.ledgers)


def test_a_field_of_a_ledger_is_found_by_key_or_label():
    form = BOOK.ledgers["test_report"]
    assert form.field("检测机构") is form.field("institution")
    assert form.field("没有这一栏") is None
    assert all(not field.given for field in form.typed)


@pytest.mark.parametrize(
    ("old", "new"),
    [('field = "workers"\nlabel = "粉尘"', 'field = "heads"\nlabel = "粉尘"'), ("of = { hazard_class", "of = { class")],
)
def test_a_column_for_a_cell_the_ledger_does_not_have_is_refused(old, new):
    file = ledger_forms.FILE
    assert old in TEXTS[file]
    with pytest.raises(Broken, match="没有这一栏"):
        ledger_forms.read({**TEXTS, file: TEXTS[file].replace(old, new, 1)}, BOOK.codes)
