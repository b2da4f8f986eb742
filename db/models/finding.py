"""隐患: what was found wrong at an employer, by when it is to be mended, and every step until it is closed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Long, Name, Table
from db.models.employer import OF_EMPLOYER


class Finding(Table):
    """One 隐患. `state` never holds 逾期: that follows from the deadline and the day (rules/casework.py)."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("funds >= 0", name="funds"),)

    id: Mapped[Key]
    number: Mapped[Name]  # 编号: year and running number
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    source: Mapped[Code]  # 检测超标 巡查 投诉 自查 部门转来
    check_item: Mapped[Name | None]
    described: Mapped[Long]
    place: Mapped[Name | None]  # workshop or post
    gravity: Mapped[Code | None]  # 一般 重大
    category: Mapped[Code | None]  # 管理 行为 作业环境
    responsible: Mapped[Name | None]
    document_no: Mapped[Name | None]
    opened_on: Mapped[Day]
    deadline: Mapped[Day | None]  # as on the notice; None: none was set
    extensions: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was put off
    measures: Mapped[Long | None]
    funds: Mapped[float | None] = mapped_column(Float)  # 万元
    finished_on: Mapped[Day | None]
    rechecked_by: Mapped[Name | None]
    rechecked_on: Mapped[Day | None]
    recheck_result: Mapped[Code | None]  # 合格 部分合格 不合格
    state: Mapped[Code] = mapped_column(index=True)
    state_since: Mapped[Day]
    county_feedback: Mapped[Long | None]
    by_test: Mapped[bool] = mapped_column(default=False, server_default="0")  # opened and followed by test results
    factor: Mapped[Name | None]  # of such a finding: code or name of what was over; None: the report as a whole
    test_report_id: Mapped[int | None] = mapped_column(ForeignKey("test_report.id", ondelete="SET NULL"), index=True)
    test_result_id: Mapped[int | None] = mapped_column(ForeignKey("test_result.id", ondelete="SET NULL"), index=True)
    closed_by_report_id: Mapped[int | None] = mapped_column(
        ForeignKey("test_report.id", ondelete="SET NULL"), index=True
    )  # the retest that closed it


class FindingStep(Table):
    """One step of a finding: what was done, by whom, and where it led."""

    __tablename__ = "finding_step"

    id: Mapped[Key]
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id", ondelete="CASCADE"), index=True)
    step: Mapped[Code]  # id in resources/rules/casework.toml
    state: Mapped[Code]  # what it led to
    taken_on: Mapped[Day]
    person: Mapped[Name | None]  # None: the program, from a test result
    deadline: Mapped[Day | None]  # a new one set by this step
    note: Mapped[Line | None]
