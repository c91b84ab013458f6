"""The sample registry: offers and needs written by hand, to try the service with."""

from app.sample.accounts import make_accounts, refuse_in_production
from app.sample.load import Counts, is_empty, load
from app.sample.people import make_people

__all__ = ["Counts", "is_empty", "load", "make_accounts", "make_people", "refuse_in_production"]
