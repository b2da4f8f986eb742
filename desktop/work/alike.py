"""How alike two employers' names are: one measure for the import and for the search for duplicates."""

from __future__ import annotations

import re

FORM = re.compile(r"(股份|责任|有限|总|分)*(公司|厂|店|部|社|中心)$")


def likeness(one: str, other: str, *, least: float = 0) -> float:
    """How alike two name keys are without their legal form, 0-100; a short name inside the long one counts as alike.

    A likeness below `least` is given as 0, which is quicker.
    """
    from rapidfuzz import fuzz

    one, other = (FORM.sub("", key) or key for key in (one, other))
    if one == other:
        return 100.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 4 and shorter in longer:
        return 90.0
    return float(fuzz.ratio(one, other, score_cutoff=least or None))
