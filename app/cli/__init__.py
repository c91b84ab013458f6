"""The command line: ``tcdc``, or ``python -m app``."""

from app.cli.root import main

__all__ = ["main"]
