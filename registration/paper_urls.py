"""The pages of the admin below a conference that show what registration knows of it."""

from django.contrib import admin
from django.urls import path

from registration.admin import paper

app_name = "paper"

urlpatterns = [
    path("", admin.site.admin_view(paper.paper), name="page"),
    path("<str:name>", admin.site.admin_view(paper.without_names), name="without-names"),
]
