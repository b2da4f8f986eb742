"""Font files made known to reportlab: one name for each file, and names of rare characters that can be copied out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

BEYOND_16_BITS = re.compile(r"(?<=> )<([0-9A-F]{5,6})>")


@cache
def typeface(file: Path, index: int) -> Any:  # noqa: ANN401 - TTFont's glyph tables have no types
    """Load and register a font, once per process; `index` counts within a collection.

    None if reportlab cannot embed it (PostScript outlines, damaged, not to be read).
    """
    taken = set(pdfmetrics.getRegisteredFontNames())
    name = f"zk-{file.stem}-{index}"
    while name in taken:
        name += "+"
    try:
        font = _Font(name, str(file), subfontIndex=index)
    except (TTFError, OSError):
        return None
    # reportlab takes two files with one PostScript name for one font and draws both with the first: give each its own.
    plain = re.sub(rb"[^A-Za-z0-9-]", b"x", name.encode("ascii", "replace"))
    font.face.name = b"%s-%d" % (plain, len(taken))
    pdfmetrics.registerFont(font)
    registered: Any = pdfmetrics.getFont(name)
    if registered is not font:
        raise RuntimeError(f"{file.name} is drawn with another font of the same name")
    return font


class _Font(TTFont):
    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 - reportlab's signature
        """As reportlab does, but characters beyond U+FFFF (𠮷) get the two UTF-16 halves that the format demands."""
        super().addObjects(doc)
        for key, stream in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:") and isinstance(stream.content, str):
                stream.content = BEYOND_16_BITS.sub(_halves, stream.content)


def _halves(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"
