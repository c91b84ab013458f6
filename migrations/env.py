"""Runs migrations on the connection that the service hands over; never opens one of its own."""

from alembic import context

from app.core.base import Base
from app.tables import TABLES

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(547025)")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
    include_object=lambda _thing, name, kind, _reflected, _other: kind != "table" or name in TABLES,
)
with context.begin_transaction():
    context.run_migrations()
