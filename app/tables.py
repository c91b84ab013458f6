"""All tables of all rooms, for migrations, backups and tests."""

from app.core.base import Base
from app.exchange import models as exchange
from app.jobs import models as jobs
from app.ledger import models as ledger
from app.matches import models as matches
from app.records import models as records
from app.registry import models as registry
from app.web import models as web

ROOMS = (registry, records, matches, ledger, jobs, exchange, web)
#: Name → table, in an order in which rows can be inserted.
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
