"""All tables of all rooms, for migrations, backups and tests."""

from app.accounts import models as accounts
from app.core.base import Base
from app.delegations import models as delegations
from app.desk.writing import models as writing
from app.exchange import models as exchange
from app.interest import models as interest
from app.jobs import models as jobs
from app.ledger import models as ledger
from app.mail import models as mail
from app.matches import models as matches
from app.opportunities import models as opportunities
from app.records import models as records
from app.registry import models as registry
from app.subscriptions import models as subscriptions
from app.web import models as web

ROOMS = (
    registry,
    accounts,
    mail,
    records,
    matches,
    interest,
    delegations,
    ledger,
    jobs,
    exchange,
    writing,
    subscriptions,
    opportunities,
    web,
)
#: Name → table, in an order in which rows can be inserted.
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
