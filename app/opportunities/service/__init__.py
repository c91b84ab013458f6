"""Use cases of the room: marks of support, what could be done next, feeds."""
