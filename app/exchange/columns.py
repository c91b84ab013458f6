"""The columns of import and export files: one table. Files may name them in any of the four languages.

The words are our own; several are separated by ``|``. They are compared without accents, case and punctuation, and
without what stands in brackets, so that ``País (ISO 3166)*`` is the column ``country``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.records.rules import Kind
from app.vocabulary.folding import fold


class Use(StrEnum):
    """What importing does with a column."""

    CONTENT = "content"  # written
    OWNER = "owner"  # says whose a new record is; compared with a record that is there
    KEY = "key"  # finds the record
    CHECK = "check"  # compared, never written
    COMPUTED = "computed"  # follows from the rest; ignored, with a note


_BOTH = frozenset(Kind)
_OFFER, _NEED = frozenset({Kind.OFFER}), frozenset({Kind.NEED})


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` heads the column in exports. ``form``: how its cells are read and written (``cells.FORMS``).
    ``path``: its place in a record's content, empty when it has none. ``is_table_only``: a part of a nested field,
    which JSON carries whole."""

    name: str
    form: str
    words: str
    use: Use = Use.CONTENT
    path: tuple[str, ...] = ()
    kinds: frozenset[Kind] = _BOTH
    is_table_only: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The folded headers under which it is found."""
        return frozenset(fold(word) for word in (self.name, *self.words.split("|")))


def _content(name: str, form: str, words: str, kinds: frozenset[Kind] = _BOTH) -> Column:
    return Column(name, form, words, path=(name,), kinds=kinds)


def _part(name: str, form: str, path: str, words: str, kinds: frozenset[Kind] = _BOTH) -> Column:
    return Column(name, form, words, path=tuple(path.split(".")), kinds=kinds, is_table_only=True)


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "identificador|identifiant|identifier|código de registro", Use.KEY),
    Column("country", "country", "país|pays|país receptor|pays bénéficiaire", Use.OWNER),
    Column("organization", "organization", "organización|organização|organisation|organismo", Use.OWNER, kinds=_OFFER),
    _content("language", "language", "idioma|lengua|língua|langue"),
    _content("title", "text", "título|titre|intitulé"),
    _content("description", "text", "descripción|descrição|resumen|resumo|résumé|summary"),
    _content("objective", "text", "objetivo|objectif", _NEED),
    _content("priority", "priority", "prioridad|prioridade|priorité", _NEED),
    _content("sectors", "sectors", "sectores|setores|secteurs|sector|setor|secteur"),
    _content("modalities", "modalities", "modalidades|modalités|modalidad|modalidade|modalité|modality"),
    _content("institution", "institution", "institución|instituição"),
    _part(
        "institution_type",
        "actor_type",
        "institution.type",
        "tipo de institución|tipo de instituição|type d'institution|type of institution",
    ),
    _content("themes", "themes", "temas|thèmes|tema|thème|theme"),
    _content(
        "sdg",
        "sdg",
        "ods|odd|objetivos de desarrollo sostenible|SDGs|objectifs de développement durable|"
        "objetivos de desenvolvimento sustentável|Sustainable Development Goals",
    ),
    _content(
        "delivery_languages",
        "languages",
        "idiomas de trabajo|idiomas de trabalho|langues de travail|working languages|delivery languages",
    ),
    _content("inputs", "inputs", "aportes|insumos y aportes|contribuições|apports|contributions"),
    Column("capacity", "object", "capacidad|capacidade|capacité", path=("capacity",), kinds=_OFFER),
    _part(
        "capacity_per_year",
        "whole",
        "capacity.per_year",
        "capacidad por año|capacidad anual|capacidade por ano|capacité par an|capacity per year",
        _OFFER,
    ),
    _part(
        "capacity_remaining",
        "whole",
        "capacity.remaining",
        "capacidad restante|cupos disponibles|capacidade restante|capacité restante|remaining capacity",
        _OFFER,
    ),
    _content("available_from", "day", "disponible desde|disponível a partir de|disponible à partir du|available from"),
    _content("available_until", "day", "disponible hasta|disponível até|disponible jusqu'au|available until"),
    _content(
        "valid_until",
        "day",
        "válido hasta|válida hasta|vigente hasta|válido até|vigente até|valable jusqu'au|valid until",
    ),
    _content(
        "cost_sharing",
        "cost_sharing",
        "costos compartidos|reparto de costos|custos compartilhados|repartição de custos|partage des coûts",
    ),
    _content(
        "actor_types_welcome",
        "actor_types",
        "tipos de actor admitidos|tipos de ator aceitos|types d'acteurs admis|actor types welcome|"
        "instituciones admitidas|instituições admitidas|institutions admises|institutions welcome",
    ),
    _content(
        "plan_reference",
        "text",
        "plan de referencia|plano de referência|plan de référence|national plan|plan nacional|plano nacional|"
        "plan national",
    ),
    _content(
        "target_groups",
        "texts",
        "grupos destinatarios|grupos-alvo|público-alvo|groupes cibles|groupes visés|población objetivo",
    ),
    _content("levels", "levels", "niveles|níveis|niveaux|nivel|nível|niveau|level"),
    _content("translations", "translations", "traducciones|traduções|traductions"),
    _content("external_ids", "external_ids", "identificadores externos|identifiants externes|external identifiers"),
    Column("source", "text", "fuente|fonte|sistema de origen|sistema de origem|système source", Use.KEY),
    Column(
        "external_id",
        "text",
        "id externo|identificador externo|identifiant externe|código externo|folio|external identifier",
        Use.KEY,
    ),
    Column("contact", "object", "contacto|contato", path=("contact",)),
    _part("contact_name", "text", "contact.name", "nombre de contacto|nome do contato|nom du contact|contact name"),
    _part(
        "contact_email",
        "text",
        "contact.email",
        "correo de contacto|correo electrónico|e-mail do contato|courriel du contact|e-mail|contact e-mail",
    ),
    _part(
        "contact_phone",
        "text",
        "contact.phone",
        "teléfono de contacto|teléfono|telefone do contato|telefone|téléphone du contact|téléphone|phone",
    ),
    Column("stage", "stage", "etapa|estado|étape|statut|status", Use.CHECK),
    Column("assured_on", "day", "confirmado el|confirmado em|confirmé le|assured on", Use.CHECK),
    Column("created_at", "moment", "creado el|criado em|créé le|created at", Use.CHECK),
    Column("updated_at", "moment", "actualizado el|atualizado em|modifié le|updated at", Use.CHECK),
    *(
        Column(name, "text", name, Use.COMPUTED)
        for name in (
            "version",
            "sectors_crs",
            "sectors_segib",
            "overdue",
            "completeness",
            "has_submitted_version",
            "submitted_version",
            "rejected_reason",
            "endorsed_on",
            "actions",
            "entered_by",
            "sample",
        )
    ),
)
CONTACT = frozenset({"contact", "contact_name", "contact_email", "contact_phone"})
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@cache
def by_key(kind: Kind) -> dict[str, Column]:
    """Folded header → column, for files of a kind. Raises ValueError when two columns claim one word."""
    found: dict[str, Column] = {}
    for column in COLUMNS:
        for key in column.keys if kind in column.kinds else ():
            if found.setdefault(key, column) is not column:
                msg = f"{key} is claimed by {found[key].name} and {column.name}"
                raise ValueError(msg)
    return found


def find(kind: Kind, header: str) -> Column | None:
    """The column that a header names in any language, or None."""
    keys = by_key(kind)
    return keys.get(fold(header)) or keys.get(fold(_ASIDE.sub(" ", header)))


@cache
def exported(kind: Kind, *, table: bool, contact: bool) -> tuple[Column, ...]:
    """The columns of an export in their order. ``table``: nested fields as columns of their own, else whole.
    ``contact``: whether contacts are among them."""
    return tuple(
        column
        for column in COLUMNS
        if kind in column.kinds
        and column.use is not Use.COMPUTED
        and column.name not in {"source", "external_id"}
        and (contact or column.name not in CONTACT)
        and (column.form != "object" if table else not column.is_table_only)
    )


def place_of(kind: Kind, pointer: str) -> str:
    """The column that a JSON pointer into a record's content belongs to; empty when none."""
    parts = tuple(pointer.strip("/").split("/"))
    fitting = [c for c in COLUMNS if c.path and kind in c.kinds and parts[: len(c.path)] == c.path]
    return max(fitting, key=lambda c: len(c.path)).name if fitting else ""
