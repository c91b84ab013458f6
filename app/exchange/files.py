"""Kinds of files by the names that addresses and forms have for them, and templates as answers."""

from fastapi import Response

from app.exchange.templates import Template
from app.records.rules import Kind

KINDS = {kind.plural: kind for kind in Kind}


def file_of(template: Template) -> Response:
    """A template as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{template.name}"'}
    return Response(template.data, headers=headers, media_type=template.media_type)
