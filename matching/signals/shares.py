"""From a share to a strength, once for all signals that measure one."""


def from_share(share: float) -> float:
    """Strength of a share in [0, 1]: nothing in common speaks half as loudly against as everything speaks
    for."""
    return 1.5 * share - 0.5
