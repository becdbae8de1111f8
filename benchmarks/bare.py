"""The ceiling for pages: a Django view that answers with 20 kB, with the middleware of a new project, behind the same
server. `python -m granian … benchmarks.bare:application`."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    django.setup()

from django.http import HttpResponse
from django.urls import path

BODY = b"<p>Interkulturelle</p>\n" * 870  # 20 kB

urlpatterns = [path("bare/", lambda request: HttpResponse(BODY)), path("healthz", lambda request: HttpResponse("up"))]
application = get_wsgi_application()
