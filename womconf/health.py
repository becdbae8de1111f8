"""Two addresses for whoever watches the servers: does the process live, and can it do its work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

# Workers say that they live every five seconds (worker.py).
SILENCE = timedelta(seconds=30)


@require_safe
def healthz(request):
    """200 while the process lives."""
    return _plain("ok", 200)


@require_safe
def readyz(request):
    """200 while the database, its migrations and a worker are there; else 503 with the word that is missing."""
    missing = _missing()
    return _plain(missing or "ok", 503 if missing else 200)


def _missing():
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations"
        if not ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - SILENCE).exists():
            return "worker"
    except DatabaseError:
        return "database"
    return ""


def _plain(word, status):
    response = HttpResponse(word + "\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
