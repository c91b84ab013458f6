"""The generated reference: one Markdown page per table of the code. Deterministic."""

import inspect
from collections.abc import Callable, Iterable, Iterator

from pydantic.fields import FieldInfo

import matching
from app.access.permissions import TABLE, Permission
from app.core.settings import PREFIX, Settings
from app.ledger.tags import TAGS
from app.records.rules import DELETABLE, FINAL, GRACE, MONTHS_VALID, MOVES, NEEDS_REASON, WHO, Action, Stage
from app.upkeep.raised import statuses
from app.web.problems import HTTP_CODES
from app.web.refusals import DETAILS, FIELDS, TITLES
from matching import gates
from matching.near_misses import GATE_CHANGES
from matching.signals import SIGNALS, TEXT
from matching.signals.text import text_strength

NOTE = "<!-- Written by `python -m app docs` from the tables in the code. Change those, not this file. -->"


def page(title: str, *parts: str) -> str:
    """A Markdown page."""
    return "\n\n".join((f"# {title}", NOTE, *parts)) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars and line ends within cells are made harmless."""
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _said(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def permissions() -> str:
    """Who may do what."""
    rows = (
        (f"`{permission.name.lower()}`", permission.value, " · ".join(_said(who) for who in TABLE[permission]))
        for permission in Permission
    )
    intro = (
        "What can be allowed, and to whom; whoever is not named may not. Every operation of the API names its "
        "permission as `x-permission` in `docs/openapi.json`. A visitor is asked to sign in (401), others are "
        "refused (403); what one may not even see is not found (404)."
    )
    return page("Permissions", intro, table(("Permission", "Allows", "Whom"), rows))


def problems() -> str:
    """Every refusal."""
    known = statuses() | {"internal": {500}}
    for status, code in HTTP_CODES.items():
        known.setdefault(code, set()).add(status)
    intro = (
        "Errors are `application/problem+json` (RFC 9457) with a stable `code`; title and detail come in the "
        "language of `Accept-Language`. With 422, `errors` names each field: a JSON pointer (or the name of a "
        "parameter), a stable code and a message."
    )
    codes = ((f"`{code}`", ", ".join(map(str, sorted(known.get(code, ())))), DETAILS[code]) for code in sorted(DETAILS))
    titles = ((str(status), TITLES[status]) for status in sorted(TITLES))
    fields = ((f"`{code}`", FIELDS[code]) for code in sorted(FIELDS))
    return page(
        "Problems",
        intro,
        table(("Code", "Status", "Detail"), codes),
        "## Codes of single fields",
        table(("Code", "Message"), fields),
        "## Titles",
        table(("Status", "Title"), titles),
    )


def settings() -> str:
    """Everything an operator may set."""
    rows = (
        (f"`{PREFIX}{name.upper()}`", _kind(field), _default(field), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    intro = (
        f"Settings come from the environment or from a file `.env` in the working folder. An unknown variable "
        f"that begins with `{PREFIX}` is an error; `TCDC_TEST_…` belongs to the tests and is ignored."
    )
    return page("Settings", intro, table(("Variable", "Kind", "Default", "Meaning"), rows))


def _kind(field: FieldInfo) -> str:
    kind = field.annotation
    choices = getattr(kind, "__args__", None)
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    names = {"int": "whole number", "float": "number", "str": "text", "Path": "path", "SecretStr": "secret"}
    return names.get(getattr(kind, "__name__", ""), str(kind))


def _default(field: FieldInfo) -> str:
    text = str(field.default)
    return f"`{text}`" if text and field.annotation is not None and field.annotation.__name__ != "SecretStr" else "none"


def ledger() -> str:
    """Every tag."""
    rows = ((f"`{tag.name}`", tag.audience, tag.meaning) for tag in TAGS.values())
    intro = (
        "One fact is written in the transaction of every change, and never changed or deleted: position, time, "
        "actor, role, country, tag, subject, audience, payload. Each carries the SHA-256 of all it says and of the "
        "hash before it, so `tcdc audit verify` finds what was tampered with. Facts about records carry the record "
        "as it then stood, without its contact.\n\n"
        "Audiences: `public` anyone who may read the subject; `owner` the country or organization it belongs to; "
        "`internal` administrators only."
    )
    return page("The ledger", intro, table(("Tag", "Audience", "Meaning"), rows))


def stages() -> str:
    """How offers and needs move."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.DRAFT}"]
    lines += [f"    {before} --> {after}: {action}" for (before, action), after in MOVES.items()]
    lines += [f"    {Stage.PUBLISHED} --> {Stage.DORMANT}: (time)"]
    lines += [f"    {stage} --> [*]" for stage in Stage if stage in FINAL]
    actions = (
        (
            f"`{action}`",
            ", ".join(_from(action)),
            _to(action),
            f"`{WHO[action].name.lower()}`",
            "yes" if action in NEEDS_REASON else "",
        )
        for action in Action
    )
    offer, need = MONTHS_VALID.values()
    return page(
        "Stages of offers and needs",
        "```mermaid\n" + "\n".join(lines) + "\n```",
        table(("Action", "From", "To", "Permission", "Needs a reason"), actions),
        f"`valid_until` defaults to {offer} months (offer) or {need} months (need) after `assured_on`. A record is "
        f"valid for another {GRACE.days} days and shown as overdue; then it reads as dormant, and a daily job marks "
        f"it so. `DELETE` is for {_listed(DELETABLE)} only; {_listed(FINAL)} are final. A submitter's change to a "
        "published record waits as a submitted version, which the focal point publishes or rejects while the "
        "published one stands.",
    )


def _from(action: Action) -> list[str]:
    return [before.value for (before, moved) in MOVES if moved is action]


def _to(action: Action) -> str:
    return next(after.value for (_, moved), after in MOVES.items() if moved is action)


def _listed(stages: Iterable[Stage]) -> str:
    return " and ".join(stage.value for stage in Stage if stage in stages)


def signals() -> str:
    """What the score is made of."""
    weights = matching.default_weights()
    rows = [(f"`{TEXT}`", f"{weights.signals[TEXT]:g}", _said(text_strength))]
    rows += [(f"`{s.name}`", f"{weights.signals[s.name]:g}", s.documentation) for s in SIGNALS]
    intro = (
        f"Engine {matching.ENGINE_VERSION}, weights `{weights.name}` version {weights.version}. A pair that passes "
        f"the gates has points: the prior ({weights.prior:g}; {weights.prior_triangular:g} for a triangle) and, for "
        "each signal that is known, its weight times a strength in [-1, 1]. The score is the logistic of the points. "
        f"A need counts as answerable from score {weights.threshold:g}. Priority and freshness are policy: they "
        "order lists and are reported apart, and never change the score."
    )
    gate_rows = ((f"`{code}`", _gate_trace(code)) for code in dict.fromkeys(gate.code for gate in gates.GATES))
    return page(
        "Signals",
        intro,
        table(("Signal", "Weight", "What it says"), rows),
        "## Gates",
        "A closed gate keeps a pair out whatever its points.",
        table(("Gate", "What a near-miss suggests"), gate_rows),
    )


def _gate_trace(code: str) -> str:
    return "nothing: it leaves no trace" if code in gates.SILENT else f"`{GATE_CHANGES[code]}`"


#: File → what writes it.
PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/permissions.md": permissions,
    "docs/reference/problems.md": problems,
    "docs/reference/settings.md": settings,
    "docs/reference/ledger.md": ledger,
    "docs/reference/stages.md": stages,
    "docs/reference/signals.md": signals,
}


def pages() -> Iterator[tuple[str, str]]:
    """File and text of every page."""
    return ((name, write()) for name, write in PAGES.items())
