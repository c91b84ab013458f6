"""What all tests have at hand: a real PostgreSQL (tests/postgres_plugin.py) and a real browser (tests/browser.py)."""

pytest_plugins = ["tests.postgres_plugin", "tests.browser"]
