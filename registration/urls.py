from django.urls import path

from registration.views import addresses, calendars, certificates, form, helper, joining, me, reminders

app_name = "registration"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/confirm/", me.confirm, name="me-confirm"),
    path("me/take/", me.take, name="me-take"),
    path("me/cancel/", me.cancel, name="me-cancel"),
    path("me/cancel-all/", me.cancel_all, name="me-cancel-all"),
    path("me/switch/", me.switch, name="me-switch"),
    path("me/resend/", me.resend, name="me-resend"),
    path("me/feedback/", me.feedback, name="me-feedback"),
    path("me/needs/", me.needs, name="me-needs"),
    path("me/answers/", me.answer, name="me-answers"),
    path("me/link/sent/", addresses.link_sent, name="link-sent"),
    path("me/feed.ics", calendars.feed, name="feed"),
    path("me/feed/", calendars.revoke_feed, name="me-feed"),
    path("me/new-address/", addresses.ask_for_address, name="me-new-address"),
    path("me/address/", addresses.address, name="address"),
    path("me/name/", me.rename, name="me-name"),
    path("me/data.json", me.my_data, name="me-data"),
    path("me/erase/", me.erase, name="me-erase"),
    path("me/erased/", me.erased, name="erased"),
    path("me/link/", addresses.send_link, name="me-link"),
    path("me/calendar.ics", calendars.my_calendar, name="me-calendar"),
    path("me/reminders/", reminders.reminders, name="reminders"),
    path("me/join/<slug:code>/", joining.join, name="join"),
    path("helper/", helper.helper, name="helper"),
    path("helper/mark/", helper.mark, name="helper-mark"),
    path("helper/walk-in/", helper.walk_in, name="helper-walk-in"),
    path("helper/marks/", helper.marks, name="helper-marks"),
    path("helper/end/", helper.end, name="helper-end"),
    path("helper/no-network/", helper.no_network, name="helper-no-network"),
    path("helper/worker.js", helper.worker, name="helper-worker"),
    path("c/<slug:code>/", helper.checkin, name="checkin"),
    path("me/certificate.pdf", certificates.my_certificate, name="me-certificate"),
    path("<slug:conference>/certificates/<slug:code>/", certificates.certificate, name="certificate"),
    path("<slug:conference>/register/", form.register, name="register"),
    path("<slug:conference>/register/done/", form.register_done, name="register-done"),
]
