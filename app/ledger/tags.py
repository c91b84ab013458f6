"""Every tag of the ledger: what it says, and who may read it.

Audiences: ``public`` anyone who may read the subject; ``owner`` the country or organization it belongs to;
``internal`` administrators only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag ``subject:verb`` with its audience and meaning; the meaning is public documentation."""

    name: str
    audience: str
    meaning: str


def _records(kind: str) -> tuple[Tag, ...]:
    return (
        Tag(f"{kind}:create", "owner", f"A draft {kind} was entered."),
        Tag(f"{kind}:amend", "owner", f"The {kind}'s content changed."),
        Tag(f"{kind}:propose", "owner", f"A change to a published {kind} was submitted and waits."),
        Tag(f"{kind}:submit", "owner", f"The {kind} was submitted to the focal point."),
        Tag(f"{kind}:publish", "public", f"The {kind} was published, or its waiting change was."),
        Tag(f"{kind}:reject", "owner", f"The focal point sent the {kind} back, with a reason."),
        Tag(f"{kind}:assure", "public", f"The owner confirmed that the {kind} is still true."),
        Tag(f"{kind}:lapse", "public", f"The {kind}'s validity and grace ran out: it is dormant."),
        Tag(f"{kind}:withdraw", "public", f"The owner withdrew the {kind}."),
        Tag(f"{kind}:fulfil", "public", f"The owner declared the {kind} fulfilled."),
        Tag(f"{kind}:delete", "owner", f"A draft or rejected {kind} was deleted."),
    )


_ALL = (
    *_records("offer"),
    *_records("need"),
    Tag("organization:create", "public", "An organization was registered."),
    Tag("organization:amend", "public", "An organization's entry changed."),
    Tag("focal-point:create", "public", "The office that speaks for a country was registered."),
    Tag("exclusion:create", "owner", "A country excluded a counterpart, sector or modality."),
    Tag("exclusion:end", "owner", "A country ended an exclusion."),
    Tag("dismissal:create", "owner", "A side put a proposed pair away."),
    Tag("dismissal:end", "owner", "A side took a pair back."),
    Tag("interest:ask", "owner", "A side of a match asked the others to talk."),
    Tag("interest:answer", "owner", "A side answered yes, later or no."),
    Tag("interest:agree", "owner", "All sides said yes, and see each other's contacts."),
    Tag("interest:close", "owner", "The match is no longer proposed, or one of its records has left the register."),
    Tag("delegation:create", "owner", "A country let a coordinator's organization enter drafts for it until a day."),
    Tag("delegation:end", "owner", "A country ended a delegation before its day."),
    Tag("support:create", "owner", "An organization said what it does for a need, and until when."),
    Tag("support:end", "owner", "An organization took its mark of support back."),
    Tag("subscription:amend", "internal", "A person chose how often their desk comes by mail."),
    Tag("token:create", "internal", "An access token was made."),
    Tag("token:end", "internal", "An access token was ended."),
    Tag("account:create", "internal", "An account was made."),
    Tag("account:invite", "internal", "A person was invited to an account."),
    Tag("account:accept", "internal", "The invited person accepted and set a password."),
    Tag("account:amend", "internal", "A person changed the name or language of their account."),
    Tag("account:appoint", "internal", "An account was given another role; all its sign-ins and tokens ended."),
    Tag("account:reset", "internal", "Another let a person set a new password; the second step was removed if told."),
    Tag("account:slow", "internal", "Signing in to an account failed so often that it has to wait."),
    Tag("account:disable", "internal", "An account was ended, with its sign-ins and tokens."),
    Tag("password:forget", "internal", "A link for a new password was asked for."),
    Tag("password:change", "internal", "A person set a new password; all sign-ins ended."),
    Tag("factor:confirm", "internal", "A person set up an authenticator for the second step."),
    Tag("factor:recover", "internal", "A recovery code was used in place of the authenticator."),
    Tag("factor:renew", "internal", "A person had new recovery codes made."),
    Tag("session:begin", "internal", "A person signed in."),
    Tag("session:vouch", "internal", "The provider of single sign-on vouched for a person who is signing in."),
    Tag("session:end", "internal", "A person signed out."),
    Tag("import:stage", "owner", "A file was read and checked."),
    Tag("import:apply", "owner", "A checked file was taken over."),
    Tag("import:discard", "owner", "A checked file was put away."),
    Tag("index:rebuild", "internal", "An operator had every process build its matching index anew."),
    Tag("statement:count", "public", "The nightly figures of the consolidated statement."),
)

TAGS = {tag.name: tag for tag in _ALL}
