"""The list of all fields in words is made from the catalogues, so nothing of them is left out."""

from __future__ import annotations

from desktop.rules import field_guide
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook


def field(**told) -> Field:
    return Field(**({"key": "k", "label": "电话", "group": "联系", "kind": "text", "need": "O"} | told))


def test_every_field_and_every_typed_column_stands_in_the_guide(book: Rulebook):
    text = field_guide.markdown(book)
    for one in book.fields.values():
        assert f"- **{one.label}**" in text, one.key
    for tab in book.card_tabs:
        assert f"### {tab.title}" in text
        for key in tab.ledgers:
            form = book.ledgers[key]
            assert f"**{form.label}**：" in text
            assert all(column.label in text for column in form.typed)


def test_a_restricted_ledger_is_not_explained_to_everybody(book: Rulebook):
    text = field_guide.markdown(book)
    assert not any(f"**{form.label}**" in text for form in book.ledgers.values() if form.restricted)


def test_a_note_says_help_need_unit_and_codes_and_leaves_out_what_is_not_there(book: Rulebook):
    codes = book.codes
    assert field_guide.note(field(), codes) == ""
    assert field_guide.note(field(help="带区号。"), codes) == "带区号"
    assert field_guide.note(field(need="M", unit="人"), codes) == "必填；单位：人"
    assert field_guide.note(field(need="R", when="hazard"), codes) == "上报需要（有职业病危害时）"
    assert field_guide.note(field(when="hazard"), codes) == ""


def test_a_long_list_of_codes_is_cut_and_a_short_one_is_whole(book: Rulebook):
    short = next(one for one in book.codes.lists if len(one.items) <= field_guide.FEW)
    long = next(one for one in book.codes.lists if len(one.items) > field_guide.FEW)
    whole = field_guide.note(field(kind="code", list=short.id), book.codes)
    cut = field_guide.note(field(kind="code", list=long.id), book.codes)
    assert whole == f"{'、'.join(item.label for item in short.items)}（{short.version} 版代码）"
    assert " 等（" in cut
    assert long.items[-1].label not in cut
