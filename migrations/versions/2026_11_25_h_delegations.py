"""Who may enter drafts for a country; how often the desk comes by mail; who was reminded of what runs out."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_h_delegations"
down_revision = "2026_11_25_g_import_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_delegations()
    _create_subscriptions()
    _create_reminders()


def downgrade() -> None:
    for name in ("reminders", "subscriptions", "delegations"):
        op.drop_table(name)


def _create_delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("organization_id", sa.String(length=44), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_delegations_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations") as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_country_created_at"), ["country", "created_at"], unique=False)


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("digest", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_subscriptions_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_subscriptions")),
    )


def _create_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("assured_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_reminders_record_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "record_id", "assured_on", "valid_until", name=op.f("uq_reminders_record_id_assured_on_valid_until")
        ),
    )
