"""The vocabulary room: countries, groups, sectors, goals, modalities and roles, with their names in four
languages.

Everything is data in ``data/*.jsonl``; a deployment adds or replaces lines in a folder of its own, without
code. Lower than ``core``: nothing here knows the service.
"""

from app.vocabulary.entries import (
    Country,
    Entry,
    Group,
    Kind,
    Membership,
    Region,
    Role,
    SdgEntry,
    Sector,
    SegibSector,
    Theme,
    Version,
)
from app.vocabulary.load import load
from app.vocabulary.places import Place
from app.vocabulary.reading import VocabularyError
from app.vocabulary.vocabulary import Vocabulary

__all__ = [
    "Country",
    "Entry",
    "Group",
    "Kind",
    "Membership",
    "Place",
    "Region",
    "Role",
    "SdgEntry",
    "Sector",
    "SegibSector",
    "Theme",
    "Version",
    "Vocabulary",
    "VocabularyError",
    "load",
]
