"""From suggestions to the contract."""

from collections.abc import Iterable

import matching
from app.core.context import Context
from app.matches.present import engine_out
from app.matches.suggesting import Duplicates, Hints
from app.records.rules import Kind, Stage, stage_on
from matching.duplicates import Shared
from schemas.suggestions import (
    CouldOfferList,
    CouldOfferOut,
    DuplicateOut,
    DuplicatesOut,
    SdgSuggestion,
    SectorSuggestion,
    SharedWords,
    SourceOut,
    SuggestionsOut,
)


def suggestions_out(ctx: Context, found: matching.Suggestions) -> SuggestionsOut:
    """Sectors with SEGIB's number, goals with their targets."""
    return SuggestionsOut(
        language=found.language,
        sectors=[
            SectorSuggestion(
                segib=f"segib:{ctx.vocabulary.segib_of(item.code)}",
                code=item.code,
                strength=item.strength,
                because=list(item.because),
            )
            for item in found.sectors
        ],
        sdg=[SdgSuggestion(code=item.code, strength=item.strength, because=list(item.because)) for item in found.sdg],
    )


def duplicates_out(ctx: Context, found: Duplicates) -> DuplicatesOut:
    """Likely duplicates, each with its stage."""
    items = []
    for item in found.items:
        record = item.record
        stage = stage_on(Stage(found.stages.get(record.id, Stage.PUBLISHED)), record.valid_through, ctx.today)
        items.append(
            DuplicateOut.model_validate(
                {
                    "id": record.id,
                    "country": record.party.country,
                    "organization": record.party.organization,
                    "title": record.title,
                    "language": record.language,
                    "stage": stage.value,
                    "strength": item.strength,
                    "similarity": item.similarity,
                    "same_owner": item.same_owner,
                    "sectors": item.sectors,
                    "shared": _shared(item.shared),
                }
            )
        )
    return DuplicatesOut(engine=engine_out(found.state.index), items=items)


def could_offer_out(ctx: Context, found: Hints) -> CouldOfferList:
    """Needs with the country's own record that is nearest to each."""
    return CouldOfferList(
        engine=engine_out(found.state.index),
        items=[
            CouldOfferOut(
                need_id=item.need.id,
                country=item.need.party.country,
                title=item.need.title,
                language=item.need.language,
                strength=item.strength,
                answered=item.is_answered,
                source=_source(ctx, found, item.source_id),
                shared=_shared(item.shared),
            )
            for item in found.items
        ],
    )


def _source(ctx: Context, found: Hints, record_id: str) -> SourceOut:
    record = found.sources[record_id]
    return SourceOut.model_validate(
        {
            "side": Kind(record.kind).value,
            "id": record.id,
            "title": record.content["title"],
            "stage": stage_on(Stage(record.stage), record.expires_on, ctx.today).value,
        }
    )


def _shared(words: Iterable[Shared]) -> list[SharedWords]:
    return [SharedWords(ours=word.ours, theirs=word.theirs, concept=word.concept) for word in words]
