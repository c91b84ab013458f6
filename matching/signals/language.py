"""Language: can the people work together?"""

from matching.profiles import Need, Offer, Profile
from matching.results import Evidence


def working_languages(profile: Profile) -> frozenset[str] | None:
    """Declared working languages, else the language of the text, else None."""
    if profile.languages is not None:
        return profile.languages
    return frozenset({profile.language}) if profile.language else None


def language(need: Need, offer: Offer) -> Evidence | None:
    """Experts and hosts can work in a language of both. Where one side declares its working languages, the
    language of the other's text stands for what it does not declare. Unknown when neither side declares
    any: the language of a text tells who can read it, not who can teach in it."""
    if need.languages is None and offer.languages is None:
        return None
    ours, theirs = working_languages(need), working_languages(offer)
    if not ours or not theirs:
        return None
    common = ours & theirs
    return Evidence(1.0 if common else -1.0, {"languages": tuple(sorted(common))})
