"""The service: rooms in storeys, front doors in ``main``, ``cli`` and ``worker``."""
