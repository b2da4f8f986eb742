"""Findings and their steps.

Self-contained on purpose: no import from db.models, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("check_item", sa.String(length=200), nullable=True),
        sa.Column("described", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("gravity", sa.String(length=32), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("responsible", sa.String(length=200), nullable=True),
        sa.Column("document_no", sa.String(length=200), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("funds", sa.Float(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("rechecked_by", sa.String(length=200), nullable=True),
        sa.Column("rechecked_on", sa.Date(), nullable=True),
        sa.Column("recheck_result", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("county_feedback", sa.Text(), nullable=True),
        sa.Column("by_test", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("factor", sa.String(length=200), nullable=True),
        sa.Column("test_report_id", sa.Integer(), nullable=True),
        sa.Column("test_result_id", sa.Integer(), nullable=True),
        sa.Column("closed_by_report_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("funds >= 0", name=op.f("ck_finding_funds")),
        sa.ForeignKeyConstraint(
            ["closed_by_report_id"],
            ["test_report.id"],
            name=op.f("fk_finding_closed_by_report_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_finding_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["test_report_id"], ["test_report.id"], name=op.f("fk_finding_test_report_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["test_result_id"], ["test_result.id"], name=op.f("fk_finding_test_result_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_closed_by_report_id"), ["closed_by_report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_test_report_id"), ["test_report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_test_result_id"), ["test_result_id"], unique=False)

    op.create_table(
        "finding_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_step_finding_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_step")),
    )
    with op.batch_alter_table("finding_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_step_finding_id"), ["finding_id"], unique=False)
