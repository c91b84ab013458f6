"""Reading an upload in a process of its own, which dies of its limits instead of the service.

``python -m app.exchange.reader LIMITS`` reads the file from standard input and writes JSON Lines (``saying``) to
standard output. It imports nothing of the service but the rule for formulas, and knows no setting and no secret.
"""
