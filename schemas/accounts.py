"""People's accounts, and what is handed over from one officer to the next."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.base import ActorTypeCode, CountryCode, Day, Line, OrganizationId, Schema, ShortLine, Time

PersonRole = Literal["focal_point", "country_admin", "submitter", "agency", "coordinator", "administrator"]
InterfaceLanguage = Literal["es", "pt", "fr", "en"]
#: As HTML has it, and a dot in the host.
EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
Email = Annotated[str, Field(max_length=254, pattern=EMAIL, strict=True), AfterValidator(str.casefold)]


class InstitutionIn(Schema):
    """The public body, university, business or NGO of a submitter."""

    name: Line
    type: ActorTypeCode = Field(description="IATI OrganisationType.")


class AccountIn(Schema):
    """Whom an invitation is for; sent by mail with a link that works once."""

    email: Email
    role: PersonRole
    country: CountryCode | None = Field(None, description="Of a focal point, country administrator or submitter.")
    organization: OrganizationId | None = Field(None, description="Of an agency or coordinator.")
    institution: InstitutionIn | None = Field(None, description="Of a submitter.")
    name: ShortLine | None = Field(None, description="The person may change it when accepting.")
    language: InterfaceLanguage = Field("es", description="Of the letters to this person.")


class AccountOut(Schema):
    """A person's account, for those who manage it."""

    id: str
    email: str
    name: str
    role: PersonRole | Literal["system"]
    country: CountryCode | None
    organization: str | None
    language: InterfaceLanguage
    state: Literal["invited", "active", "ended"] = Field(description="`invited` until a password was chosen.")
    second_step: bool = Field(description="Whether an authenticator was set up.")
    invited_until: Time | None = Field(description="Until when the last invitation can be accepted.")
    created_at: Time
    ended_at: Time | None


class AccountPage(Schema):
    items: list[AccountOut]
    next: None = None
    total: int


class AppointIn(Schema):
    """Another role within the same country or organization."""

    role: PersonRole


class ResetIn(Schema):
    """``second_step``: take the authenticator away too."""

    second_step: bool = False


class CallerOut(Schema):
    """Who asks, as the service sees it."""

    id: str
    role: str
    country: CountryCode | None
    organization: str | None
    scopes: list[str]


class AcceptIn(Schema):
    """What an invited person chooses; the password goes its own way."""

    name: ShortLine
    language: InterfaceLanguage


class HandoverItem(Schema):
    """One open item. ``since``: the day from which it has been open in this way; ``days``: since then."""

    id: str
    kind: Literal["offer", "need"]
    title: str
    language: str
    since: Day
    days: int
    valid_until: Day | None


class HandoverOut(Schema):
    """Everything of a country that is open, for whoever takes over."""

    country: CountryCode
    as_of: Day
    drafts: list[HandoverItem] = Field(description="Entered or sent back, and not submitted.")
    submitted: list[HandoverItem] = Field(description="Records, and changes to published ones, that wait.")
    running_out: list[HandoverItem] = Field(description="Published; four fifths of their validity or more have passed.")
    dormant: list[HandoverItem] = Field(description="No longer matched until they are assured.")
    total: int
