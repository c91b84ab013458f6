"""Style sheet, scripts and pictures: kept by browsers under the address that names their content."""

import os

from fastapi import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_GOOD = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """Files of ours. With the mark of its content in the address (``pages.static``) a file never changes there;
    without it browsers ask each time whether it has."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOR_GOOD if scope["query_string"] else "no-cache"
        return response
