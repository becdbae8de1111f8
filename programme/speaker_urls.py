from django.urls import path

from programme import handing_in_views, join_views, reminder_views, speaker_views

app_name = "speaker"

urlpatterns = [
    path("speaker/", speaker_views.home, name="home"),
    path("speaker/answer/", speaker_views.answer, name="answer"),
    path("speaker/profile/", speaker_views.profile, name="profile"),
    path("speaker/reminders/", reminder_views.reminders, name="reminders"),
    path("speaker/picture/", handing_in_views.picture, name="picture"),
    path("speaker/session/<slug:code>/", handing_in_views.hand_in, name="hand-in"),
    path("speaker/session/<slug:code>/files/", handing_in_views.files, name="files"),
    path("speaker/session/<slug:code>/files/<slug:digest>/", handing_in_views.file, name="file"),
    path("speaker/session/<slug:code>/files/<slug:digest>/remove/", handing_in_views.take_back, name="take-back"),
    path("speaker/consent/", handing_in_views.consent, name="consent"),
    path("speaker/data.json", handing_in_views.my_data, name="data"),
    path("speaker/join/<slug:code>/", join_views.join, name="join"),
]
