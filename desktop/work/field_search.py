"""Finding a field of the catalogue by its name, another name it goes by, or the first letters of its pinyin."""

from __future__ import annotations

from collections.abc import Iterable

from db import search
from desktop.rules.fields import Field
from desktop.rules.tables import Rulebook


def keys(label: str, others: Iterable[str] = ()) -> str:
    """What a field of this name is found by: the names themselves, their pinyin whole and by first letters."""
    names = (label, *others)
    return " ".join((*names, *(search.key(name)[0] for name in names))).lower()


def aliases(field: Field) -> tuple[str, ...]:
    """The other names a field goes by in lists of other people."""
    return tuple(dict.fromkeys(name for column in field.columns for name in column.headings if name != field.label))


def find(book: Rulebook, text: str = "") -> list[Field]:
    """The fields that `text` means, those whose own name begins with it first; all for no text."""
    wanted = search.folded(text.strip()) or text.strip().lower()
    found = [field for field in book.fields.values() if wanted in keys(field.label, aliases(field))]
    own = [field for field in found if any(key.startswith(wanted) for key in keys(field.label).split())]
    return own + [field for field in found if field not in own]
