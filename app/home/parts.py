"""``/{language}/parts``: every visible part of the pages on one, with examples that stand in no register."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import Request, Response

from app.access.permissions import Permission, declares
from app.matches.drawing import waterfall
from app.matches.showing import Proposal, Source
from app.web.house import house_of
from app.web.pages import page_router, render
from schemas.base import Problem
from schemas.matches import MatchOut
from schemas.records import NeedOut, OfferOut

router = page_router()
NEED, FIRST, SECOND = "ned_00000000", "off_00000001", "off_00000002"
#: Prior and points of the example's signals: they add up to its score.
PRIOR = -2.0
SIGNALS = (("text", 2.1, 3.0), ("sector", 1.35, 1.5), ("inputs", -0.6, 1.0), ("proximity", 0.6, 0.6))
SCORE = 0.809998


@router.get("/parts", openapi_extra=declares(Permission.READ_PUBLIC))
def show_parts(request: Request) -> Response:
    """The style guide: what pages are made of."""
    now = house_of(request).clock()
    page = {
        "here": "",
        "need": NeedOut.model_validate(_need(now)),
        "offer": OfferOut.model_validate(_offer(now)),
        "overdue": OfferOut.model_validate(_offer(now) | {"overdue": True, "country": "BRA"}),
        "proposal": _proposal(),
        "organizations": {},
        "threshold": 0.5,
        "problem": Problem(type="/problems", title="", status=422, code="invalid-body", detail=None),
    }
    return render(request, "home/parts.html", page)


def _record(now: datetime) -> dict[str, Any]:
    confirmed = now - timedelta(days=40)
    return {
        "stage": "published",
        "version": 1,
        "sectors_crs": ["12220"],
        "sectors_segib": ["segib:2"],
        "assured_on": confirmed.date().isoformat(),
        "overdue": False,
        "completeness": {"score": 0.8, "missing_mandatory": [], "next_best": None},
        "has_submitted_version": False,
        "actions": [],
        "sample": True,
        "created_at": confirmed,
        "updated_at": confirmed,
        "language": "es",
        "sectors": ["12220"],
        "modalities": ["M01", "M04"],
    }


def _need(now: datetime) -> dict[str, Any]:
    return _record(now) | {
        "id": NEED,
        "country": "HND",
        "title": "Crear un banco de leche humana en un hospital público",
        "description": "El hospital quiere instalar un banco de leche humana y formar a su personal.",
        "institution": {"name": "Secretaría de Salud", "type": "10"},
        "priority": 1,
    }


def _offer(now: datetime) -> dict[str, Any]:
    return _record(now) | {
        "id": FIRST,
        "country": "CRI",
        "title": "Bancos de leche humana en hospitales públicos",
        "description": "Expertas acompañan la instalación, la pasteurización y el control de calidad.",
    }


def _proposal() -> Proposal:
    signals = [
        {"signal": name, "points": points, "strength": points / weight, "weight": weight, "facts": {}}
        for name, points, weight in SIGNALS
    ]
    coverage = {
        "asked": ["personnel", "equipment", "funds"],
        "by_first_provider": ["personnel"],
        "by_second_provider": ["equipment"],
        "missing": ["funds"],
    }
    explanation = {
        "prior": PRIOR,
        "signals": signals,
        "points": round(PRIOR + sum(points for _, points, _ in SIGNALS), 6),
        "terms": [],
        "coverage": coverage,
        "gap": "equipment",
        "sentence": "",
    }
    roles = {
        "recipient": {"country": "HND", "need_id": NEED},
        "first_provider": {"country": "CRI", "organization": None, "offer_id": FIRST},
        "second_provider": {"country": "MEX", "organization": None, "offer_id": SECOND},
    }
    match = MatchOut.model_validate(
        {
            "id": "mat_0",
            "kind": "triangular",
            "level": "subregional",
            "score": SCORE,
            "roles": roles,
            "explanation": explanation,
            "policy": {"priority": 1, "assured_on": None, "freshness": None},
        }
    )
    need = Source(NEED, "Crear un banco de leche humana en un hospital público", "", "", "es")
    first = Source(FIRST, "Bancos de leche humana en hospitales públicos", "", "", "es")
    second = Source(SECOND, "Equipos para laboratorios de hospitales", "", "", "es")
    return Proposal(match, need, first, second, waterfall(match.explanation))
