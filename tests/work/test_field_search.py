"""A field of the catalogue is found by its name, another name, and the first letters of its pinyin."""

from __future__ import annotations

import pytest

from desktop.work import field_search
from tests.command_line import CommandLine


@pytest.mark.parametrize(
    ("said", "label"), [("jhrs", "接害人数"), ("法人代表", "法定代表人"), ("frdb", "法定代表人"), ("lxdh", "联系电话")]
)
def test_a_field_is_found(office, said, label):
    assert label in [field.label for field in field_search.find(office.rulebook, said)][:3]


def test_every_field_is_found_by_the_letters_of_its_own_name(office):
    book = office.rulebook
    for field in book.fields.values():
        letters = field_search.keys(field.label).split()[1]
        assert field in field_search.find(book, letters), field.label
    assert field_search.find(book) == list(book.fields.values())


def test_the_command_tells_the_field_with_its_help(office):
    path = office.path
    office.close()
    found = CommandLine(path).answer("fields", "jhrs")
    assert found[0]["key"] == "exposed_workers"
