"""Offers and needs with their codes, external ids and dismissals."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_b_records"
down_revision = "2026_11_25_a_registry"
branch_labels = None
depends_on = None

TABLES = ("records", "record_tags", "record_external_ids", "dismissals")


def upgrade() -> None:
    _create_records()
    _create_record_tags()
    _create_record_external_ids()
    _create_dismissals()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _create_records() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("organization_id", sa.String(length=44), nullable=True),
        sa.Column("entered_as", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("rejected_reason", sa.Text(), nullable=True),
        sa.Column("endorsed_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint("(country IS NULL) <> (organization_id IS NULL)", name=op.f("ck_records_one_owner")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_records_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    with op.batch_alter_table("records") as batch_op:
        batch_op.create_index(batch_op.f("ix_records_country_kind"), ["country", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_records_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_records_kind_stage_updated_at"), ["kind", "stage", "updated_at"], unique=False
        )


def _create_record_tags() -> None:
    op.create_table(
        "record_tags",
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=62), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_tags_record_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "scheme", "code", name=op.f("pk_record_tags")),
    )
    with op.batch_alter_table("record_tags") as batch_op:
        batch_op.create_index(batch_op.f("ix_record_tags_scheme_code"), ["scheme", "code"], unique=False)


def _create_record_external_ids() -> None:
    op.create_table(
        "record_external_ids",
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=44), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_external_ids_record_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "source", "external_id", name=op.f("pk_record_external_ids")),
        sa.UniqueConstraint(
            "owner", "kind", "source", "external_id", name=op.f("uq_record_external_ids_owner_kind_source_external_id")
        ),
    )


def _create_dismissals() -> None:
    op.create_table(
        "dismissals",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=False),
        sa.Column("need_id", sa.String(length=40), nullable=False),
        sa.Column("offer_id", sa.String(length=40), nullable=False),
        sa.Column("reason_code", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["records.id"], name=op.f("fk_dismissals_need_id_records"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["records.id"], name=op.f("fk_dismissals_offer_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissals")),
        sa.UniqueConstraint("side", "need_id", "offer_id", name=op.f("uq_dismissals_side_need_id_offer_id")),
    )
    with op.batch_alter_table("dismissals") as batch_op:
        batch_op.create_index(batch_op.f("ix_dismissals_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dismissals_offer_id"), ["offer_id"], unique=False)
