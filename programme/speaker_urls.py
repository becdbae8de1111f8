from django.urls import path

from programme import speaker_views

app_name = "speaker"

urlpatterns = [
    path("speaker/", speaker_views.home, name="home"),
    path("speaker/answer/", speaker_views.answer, name="answer"),
    path("speaker/profile/", speaker_views.profile, name="profile"),
]
