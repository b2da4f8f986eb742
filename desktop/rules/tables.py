"""All rule tables of the program, read and cross-checked: what `desktop.work.rulebook` loads at the start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from desktop.rules import (
    card_tabs,
    casework,
    catalogue,
    choices,
    code_lists,
    completeness,
    definitions,
    drawing,
    editions_read,
    factors,
    fields,
    intervals,
    ledger_forms,
    patrol_terms,
    search_words,
)
from desktop.rules import editions as methods
from desktop.rules.duty import terms as duties_terms
from desktop.rules.fields import AtMost
from desktop.rules.reading import Broken as Broken

SELF_CHECKS = ("catalogue/self_check_national.csv", "catalogue/self_check_qingdao.csv")


# Tables parsed when they are first asked for; an office's own rules do not touch them.
PARSED = (
    "industries", "industry_risk", "oel", "size_rules", "economic_types", "diseases", "exam_cycles", "duties",
    "duty_terms", "holidays", "self_checks", "ledgers", "card_tabs", "heads_at_most", "points", "patrol_shipped",
    "casework", "choices", "search_words", "key_factors",
)  # fmt: skip


@dataclass(frozen=True)
class Rulebook:
    """Every rule table, as read from resources/rules and resources/catalogue."""

    texts: Mapping[str, str]
    factors: factors.Catalogue
    editions: tuple[methods.Edition, ...]  # of the grading method, oldest first
    codes: code_lists.CodeLists
    intervals: Mapping[str, intervals.Interval]
    fields: Mapping[str, fields.Field]
    high_toxic: tuple[catalogue.Toxic, ...]
    figures: Mapping[str, definitions.Definition]
    relations: Mapping[int, definitions.Relation]
    partials: tuple[methods.Partial, ...] = ()  # methods known in part only: shown, never graded by
    office: methods.OfficeRules = methods.NOTHING_OF_ITS_OWN

    @cached_property
    def industries(self) -> dict[str, catalogue.Industry]:
        return catalogue.industries(self.texts)

    @cached_property
    def industry_risk(self) -> tuple[catalogue.IndustryRisk, ...]:
        return catalogue.industry_risk(self.texts, self.industries)

    @cached_property
    def oel(self) -> tuple[catalogue.Limit, ...]:
        return catalogue.limits(self.texts)

    @cached_property
    def size_rules(self) -> tuple[catalogue.SizeRule, ...]:
        return catalogue.size_rules(self.texts)

    @cached_property
    def economic_types(self) -> tuple[catalogue.EconomicType, ...]:
        return catalogue.economic_types(self.texts)

    @cached_property
    def diseases(self) -> tuple[catalogue.Disease, ...]:
        return catalogue.diseases(self.texts)

    @cached_property
    def exam_cycles(self) -> tuple[catalogue.ExamCycle, ...]:
        return catalogue.exam_cycles(self.texts)

    @cached_property
    def duties(self) -> tuple[catalogue.Duty, ...]:
        return catalogue.duties(self.texts)

    @cached_property
    def duty_terms(self) -> duties_terms.Terms:
        known = frozenset(factor.code for factor in self.factors)
        return duties_terms.read(self.texts, self.duties, self.intervals, known)

    @cached_property
    def draw_terms(self) -> drawing.DrawTerms:
        return drawing.read(self.texts)

    @cached_property
    def patrol_shipped(self) -> patrol_terms.PatrolTerms:
        return patrol_terms.read(self.texts)

    def patrol(self, on: date) -> patrol_terms.PatrolTerms:
        """The numbers of patrol on a day: those shipped, with what this office laid down in their place."""
        if on not in self._patrol_of_day:
            self._patrol_of_day[on] = self.patrol_shipped.on(on, self.office.patrol)
        return self._patrol_of_day[on]

    @cached_property
    def _patrol_of_day(self) -> dict[date, patrol_terms.PatrolTerms]:
        return {}

    @cached_property
    def holidays(self) -> tuple[catalogue.Holiday, ...]:
        return catalogue.holidays(self.texts)

    @cached_property
    def ledgers(self) -> dict[str, ledger_forms.LedgerForm]:
        return ledger_forms.read(self.texts, self.codes)

    @cached_property
    def choices(self) -> dict[str, choices.Choice]:
        return choices.read(self.texts)

    def chosen(self, key: str) -> str:
        """The answer that holds for a question of choices.toml: the office's own, else the default."""
        question = self.choices[key]
        answer = self.office.choices.get(key, question.default)
        return answer if answer in question.options else question.default

    @cached_property
    def casework(self) -> casework.Casework:
        return casework.read(self.texts, self.codes)

    @cached_property
    def card_tabs(self) -> tuple[card_tabs.Tab, ...]:
        return card_tabs.read(self.texts, self.fields, self.ledgers)

    @cached_property
    def heads_at_most(self) -> tuple[AtMost, ...]:
        return fields.at_most(self.texts, self.fields)

    @cached_property
    def key_factors(self) -> tuple[str, ...]:
        """The factors that the declaration counts by themselves. Raises Broken for one the catalogue does not know."""
        return fields.key_factors(self.texts, lambda name: self.factors.find(name) is not None)

    @cached_property
    def points(self) -> tuple[completeness.Point, ...]:
        """What counts towards the completeness of an employer's file."""
        return completeness.points(self.fields, self.ledgers)

    @cached_property
    def search_words(self) -> search_words.Vocabulary:
        return search_words.read(self.texts)

    @cached_property
    def self_checks(self) -> dict[str, tuple[catalogue.CheckItem, ...]]:
        return {file: catalogue.self_check(self.texts, file) for file in SELF_CHECKS}

    def edition(self, on: date, id: str | None = None) -> methods.Edition | None:
        """The grading method `id`, or the one in force on `on`: adopted by the office, else the newest national one.

        Raises KeyError for an id that is not there, or of which only parts are known.
        """
        if id is not None:
            return {entry.id: entry for entry in self.editions}[id]
        if on not in self._of_day:
            self._of_day[on] = methods.in_force(self.editions, on, self.office.adoptions)
        return self._of_day[on]

    @cached_property
    def _of_day(self) -> dict[date, methods.Edition | None]:
        return {}

    def with_office(self, office: methods.OfficeRules) -> Rulebook:
        """This rulebook with the packs, confirmations and adoptions of an office in place of those it had."""
        if office == self.office:
            return self
        whole, partial = editions_read.read(self.texts, {factor.code for factor in self.factors}, office)
        book = replace(self, editions=whole, partials=partial, office=office)
        for name in PARSED:
            if name in self.__dict__:
                book.__dict__[name] = self.__dict__[name]  # what was parsed once need not be parsed again
        return book

    def with_pack(self, text: str) -> tuple[Rulebook, methods.Edition | methods.Partial]:
        """This rulebook with one more pack (or another text of it), and the pack. Raises Broken naming the cell."""
        found = editions_read.check(text, self.texts, {factor.code for factor in self.factors}, self.office)
        office = replace(self.office, packs={**self.office.packs, found.id: text})
        return self.with_office(office), found

    def check(self) -> None:
        """Parse the long reference lists. Raises Broken for the first one that is not in order."""
        _ = self.industry_risk, self.oel, self.size_rules, self.diseases, self.exam_cycles
        _ = self.duty_terms, self.holidays, self.self_checks, self.search_words, self.ledgers, self.draw_terms
        _ = self.casework, self.choices, self.card_tabs, self.heads_at_most, self.patrol_shipped, self.key_factors
        held = {f"{entry.version}:{entry.code}" for entry in self.economic_types}
        for item in self.codes.get("economic_type").items:
            for point in item.flags.get("points", ()):
                if point not in held:
                    raise Broken(code_lists.FILE, f"economic_type.{item.code}", f"{point} 不在经济类型表中")


def read(texts: Mapping[str, str]) -> Rulebook:
    """Parse and cross-check the tables. `texts`: path below resources/ -> text. Raises Broken naming file and key."""
    held = factors.read(texts)
    toxic = catalogue.high_toxic(texts)
    _severity_matches(held, toxic)
    lists = code_lists.read(texts)
    _classes_match(lists)
    whole, partial = editions_read.read(texts, {factor.code for factor in held})
    book = Rulebook(
        texts=texts,
        factors=held,
        editions=whole,
        partials=partial,
        codes=lists,
        intervals=intervals.read(texts),
        fields=fields.read(texts),
        high_toxic=toxic,
        figures=definitions.figures(texts),
        relations=definitions.relations(texts),
    )
    book.check()
    return book


def _severity_matches(held: factors.Catalogue, toxic: tuple[catalogue.Toxic, ...]) -> None:
    """Every entry of 高毒物品目录 is behind some severe factor, and no factor cites an entry that is not there."""
    cited = set()
    for factor in held:
        if match := re.search(r"高毒(?:物品目录)?(\d.*)", factor.basis):
            numbers = [int(number) for number in re.findall(r"(?:^|[,、])(\d+)", match[1])]
            cited.update(numbers)
            if factor.severe is False:
                raise Broken(factors.FACTORS, f"{factor.code} severe", "依据写明属高毒物品，却不是严重")
            for number in numbers:
                if not 1 <= number <= len(toxic):
                    raise Broken(factors.FACTORS, f"{factor.code} basis", f"高毒物品目录没有第 {number} 号")
        if factor.hazard_class == "放射性因素" and factor.severe is False:
            raise Broken(factors.FACTORS, f"{factor.code} severe", "电离辐射应为严重，或留空由人判定")
    for entry in toxic:
        if entry.no not in cited:
            raise Broken("catalogue/high_toxic_2003.csv", f"no {entry.no}", f"“{entry.name}”没有对应到任何危害因素")


def _classes_match(lists: code_lists.CodeLists) -> None:
    for id in ("status", "size", "hazard_class", "declared_risk", "declaration_kind", "test_kind", "exam_kind"):
        try:
            listed = lists.get(id)
        except KeyError:
            raise Broken(code_lists.FILE, f"list {id}", "缺少这张代码表") from None
        if id == "hazard_class" and listed.codes != tuple(factors.CLASSES.values()):
            raise Broken(code_lists.FILE, "hazard_class.item", "六类的名称和次序与危害因素目录不一致")
