"""Forms that wait for their writer to sign in again."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_e_kept_forms"
down_revision = "2026_11_25_d_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_kept_forms_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
    )
    with op.batch_alter_table("kept_forms") as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_forms_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_forms_created_at"), ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_forms")
