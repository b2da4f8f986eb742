"""The list of all fields in words, as the help page shows it: made from the catalogues, so that it is always true."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.rules.code_lists import CodeLists
from desktop.rules.fields import NEEDS, PERSONAL, WHENS, Field
from desktop.rules.ledger_forms import LedgerField
from desktop.rules.tables import Rulebook

PLACE = "{{fields}}"  # where a help page has the list
FEW = 8  # codes that are named; more are in the drop-down


def markdown(book: Rulebook) -> str:
    """Every field by tab of the card, then every ledger with its columns."""
    lines: list[str] = []
    for tab in book.card_tabs:
        lines += ["", f"### {tab.title}", ""]
        lines += [_field(field, book.codes) for field in book.fields.values() if field.group in tab.groups]
        for key in tab.ledgers:
            form = book.ledgers[key]
            lines += ["", f"**{form.label}**：{'；'.join(_column(one, book.codes) for one in form.typed)}", ""]
    return "\n".join(lines)


def note(field: Field, codes: CodeLists) -> str:
    """What to write into a field, in one line: help, need, unit, codes. For the head of a sheet too."""
    return "；".join(
        filter(None, (field.help.rstrip("。"), _need(field.need, field.when), _of(field.unit, field.list, codes)))
    )


def _field(field: Field, codes: CodeLists) -> str:
    mark = f"（个人信息：{PERSONAL[field.personal]}）" if field.personal else ""
    said = note(field, codes)
    return f"- **{field.label}**{mark}{f'：{said}' if said else ''}"


def _column(field: LedgerField, codes: CodeLists) -> str:
    need = "必填" if field.must else "上报需要" if field.asked else ""
    inner = "，".join(_filled((need, _of(field.unit, field.list, codes), field.help.rstrip("。"))))
    return f"{field.label}（{inner}）" if inner else field.label


def _filled(words: Iterable[str]) -> list[str]:
    return [word for word in words if word]


def _need(need: str, when: str) -> str:
    words = "" if need == "O" else NEEDS[need]
    return f"{words}（{WHENS[when]}）" if when and words else words


def _of(unit: str, listed: str | None, codes: CodeLists) -> str:
    if listed is None:
        return f"单位：{unit}" if unit else ""
    named = codes.get(listed)
    more = " 等" if len(named.items) > FEW else ""
    return f"{'、'.join(item.label for item in named.items[:FEW])}{more}（{named.version} 版代码）"
