from django.urls import path

from programme import about, downloads, feeds, views

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
    path("<slug:conference>/programme.csv", downloads.programme_csv, name="programme-csv"),
    path("<slug:conference>/programme.xlsx", downloads.programme_xlsx, name="programme-xlsx"),
    path("<slug:conference>/programme.md", downloads.programme_markdown, name="programme-markdown"),
    *(path(f"<slug:conference>/{name}/", views.about_page, {"page": name}, name=name) for name in about.PAGES),
]
