"""Health: can this server reach its tables and its case? For whoever watches over it; tells nothing of content."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

from hudna.desk.record import open_record
from hudna.ground import Fault


def health(request: HttpRequest) -> JsonResponse:
    """200 and ``ok``, or 503 and the code of what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        with open_record() as case:
            case.store.tails()
    except Fault as fault:
        return JsonResponse({"status": "ill", "code": fault.code}, status=503)
    except Exception:
        return JsonResponse({"status": "ill", "code": "database"}, status=503)
    return JsonResponse({"status": "ok"})
