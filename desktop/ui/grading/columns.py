"""What stands in the columns of the grading page."""

from __future__ import annotations

from desktop.ui.grades import shaped, tone_of
from desktop.ui.register.columns import graded
from desktop.ui.rowtable import Column
from desktop.work.grading_table import GradeRow


def _grade(title: str, key: str, nothing: str, width: int) -> Column[GradeRow]:
    return Column(
        title,
        lambda row: graded(getattr(row.employer, key), row.employer, nothing),
        key=key,
        width=width,
        chip=True,
        tone=lambda row: tone_of(getattr(row.employer, key)) if getattr(row.employer, key) else "",
        tip=lambda row: row.employer.because or "",
    )


COLUMNS: tuple[Column[GradeRow], ...] = (
    Column("单位名称", lambda row: row.employer.name, "name", 220, tip=lambda row: row.employer.name),
    _grade("风险等级", "level", "未分级", 112),
    _grade("综合类别", "combined", "未分类", 112),
    Column(
        "管理等级",
        lambda row: shaped(row.employer.management) if row.employer.management else "未评",
        "management",
        84,
        chip=True,
        tone=lambda row: tone_of(row.employer.management) if row.employer.management else "",
    ),
    Column(
        "理由", lambda row: row.employer.because or "还没有分级", width=300, tip=lambda row: row.employer.because or ""
    ),
    Column("缺少", lambda row: "、".join(row.missing) or "不缺", width=180, tip=lambda row: "、".join(row.missing)),
    Column("村（社区）", lambda row: row.employer.village, "village", 112),
    Column(
        "接害人数",
        lambda row: None if row.employer.exposed_workers is None else f"{row.employer.exposed_workers:,}",
        "exposed_workers",
        84,
        numeric=True,
    ),
    Column("评定日期", lambda row: row.assessed_on.isoformat() if row.assessed_on else None, width=100),
    Column("应再评定", lambda row: row.due.isoformat() if row.due else "", width=100),
)
FROZEN = 1
