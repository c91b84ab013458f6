"""Every row of an imported file, as the file has it, with what does not fit: for the preview."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_g_import_rows"
down_revision = "2026_11_25_f_interests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_rows") as batch_op:
        batch_op.add_column(sa.Column("cells", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("errors", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Rows that change nothing, or do not fit, were not kept before."""
    op.execute("DELETE FROM import_rows WHERE outcome IN ('unchanged', 'error')")
    with op.batch_alter_table("import_rows") as batch_op:
        batch_op.drop_column("errors")
        batch_op.drop_column("cells")
