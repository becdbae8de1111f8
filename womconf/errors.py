"""The page for what went wrong, wherever in the program it happened."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_SECONDS = 2


def server_error(request):
    """Say that it is ours, with status 500. While the database cannot be reached: ask to try again, with status 503.

    Django comes here with every exception that nobody handles, of views and of middleware (`handler500`), so that it
    makes no difference where somebody first notices that the database is away. It asks nothing of the database.
    """
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
    return defaults.server_error(request)
