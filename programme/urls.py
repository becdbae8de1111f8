from django.urls import path

from programme import about, feeds, views

app_name = "programme"

urlpatterns = [
    path("", views.conference_list, name="conference-list"),
    path("<slug:conference>/", views.programme, name="programme"),
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
    path("<slug:conference>/schedule.xml", feeds.schedule_xml, name="schedule-xml"),
    path("<slug:conference>/schedule.json", feeds.schedule_json, name="schedule-json"),
    path("<slug:conference>/share-<slug:digest>.png", feeds.share_picture, name="share-picture"),
    path(
        "<slug:conference>/sessions/<slug:code>/share-<slug:digest>.png",
        feeds.share_picture,
        name="session-share-picture",
    ),
    path("<slug:conference>/changes.atom", feeds.changes, name="changes"),
    *(path(f"<slug:conference>/{name}/", views.about_page, {"page": name}, name=name) for name in about.PAGES),
]
