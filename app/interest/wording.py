"""Words for letters about cases, in the reader's language."""

from app.core.context import Context
from app.core.languages import translate
from app.registry import queries as registry

#: What a side answered, as pages say it too.
ANSWERS = {"yes": "Yes, let us talk", "later": "Later", "no": "No"}


def answer_words(answer: str, language: str) -> str:
    """An answer as a letter says it."""
    return translate(language, ANSWERS[answer])


def party_name(ctx: Context, country: str | None, organization: str | None, language: str) -> str:
    """A country by its name, an organization by its acronym."""
    if country is not None:
        return ctx.vocabulary.name("countries", country, language)
    return registry.get_organization(ctx, organization or "").acronym
