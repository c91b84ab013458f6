"""``/api/v1/account/subscription``: how often the caller's desk comes by mail."""

from fastapi import APIRouter, Response

from app.access.permissions import Permission, declares
from app.subscriptions import present
from app.subscriptions.rules import Digest
from app.subscriptions.service import choosing
from app.web.dependencies import Expected, Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.subscriptions import SubscriptionOut, SubscriptionPatch

router = APIRouter(prefix="/api/v1/account", tags=["accounts"], route_class=RememberingRoute)
OWN = declares(Permission.OWN_ACCOUNT)


def _tagged(response: Response, out: SubscriptionOut) -> SubscriptionOut:
    response.headers["ETag"] = f'"{out.version}"'
    return out


@router.get("/subscription", operation_id="get_subscription", openapi_extra=OWN, responses=errors(401, 404, 503))
def get_subscription(ctx: Reading, response: Response) -> SubscriptionOut:
    """How often the caller's desk comes by mail."""
    return _tagged(response, present.subscription_out(choosing.look(ctx)))


@router.patch(
    "/subscription",
    operation_id="amend_subscription",
    openapi_extra=OWN,
    responses=errors(401, 403, 404, 409, 412, 413, 422, 428, 503),
)
def amend_subscription(
    ctx: Writing, patch: SubscriptionPatch, expected: Expected, response: Response
) -> SubscriptionOut:
    """Choose how often (JSON merge patch)."""
    digest = Digest(patch.digest) if "digest" in patch.model_fields_set else None
    return _tagged(response, present.subscription_out(choosing.choose(ctx, digest, expected)))
