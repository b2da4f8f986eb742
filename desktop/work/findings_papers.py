"""The papers of a finding: 整改建议书, 复查记录, 违法线索报告单, 送达回执, worded by the power the office has."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db.models.employer import Employer
from desktop.rules.choices import DELEGATED, POWER
from desktop.rules.tables import Rulebook
from desktop.work import attachments, findings, previews, settings
from desktop.work.findings import Filters, FindingRow
from desktop.work.problem import Problem
from desktop.work.settings import TownshipCard

if TYPE_CHECKING:
    from desktop.report.finding_paper import Fault, Issuer, Photo, Unit

ADVICE, RECHECK, CLUE, RECEIPT = "advice", "recheck", "clue", "receipt"
NAMES = {
    "none": {ADVICE: "整改建议书", RECHECK: "整改情况复查记录", CLUE: "违法线索报告单", RECEIPT: "送达回执"},
    DELEGATED: {ADVICE: "责令限期整改指令书", RECHECK: "整改复查意见书", CLUE: "案件移送书", RECEIPT: "送达回执"},
}  # fmt: skip


def names(rulebook: Rulebook) -> dict[str, str]:
    """What the papers are called here: paper -> name."""
    return NAMES[rulebook.chosen(POWER)]


def write(  # noqa: PLR0913 - the paper, what it is made from and where it goes
    session: Session, finding_id: int, paper: str, file: Path, *, rulebook: Rulebook, on: date, folder: Path
) -> str:
    """Print one paper; gives its name. Advice and record hold all findings of the employer that wait for it.

    folder: of the office; the record shows the photos of its findings. Raises Problem when nothing waits, the township
    has no name yet, or the file cannot be written.
    """
    from desktop.report import finding_advice_1, finding_clue_1, finding_receipt_1, finding_recheck_1

    card = settings.township(session)
    if card is None:
        raise Problem("还没有填写本单位信息，整改文书没有落款。", "请在“设置 → 本单位”填写名称后再打印。")
    row = findings.one(session, finding_id, rulebook, on)
    unit, issuer = _unit(session.get_one(Employer, row.employer_id)), _issuer(card, rulebook, on)
    name = names(rulebook)[paper]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if paper == CLUE:
            steps = findings.course(session, finding_id, rulebook)
            done = tuple(finding_clue_1.Done(step.taken_on, step.label, step.note) for step in steps)
            clue = finding_clue_1.Clue(_fault(row), done, rulebook.casework.clue_within)
            finding_clue_1.write(file, unit, clue, issuer)
        elif paper == RECEIPT:
            finding_receipt_1.write(file, unit, row.document_no, issuer)
        else:
            together = _together(session, row, paper, rulebook, on)
            faults = [_fault(one) for one in together]
            if paper == ADVICE:
                finding_advice_1.write(file, unit, faults, issuer)
            else:
                finding_recheck_1.write(file, unit, faults, issuer, _photos(session, together, rulebook, folder))
    except OSError as error:
        raise Problem(
            f"写不进这个文件：{file.name}", "如果它正开着，请先关闭，或换一个文件名、文件夹。", "台账没有改动。"
        ) from error
    return name


def _photos(session: Session, rows: list[FindingRow], rulebook: Rulebook, folder: Path) -> list[Photo]:
    """The photos of these findings that can be shown, the oldest first."""
    from desktop.report.finding_paper import Photo

    found = []
    for row in rows:
        for kept in reversed(attachments.listing(session, row.employer_id, rulebook, ("finding", row.id))):
            small = previews.of_photo(folder, kept.sha256, kept.name)
            if small is not None:
                taken = f"{kept.taken_on} 拍摄" if kept.taken_on else f"{kept.added_on} 添加"
                told = (row.number, kept.kind, kept.caption, taken)
                found.append(Photo(small, "　".join(filter(None, told))))
    return found


def _together(session: Session, row: FindingRow, paper: str, rulebook: Rulebook, on: date) -> list[FindingRow]:
    """The finding first, and those of the same employer that stand on the same paper."""
    states = rulebook.casework.states
    held = findings.rows(session, rulebook, on, Filters(employer=row.employer_id))
    if paper == ADVICE:
        if not states[row.state].overdue:
            raise Problem(
                f"隐患 {row.number} 现在是“{row.standing}”，不用再建议整改。",
                "待整改、整改中、逾期的隐患才打印这份文书。",
                "没有打印任何东西。",
            )
        others = [one for one in held if one.id != row.id and states[one.state].overdue]
    else:
        others = [one for one in held if one.id != row.id and states[one.state].retest]
    return [row, *others]


def _fault(row: FindingRow) -> Fault:
    from desktop.report.finding_paper import Fault

    return Fault(
        row.number, row.described, row.opened_on, row.source, row.place, row.deadline, row.document_no, row.measures,
        row.finished_on, row.recheck_result, row.rechecked_on,
    )  # fmt: skip


def _unit(employer: Employer) -> Unit:
    from desktop.report.finding_paper import Unit

    return Unit(
        employer.name,
        employer.credit_code,
        employer.address,
        employer.legal_person or employer.leader or employer.contact,
        employer.phone or employer.legal_person_phone or employer.leader_phone,
        employer.products or employer.industry_written,
    )


def _issuer(card: TownshipCard, rulebook: Rulebook, on: date) -> Issuer:
    from desktop.report.finding_paper import Issuer

    person = " ".join(filter(None, (card.person, card.phone))) or None
    return Issuer(card.issuer, card.addressee, person, on, rulebook.chosen(POWER))
