"""Numbers as written on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.report import editions, wording
from desktop.report.wording import Sentences, number, percent, value_of
from tests.report.builders import rate, township


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (None, "家", "—"),
        (None, "%", "—"),
        (0, "家", "0"),
        (7846, "人", "7846"),
        (80.0, "%", "80.0%"),
        (66.65, "%", "66.7%"),
        (99.96, "%", "99.9%"),
        (100, "%", "100.0%"),
        (0.01, "%", "0.1%"),
        (0, "%", "0.0%"),
        (12.0, "人", "12"),
        (1.5, "人", "1.5"),
    ],
)
def test_numbers_are_written_as_on_official_paper(value, unit, written):
    assert number(value, unit) == written


def test_a_rate_that_is_only_nearly_full_is_never_printed_as_full():
    assert percent(99.999) == 99.9
    assert percent(0.001) == 0.1


def test_a_rate_is_rounded_once_from_its_two_numbers():
    verified = replace(rate("A10", 48, 88), value=54.55)
    assert number(value_of(verified), "%") == "54.5%"


def test_every_sentence_of_the_edition_has_only_known_placeholders():
    summary = township()
    sentences = Sentences(wording.load("summary/1"), summary)
    texts = sentences.texts
    figure = next(iter(summary.figures.values()))
    known = sentences._placeholders(figure)
    for section in texts["section"]:
        sentences.about(section["empty"])
        clauses = [c for paragraph in section["paragraphs"] for said in paragraph for c in said]
        for template in (c.get(key, "") for c in clauses for key in ("some", "none")):
            template.format(**sentences._about, **known)
    for entry in texts["problem"]:
        assert "{n}" in entry["problem"]
        assert "{" not in entry["step"]


def test_an_edition_that_this_program_does_not_have_is_refused_in_words():
    with pytest.raises(editions.NoSuchEdition, match="summary/9"):
        editions.edition("summary/9")


def test_all_editions_have_their_wording():
    for key in editions.EDITIONS:
        assert editions.edition(key).wording()["edition"] == key
