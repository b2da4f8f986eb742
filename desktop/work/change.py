"""What an operation did: said once, used by the status bar, the undo menu, the history and every open page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """One done operation.

    said:      the sentence for the status bar and the history.
    employers: ids whose contents changed.
    listed:    records came or went, so lists must be asked again (else only refreshed).
    settings:  township, areas or rule tables changed.
    final:     it cannot be taken back (an issued report); the history keeps it.
    number:    the operation's number in the journal; filled in by `Office.do`.
    """

    said: str
    employers: frozenset[int] = field(default_factory=frozenset)
    listed: bool = False
    settings: bool = False
    final: bool = False
    number: int | None = None

    @classmethod
    def joined(cls, changes: Iterable[Change]) -> Change:
        """Several changes of one operation, said as one."""
        all_of = list(changes)
        return cls(
            "；".join(change.said for change in all_of),
            frozenset().union(*(change.employers for change in all_of)),
            listed=any(change.listed for change in all_of),
            settings=any(change.settings for change in all_of),
            final=any(change.final for change in all_of),
        )
