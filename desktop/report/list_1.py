"""A list on paper, edition "list/1": title, one sentence, the rows, page numbers. For the changes of the register."""

from __future__ import annotations

from pathlib import Path

from reportlab.platypus import Flowable

from desktop.report.card_1 import Sender
from desktop.report.file_1 import NOTE, Ledger, table
from desktop.report.fonts import Fonts
from desktop.report.official import TABLE_TITLE, Official
from desktop.report.paper import Imprint, Printed, print_to

EDITION = "list/1"


def write(file: Path, listed: Ledger, told: str, sender: Sender, fonts: Fonts | None = None) -> Printed:
    """Print a list under its title. Raises OSError if it cannot be written, FontsMissing if no font is there."""
    fonts = fonts or Fonts.find()
    parts = Official(fonts)
    story: list[Flowable] = [parts.set(listed.title, TABLE_TITLE), parts.set(told, NOTE)]
    story.append(table(parts, listed) if listed.rows else parts.set(listed.empty, NOTE))
    story.append(parts.set(f"{sender.office}　{sender.on} 打印", NOTE))
    subject = f"{EDITION} {sender.on.isoformat()}"
    imprint = Imprint(title=listed.title, author=sender.office, subject=subject, draft=False, total=True, narrow=True)
    return print_to(file, story, imprint, fonts)
