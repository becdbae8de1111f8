from django.urls import path

from programme import about, embedding, feeds, views

app_name = "programme"

urlpatterns = [
    path("", views.conference_list, name="conference-list"),
    path("<slug:conference>/", views.programme, name="programme"),
    path("<slug:conference>/embed/", embedding.framed_programme, name="framed-programme"),
    path("<slug:conference>/sessions/<slug:code>/", views.session_detail, name="session-detail"),
    path("<slug:conference>/speakers/", views.speaker_list, name="speaker-list"),
    path("<slug:conference>/speakers/<slug:code>/", views.speaker_detail, name="speaker-detail"),
    path(
        "<slug:conference>/speakers/<slug:code>/picture-<slug:digest>.webp",
        views.speaker_picture,
        name="speaker-picture",
    ),
    path("<slug:conference>/calendar.ics", feeds.conference_calendar, name="conference-calendar"),
    path("<slug:conference>/sessions/<slug:code>/calendar.ics", feeds.session_calendar, name="session-calendar"),
    *(path(f"<slug:conference>/{name}/", views.about_page, {"page": name}, name=name) for name in about.PAGES),
]
