"""The ceiling for the rush: the smallest Django form that locks a row, counts it up and writes one, behind the same
server. `python -m granian … benchmarks.minimal:application` with DATABASE_URL."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

if not settings.configured:
    import environ

    settings.configure(
        SECRET_KEY="minimal",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DATABASES={"default": {**environ.Env().db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 60}},
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()

from django import forms
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path

PAGE = engines["django"].from_string(
    '<form method="post">{% csrf_token %}<input name="key" value="x">{{ form }}</form>'
)


class Form(forms.Form):
    name = forms.CharField(max_length=120)
    email = forms.EmailField()


def register(request):
    form = Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM minimal_pool FOR NO KEY UPDATE")
            cursor.execute("INSERT INTO minimal_rows VALUES (%s)", [form.cleaned_data["email"]])
            cursor.execute("UPDATE minimal_pool SET taken = taken + 1")
        return HttpResponseRedirect("/done/")
    return HttpResponse(PAGE.render({"form": form}, request))


urlpatterns = [path("rush/register/", register), path("healthz", lambda request: HttpResponse("alive"))]
application = get_wsgi_application()
