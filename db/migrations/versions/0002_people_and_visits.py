"""People, crews, visits and plans; who answers for a village becomes a person with an assignment.

Self-contained on purpose: no import from db.models, which will have moved on.
"""

import re

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

COLUMNS = {
    "area": (("longitude", sa.Float()), ("latitude", sa.Float()), ("market_days", sa.String(500)),
             ("patrol_note", sa.String(500))),
    "employer": (("longitude", sa.Float()), ("latitude", sa.Float())),
}  # fmt: skip


def upgrade() -> None:
    _make_tables()
    for table, columns in COLUMNS.items():  # added one by one: nothing is rebuilt, so nothing can be lost
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    connection = op.get_bind()
    _name_people(connection)
    areas = _number(connection, "SELECT count(*) FROM area")
    with op.batch_alter_table("area") as batch_op:
        batch_op.drop_column("patroller")
    _refuse("lost areas", areas - _number(connection, "SELECT count(*) FROM area"))


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was kept before the upgrade")


def _name_people(connection: sa.Connection) -> None:
    """Every name in area.patroller becomes one person, and one assignment for each area it stood at."""
    written = connection.execute(sa.text("SELECT id, patroller FROM area WHERE patroller IS NOT NULL")).all()
    pairs = {(area, name): None for area, cell in written for name in _names(cell)}
    keys: dict[str, int] = {}
    for area, name in pairs:
        if name not in keys:
            keys[name] = len(keys) + 1
            connection.execute(
                sa.text("INSERT INTO person (id, name, role) VALUES (:id, :name, '网格员')"),
                {"id": keys[name], "name": name},
            )
        connection.execute(
            sa.text("INSERT INTO assignment (person_id, area_id, role) VALUES (:person, :area, '责任人')"),
            {"person": keys[name], "area": area},
        )
    _refuse("lost people", len(keys) - _number(connection, "SELECT count(*) FROM person"))
    _refuse("lost assignments", len(pairs) - _number(connection, "SELECT count(*) FROM assignment"))
    empty = sum(not _names(cell) for _, cell in written)
    held = _number(connection, "SELECT count(DISTINCT area_id) FROM assignment")
    _refuse("areas without the person they had", len(written) - empty - held)


def _names(cell: str) -> list[str]:
    return [name.strip() for name in re.split(r"[、，,；;/]", cell) if name.strip()]


def _number(connection: sa.Connection, query: str) -> int:
    return int(connection.execute(sa.text(query)).scalar_one())


def _refuse(what: str, number: int) -> None:
    if number:
        raise RuntimeError(f"upgrade 0002: {what}: {number}")


def _make_tables() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("written", sa.String(length=500), nullable=True),
        sa.Column("basis", sa.String(length=500), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_campaign_period")),
        sa.CheckConstraint("times > 0", name=op.f("ck_campaign_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "patrol_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("effort", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_patrol_plan_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_plan")),
    )
    op.create_table(
        "patrol_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_rule")),
        sa.UniqueConstraint("address", "since", name=op.f("uq_patrol_rule_address")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("post", sa.String(length=200), nullable=True),
        sa.Column("employment", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=200), nullable=True),
        sa.Column("card_no", sa.String(length=32), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("pinyin", sa.String(length=500), nullable=True),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_person_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_absence_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "area_blocked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_area_blocked_ends_after_start")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_blocked_area_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_blocked")),
    )
    with op.batch_alter_table("area_blocked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_blocked_area_id"), ["area_id"], unique=False)

    op.create_table(
        "area_distance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("km", sa.Float(), nullable=True),
        sa.Column("neighbours", sa.Boolean(), nullable=False),
        sa.CheckConstraint("km >= 0", name=op.f("ck_area_distance_km")),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_area_distance_smaller_first")),
        sa.ForeignKeyConstraint(["one_id"], ["area.id"], name=op.f("fk_area_distance_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["area.id"], name=op.f("fk_area_distance_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_distance")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_area_distance_one_id")),
    )
    with op.batch_alter_table("area_distance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_distance_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_distance_other_id"), ["other_id"], unique=False)

    op.create_table(
        "area_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_history_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["area.id"], name=op.f("fk_area_history_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_history")),
    )
    with op.batch_alter_table("area_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_history_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_history_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "crew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("minutes_a_day", sa.Integer(), nullable=True),
        sa.Column("visits_a_day", sa.Integer(), nullable=True),
        sa.Column("base_area_id", sa.Integer(), nullable=True),
        sa.Column("base", sa.String(length=200), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("minutes_a_day >= 0", name=op.f("ck_crew_minutes_a_day")),
        sa.CheckConstraint("until >= since", name=op.f("ck_crew_ends_after_start")),
        sa.CheckConstraint("visits_a_day >= 0", name=op.f("ck_crew_visits_a_day")),
        sa.ForeignKeyConstraint(["base_area_id"], ["area.id"], name=op.f("fk_crew_base_area_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew")),
    )
    with op.batch_alter_table("crew", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crew_base_area_id"), ["base_area_id"], unique=False)

    op.create_table(
        "person_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("organiser", sa.String(length=200), nullable=True),
        sa.Column("certificate_no", sa.String(length=200), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_training_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_training")),
    )
    with op.batch_alter_table("person_training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_training_person_id"), ["person_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("charge", sa.String(length=500), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("(area_id IS NULL) <> (employer_id IS NULL)", name=op.f("ck_assignment_one_object")),
        sa.CheckConstraint("until >= since", name=op.f("ck_assignment_ends_after_start")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_assignment_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_assignment_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "campaign_employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_employer_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_campaign_employer_employer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_employer")),
        sa.UniqueConstraint("campaign_id", "employer_id", name=op.f("uq_campaign_employer_campaign_id")),
    )
    with op.batch_alter_table("campaign_employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_employer_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_employer_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "crew_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_crew_member_ends_after_start")),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_crew_member_crew_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_crew_member_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_member")),
    )
    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crew_member_crew_id"), ["crew_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_crew_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("demand_key", sa.String(length=80), nullable=True),
        sa.Column("lo", sa.Date(), nullable=True),
        sa.Column("hi", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("crew_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=500), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=True),
        sa.Column("not_entered", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("counts_for_coverage", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("(state IN ('已访', '未能入内')) = (done_on IS NOT NULL)", name=op.f("ck_visit_done")),
        sa.CheckConstraint("state <> '已排' OR planned_on IS NOT NULL", name=op.f("ck_visit_planned")),
        sa.CheckConstraint("hi >= lo", name=op.f("ck_visit_window")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_visit_minutes")),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name=op.f("fk_visit_crew_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_visit_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["patrol_plan.id"], name=op.f("fk_visit_plan_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_crew_id"), ["crew_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_demand_key"), ["demand_key"], unique=False)
        batch_op.create_index("ix_visit_employer_done", ["employer_id", "state", "done_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_planned_on"), ["planned_on"], unique=False)

    op.create_table(
        "visit_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint("deadline >= earliest_on", name=op.f("ck_visit_request_window")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_visit_request_employer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_request")),
    )
    with op.batch_alter_table("visit_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_request_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_request_source"), ["source"], unique=False)
