"""What an attachment shows, when it was made, and which line of a ledger it belongs to.

Self-contained on purpose: no import from db.models, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0008", "0007"

COLUMNS = (
    ("kind", sa.String(32)), ("caption", sa.String(200)), ("taken_on", sa.Date()), ("ledger", sa.String(32)),
    ("line_id", sa.Integer()),
)  # fmt: skip


def upgrade() -> None:
    for name, kind in COLUMNS:  # added one by one: nothing is rebuilt, so nothing can be lost
        op.add_column("attachment", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was kept before the upgrade")
