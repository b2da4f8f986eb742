"""Answers to questions of the rules, and what a person decides of the industries of an employer.

Self-contained on purpose: no import from db.models, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007", "0006"

COLUMNS = (
    ("more_industries", sa.String(500)),
    ("industry_rows", sa.String(500)),
    ("star_solvents", sa.Boolean()),
    ("industry_basis", sa.String(500)),
)


def upgrade() -> None:
    op.create_table(
        "rule_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_choice")),
        sa.UniqueConstraint("question", name=op.f("uq_rule_choice_question")),
    )
    for name, kind in COLUMNS:  # added one by one: nothing is rebuilt, so nothing can be lost
        op.add_column("employer", sa.Column(name, kind, nullable=True))
