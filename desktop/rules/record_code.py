"""The code on an employer's papers: scanned into any search box it leads back to the record."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

CODE = re.compile(r"ZK:([^:]*):(\d{1,9}):([0-9A-Z]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordCode:
    """township: division code or name of the office that printed it; credit_code: "" when it was not known then."""

    township: str
    id: int
    credit_code: str

    def __str__(self) -> str:
        return f"ZK:{self.township.replace(':', '')}:{self.id}:{self.credit_code}"


def read(text: str) -> RecordCode | None:
    """The code in a text, also as a scanner types it with a Chinese input method on; None when it is something else."""
    match = CODE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return RecordCode(match[1], int(match[2]), match[3].upper()) if match else None
