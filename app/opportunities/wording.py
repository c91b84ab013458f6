"""The words of the room's tables: English is the source, the catalogues have the rest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the page, and what it means."""

    word: str
    meaning: str


PROPOSAL = Meaning(
    "Proposal",
    "A published need and a published offer, both valid, whose score reaches the threshold; computed from the "
    "register, agreed by nobody.",
)
UNANSWERED = Meaning(
    "Unanswered need",
    "A need with at least one proposal and no case under way that the reader may know of; a case is under way from the "
    "moment a side asks to talk until it is declined or closed.",
)
EXCHANGE = Meaning(
    "Exchange",
    "Two to four countries, each with a proposal for the next, and the last for the first; ranked by the weakest "
    "proposal.",
)
TRIANGLE = Meaning(
    "Triangle",
    "A need, a provider with experience, and a second provider who brings what the best bilateral proposal lacks.",
)
CONCENTRATION = Meaning(
    "Supplier concentration", "How large a share of all proposals rests on the offers of one country or organization."
)
FOCAL_POINT = Meaning(
    "Active focal point", "An office that the directory names for the country, confirmed within the last 12 months."
)
OVERDUE = Meaning(
    "Overdue", "The validity has ended; the record is still shown for 60 days after it, then it becomes dormant."
)
MEANINGS = (PROPOSAL, UNANSWERED, EXCHANGE, TRIANGLE, CONCENTRATION, FOCAL_POINT, OVERDUE)
NEW_NEEDS = "New needs of technical cooperation"
NEW_OFFERS = "New offers of technical cooperation"
