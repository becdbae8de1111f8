from django.urls import path

from programme import about, downloads, embedding, feeds, group_views, views

app_name = "programme"

urlpatterns = [
    path("", views.conference_list, name="conference-list"),
    path("<slug:conference>/", views.programme, name="programme"),
    path("<slug:conference>/choice/", views.choice, name="choice"),
    path("<slug:conference>/embed/", embedding.framed_programme, name="framed-programme"),
    path("<slug:conference>/sessions/<slug:code>/", views.session_detail, name="session-detail"),
    path(
        "<slug:conference>/sessions/<slug:code>/files/<slug:digest>.<slug:kind>",
        views.session_file,
        name="session-file",
    ),
    path("<slug:conference>/speakers/", views.speaker_list, name="speaker-list"),
    path("<slug:conference>/speakers/<slug:code>/", views.speaker_detail, name="speaker-detail"),
    path(
        "<slug:conference>/speakers/<slug:code>/picture-<slug:digest>.webp",
        views.speaker_picture,
        name="speaker-picture",
    ),
    path("<slug:conference>/hosts/", group_views.host_list, name="host-list"),
    path("<slug:conference>/hosts/<slug:code>/", group_views.host_detail, name="host-detail"),
    path("<slug:conference>/rooms/", group_views.room_list, name="room-list"),
    path("<slug:conference>/rooms/<slug:code>/", group_views.room_detail, name="room-detail"),
    path("<slug:conference>/tracks/", group_views.track_list, name="track-list"),
    path("<slug:conference>/tracks/<slug:code>/", group_views.track_detail, name="track-detail"),
    path("<slug:conference>/calendar.ics", feeds.conference_calendar, name="conference-calendar"),
    path("<slug:conference>/sessions/<slug:code>/calendar.ics", feeds.session_calendar, name="session-calendar"),
    path("<slug:conference>/speakers/<slug:code>/calendar.ics", feeds.speaker_calendar, name="speaker-calendar"),
    path("<slug:conference>/schedule.xml", feeds.schedule_xml, name="schedule-xml"),
    path("<slug:conference>/schedule.json", feeds.schedule_json, name="schedule-json"),
    path("<slug:conference>/share-<slug:digest>.png", feeds.share_picture, name="share-picture"),
    path(
        "<slug:conference>/sessions/<slug:code>/share-<slug:digest>.png",
        feeds.share_picture,
        name="session-share-picture",
    ),
    path("<slug:conference>/changes.atom", feeds.changes, name="changes"),
    path("<slug:conference>/programme.csv", downloads.programme_csv, name="programme-csv"),
    path("<slug:conference>/programme.xlsx", downloads.programme_xlsx, name="programme-xlsx"),
    path("<slug:conference>/programme.md", downloads.programme_markdown, name="programme-markdown"),
    *(path(f"<slug:conference>/{name}/", views.about_page, {"page": name}, name=name) for name in about.PAGES),
]
