from app.subscriptions.models import Subscription
from schemas.subscriptions import SubscriptionOut


def subscription_out(row: Subscription) -> SubscriptionOut:
    """What a person chose."""
    return SubscriptionOut.model_validate({"digest": row.digest, "version": row.version, "changed_at": row.changed_at})
