"""The bin: removed records as JSON images.

Self-contained on purpose: no import from db.models, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    op.create_table(
        "binned",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.String(length=500), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binned")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was kept before the upgrade")
