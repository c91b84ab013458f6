"""Marks of support: what an organization does for a need."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_i_supports"
down_revision = "2026_11_25_h_delegations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supports",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("need_id", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=44), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["records.id"], name=op.f("fk_supports_need_id_records"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_supports_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint("need_id", "organization_id", name=op.f("uq_supports_need_id_organization_id")),
    )
    with op.batch_alter_table("supports") as batch_op:
        batch_op.create_index(batch_op.f("ix_supports_organization_id"), ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_table("supports")
