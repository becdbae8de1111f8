from django.urls import include, path

from programme import api_views as views
from programme.exports.api.answers import LISTS

app_name = "api"

version_1 = [
    path("", views.start, name="start"),
    path("openapi.json", views.description, name="openapi"),
    path("conferences/", views.conferences, name="conferences"),
    path("conferences/<slug:conference>/", views.conference, name="conference"),
    path("conferences/<slug:conference>/sessions/<slug:code>/", views.session, name="session"),
    path("conferences/<slug:conference>/speakers/<slug:code>/", views.speaker, name="speaker"),
    *(path(f"conferences/<slug:conference>/{name}/", views.listed, {"name": name}, name=name) for name in LISTS),
]

urlpatterns = [
    path("v1/", include((version_1, "api-v1"))),
    path("", views.nothing, name="nothing"),
    path("<path:rest>", views.nothing, name="nothing-below"),
]
