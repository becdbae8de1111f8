from django.urls import path

from registration import views

app_name = "registration"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/confirm/", views.confirm, name="me-confirm"),
    path("me/take/", views.take, name="me-take"),
    path("me/cancel/", views.cancel, name="me-cancel"),
    path("me/cancel-all/", views.cancel_all, name="me-cancel-all"),
    path("me/switch/", views.switch, name="me-switch"),
    path("me/resend/", views.resend, name="me-resend"),
    path("me/needs/", views.needs, name="me-needs"),
    path("me/answers/", views.answer, name="me-answers"),
    path("me/link/sent/", views.link_sent, name="link-sent"),
    path("me/feed.ics", views.feed, name="feed"),
    path("me/feed/", views.revoke_feed, name="me-feed"),
    path("me/new-address/", views.ask_for_address, name="me-new-address"),
    path("me/address/", views.address, name="address"),
    path("me/name/", views.rename, name="me-name"),
    path("me/data.json", views.my_data, name="me-data"),
    path("me/erase/", views.erase, name="me-erase"),
    path("me/erased/", views.erased, name="erased"),
    path("me/link/", views.send_link, name="me-link"),
    path("me/calendar.ics", views.my_calendar, name="me-calendar"),
    path("<slug:conference>/register/", views.register, name="register"),
    path("<slug:conference>/register/done/", views.register_done, name="register-done"),
]
