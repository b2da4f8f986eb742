"""The dated sub-ledgers of an employer: declarations, tests, examinations, trainings, contracts and the like."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.columns import Code, Day, Key, Line, Name, Precision, Table
from db.models.employer import OF_EMPLOYER


class Declaration(Table):
    """职业病危害项目申报: one receipt."""

    __tablename__ = "declaration"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code] = mapped_column(default="未知")  # 初次 变更 年度更新 注销 未知
    declared_on: Mapped[Day]
    precision: Mapped[Precision]
    receipt_no: Mapped[Name | None]
    reason: Mapped[Line | None]
    reviewed: Mapped[Name | None]  # 审核结果


class TestReport(Table):
    """检测或评价报告. `points_over` None: not said, which is not 0."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    __tablename__ = "test_report"
    __table_args__ = (CheckConstraint("points_over <= points", name="points_over"),)

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    kind: Mapped[Code] = mapped_column(default="定期检测")
    tested_on: Mapped[Day]  # sampling day: validity counts from here
    precision: Mapped[Precision]
    reported_on: Mapped[Day | None]
    institution: Mapped[Name | None]
    institution_no: Mapped[Name | None]  # 资质证书编号
    report_no: Mapped[Name | None]
    points_due: Mapped[int | None]
    points: Mapped[int | None]
    points_over: Mapped[int | None]
    published_on: Mapped[Day | None]  # 公布
    reported_up_on: Mapped[Day | None]  # 上报
    remark: Mapped[Line | None]


class TestClass(Table):
    """The points of one hazard class in a test report."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    __tablename__ = "test_class"

    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(ForeignKey("test_report.id", ondelete="CASCADE"), index=True)
    hazard_class: Mapped[Code]
    points: Mapped[int | None]
    points_over: Mapped[int | None]


class TestResult(Table):
    """One factor in a test report."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    __tablename__ = "test_result"

    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(ForeignKey("test_report.id", ondelete="CASCADE"), index=True)
    written: Mapped[Name]
    factor_code: Mapped[Code | None]
    points: Mapped[int | None]
    points_over: Mapped[int | None]
    over_limit: Mapped[bool | None]  # None: the report does not say
    result: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[Code | None]
    limit_kind: Mapped[Code | None]  # PC-TWA PC-STEL MAC LEX,8h …: which limit `result` is to be held against
    fraction: Mapped[Code | None]  # 总尘 呼尘
    place: Mapped[Name | None]  # 岗位或检测点
    cause: Mapped[Line | None]
    measure: Mapped[Line | None]
    retested_on: Mapped[Day | None]
    retest_result: Mapped[Name | None]


class HealthExam(Table):
    """职业健康检查 of one kind in one year: how many were due, how many were examined, what was found."""

    __tablename__ = "health_exam"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    year: Mapped[int]
    kind: Mapped[Code] = mapped_column(default="在岗")  # 上岗前 在岗 离岗 应急
    examined_on: Mapped[Day | None]
    precision: Mapped[Precision]
    institution: Mapped[Name | None]
    report_no: Mapped[Name | None]
    factor: Mapped[Name | None]  # None: all factors together
    due: Mapped[int | None]
    examined: Mapped[int | None]
    normal: Mapped[int | None]
    recheck: Mapped[int | None]
    suspected: Mapped[int | None]
    contraindicated: Mapped[int | None]
    other: Mapped[int | None]
    to_transfer: Mapped[int | None]
    transferred: Mapped[int | None]
    told: Mapped[int | None]  # 书面告知
    filed: Mapped[int | None]  # 建档
    suspected_reported: Mapped[bool | None]


class Training(Table):
    """职业卫生培训 held by or for the employer."""

    __tablename__ = "training"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    audience: Mapped[Code]  # 主要负责人 管理人员 劳动者
    trained_on: Mapped[Day]
    precision: Mapped[Precision]
    hours: Mapped[float | None] = mapped_column(Float)
    due: Mapped[int | None]
    trained: Mapped[int | None]
    certificate_no: Mapped[Name | None]


class TrainedPerson(Table):
    """One person at one training."""

    __tablename__ = "trained_person"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    post: Mapped[Name | None]
    trade: Mapped[Name | None]
    audience: Mapped[Code | None]
    trained_on: Mapped[Day | None]
    precision: Mapped[Precision]
    hours: Mapped[float | None] = mapped_column(Float)
    score: Mapped[float | None] = mapped_column(Float)
    certificate_no: Mapped[Name | None]
    signed: Mapped[bool | None]


class ConstructionProject(Table):
    """建设项目“三同时”."""

    __tablename__ = "construction_project"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    kind: Mapped[Code | None]  # 新建 改建 扩建 技改 引进
    risk: Mapped[Code | None]
    started_on: Mapped[Day | None]
    pre_evaluation_due: Mapped[bool | None]
    pre_evaluated_on: Mapped[Day | None]
    pre_evaluator: Mapped[Name | None]
    pre_reviewed_on: Mapped[Day | None]
    design_due: Mapped[bool | None]
    designed_on: Mapped[Day | None]
    designer: Mapped[Name | None]
    design_reviewed_on: Mapped[Day | None]
    control_evaluation_due: Mapped[bool | None]
    control_evaluated_on: Mapped[Day | None]
    control_evaluator: Mapped[Name | None]
    control_reviewed_on: Mapped[Day | None]
    rectification: Mapped[Line | None]
    in_use_on: Mapped[Day | None]  # 投产（试运行）
    acceptance_planned_on: Mapped[Day | None]
    plan_reported_on: Mapped[Day | None]  # 验收方案报告
    accepted_on: Mapped[Day | None]
    acceptance_reported_on: Mapped[Day | None]  # 验收工作过程报告（严重）
    made_up_on: Mapped[Day | None]  # 缺的环节已补做
    informed_by: Mapped[Name | None]


class LabourStanding(Table):
    """劳动合同、危害告知、工伤保险: heads counted on one day."""

    __tablename__ = "labour_standing"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    counted_on: Mapped[Day]
    contracts_signed: Mapped[int | None]
    hazards_told: Mapped[int | None]
    changes_told: Mapped[int | None]  # 岗位变更告知
    collective_contract: Mapped[bool | None]
    insured: Mapped[int | None]
    social_insured: Mapped[int | None]


class Commitment(Table):
    """告知承诺书."""

    __tablename__ = "commitment"

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey(OF_EMPLOYER, ondelete="CASCADE"), index=True)
    version: Mapped[Name | None]
    issued_on: Mapped[Day | None]
    signed_on: Mapped[Day | None]
    precision: Mapped[Precision]
    signer: Mapped[Name | None]
    expires_on: Mapped[Day | None]
