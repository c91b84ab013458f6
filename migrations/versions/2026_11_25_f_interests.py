"""Asking to talk: a case per match, with the answer of each side."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_f_interests"
down_revision = "2026_11_25_e_kept_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interests",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("match_id", sa.String(length=80), nullable=False),
        sa.Column("asked_role", sa.String(length=15), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("agreed_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("closed_reason", sa.String(length=20), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint("match_id", name=op.f("uq_interests_match_id")),
    )
    _create_sides()


def downgrade() -> None:
    op.drop_table("interest_sides")
    op.drop_table("interests")


def _create_sides() -> None:
    op.create_table(
        "interest_sides",
        sa.Column("interest_id", sa.String(length=44), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("organization_id", sa.String(length=44), nullable=True),
        sa.Column("answer", sa.String(length=5), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["interest_id"],
            ["interests.id"],
            name=op.f("fk_interest_sides_interest_id_interests"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_interest_sides_record_id_records")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_interest_sides_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("interest_id", "place", name=op.f("pk_interest_sides")),
    )
    for column in ("country", "organization_id", "record_id"):
        with op.batch_alter_table("interest_sides") as batch_op:
            batch_op.create_index(batch_op.f(f"ix_interest_sides_{column}"), [column], unique=False)
