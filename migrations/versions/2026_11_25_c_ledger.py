"""Ledger, jobs, imports and remembered answers."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_c_ledger"
down_revision = "2026_11_25_b_records"
branch_labels = None
depends_on = None

TABLES = ("facts", "ledger_head", "jobs", "imports", "import_rows", "remembered_answers")


def upgrade() -> None:
    _create_facts()
    _create_ledger_head()
    _create_jobs()
    _create_imports()
    _create_import_rows()
    _create_remembered_answers()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_facts")),
    )
    with op.batch_alter_table("facts") as batch_op:
        batch_op.create_index(batch_op.f("ix_facts_country_position"), ["country", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_facts_subject_position"), ["subject", "position"], unique=False)


def _create_ledger_head() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("not_before", UtcTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("once_key", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("once_key", name=op.f("uq_jobs_once_key")),
    )
    with op.batch_alter_table("jobs") as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_status_not_before"), ["status", "not_before"], unique=False)


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("actor", sa.JSON(), nullable=False),
        sa.Column("entered_as", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("organization_id", sa.String(length=44), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_imports_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )


def _create_import_rows() -> None:
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.String(length=44), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("import_rows") as batch_op:
        batch_op.create_index(batch_op.f("ix_import_rows_import_id_number"), ["import_id", "number"], unique=False)


def _create_remembered_answers() -> None:
    op.create_table(
        "remembered_answers",
        sa.Column("caller", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_remembered_answers")),
    )
    with op.batch_alter_table("remembered_answers") as batch_op:
        batch_op.create_index(batch_op.f("ix_remembered_answers_created_at"), ["created_at"], unique=False)
