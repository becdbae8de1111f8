from django.urls import path

from programme import join_views, reminder_views, speaker_views

app_name = "speaker"

urlpatterns = [
    path("speaker/", speaker_views.home, name="home"),
    path("speaker/answer/", speaker_views.answer, name="answer"),
    path("speaker/profile/", speaker_views.profile, name="profile"),
    path("speaker/reminders/", reminder_views.reminders, name="reminders"),
    path("speaker/join/<slug:code>/", join_views.join, name="join"),
]
