"""People who sign in: passwords, sessions, links, attempts, browsers, second factors; and letters to send."""

import sqlalchemy as sa
from alembic import op

from app.core.base import UtcTime

revision = "2026_11_25_d_people"
down_revision = "2026_11_25_c_ledger"
branch_labels = None
depends_on = None

TABLES = (
    "credentials",
    "sessions",
    "links",
    "attempts",
    "devices",
    "second_factors",
    "recovery_codes",
    "mails",
)


def upgrade() -> None:
    _create_credentials()
    _create_sessions()
    _create_links()
    _create_attempts()
    _create_devices()
    _create_second_factors()
    _create_recovery_codes()
    _create_mails()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id_accounts"))


def _index(table: str, column: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _create_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        _of_account("credentials"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credentials")),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        _of_account("sessions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("hash", name=op.f("uq_sessions_hash")),
    )
    _index("sessions", "account_id")


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        _of_account("links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    _index("links", "account_id")


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcTime(), nullable=False),
        sa.Column("held_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    _index("attempts", "last_at")


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        _of_account("devices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("hash", name=op.f("uq_devices_hash")),
    )
    _index("devices", "account_id")


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("nonce", sa.String(length=44), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=True),
        _of_account("second_factors"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factors")),
    )


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=44), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        _of_account("recovery_codes"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recovery_codes")),
    )
    _index("recovery_codes", "account_id")


def _create_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=44), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("not_after", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("given_up_at", UtcTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    _index("mails", "created_at")
