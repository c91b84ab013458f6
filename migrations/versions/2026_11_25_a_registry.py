"""Registry: organizations, focal points, institutions, accounts, tokens, exclusions."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_a_registry"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("organizations", "focal_points", "institutions", "accounts", "tokens", "exclusions")


def upgrade() -> None:
    _create_organizations()
    _create_focal_points()
    _create_institutions()
    _create_accounts()
    _create_tokens()
    _create_exclusions()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _create_organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(length=2), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("acronym", name=op.f("uq_organizations_acronym")),
    )


def _create_focal_points() -> None:
    op.create_table(
        "focal_points",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("institution", sa.String(length=300), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_points")),
    )
    with op.batch_alter_table("focal_points") as batch_op:
        batch_op.create_index(batch_op.f("ix_focal_points_country"), ["country"], unique=False)


def _create_institutions() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("type", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
    )
    with op.batch_alter_table("institutions") as batch_op:
        batch_op.create_index(batch_op.f("ix_institutions_country_name"), ["country", "name"], unique=True)


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("organization_id", sa.String(length=44), nullable=True),
        sa.Column("institution_id", sa.String(length=44), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("invitation_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_until", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_accounts_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_accounts_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )


def _create_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("organization_id", sa.String(length=44), nullable=True),
        sa.Column("institution_id", sa.String(length=44), nullable=True),
        sa.Column("account_id", sa.String(length=44), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_tokens_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_tokens_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
    )


def _create_exclusions() -> None:
    op.create_table(
        "exclusions",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("applies_to", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
    )
    with op.batch_alter_table("exclusions") as batch_op:
        batch_op.create_index(batch_op.f("ix_exclusions_country"), ["country"], unique=False)
