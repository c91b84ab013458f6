"""Why a cell does not fit, as a code and facts."""

from app.core.errors import Fact


class Misfit(Exception):
    """Raised by whoever reads a cell; caught where rows are judged, never further up."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
