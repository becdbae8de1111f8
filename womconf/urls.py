from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from programme import feeds
from programme.invitation_views import invitation
from registration.admin.day import day
from registration.admin.feedback import feedback, feedback_csv
from womconf import leaving, wellknown
from womconf.health import healthz, readyz

handler404 = "womconf.errors.page_not_found"
handler500 = "womconf.errors.server_error"

FEEDBACK = "admin/programme/conference/<path:object_id>/feedback"  # a page of a conference, made by registration

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", wellknown.robots_txt, name="robots-txt"),
    path("favicon.ico", wellknown.favicon, name="favicon"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("api/", include("programme.api_urls")),
    *i18n_patterns(
        path("admin/programme/conference/<path:object_id>/paper/", include("registration.paper_urls")),
        path("admin/programme/conference/<path:object_id>/day/", admin.site.admin_view(day), name="conference-day"),
        path(f"{FEEDBACK}/", admin.site.admin_view(feedback), name="conference-feedback"),
        path(f"{FEEDBACK}.csv", admin.site.admin_view(feedback_csv), name="conference-feedback-csv"),
        path("admin/", admin.site.urls),
        path("accounts/invitation/", invitation, name="invitation"),
        path("accounts/", include("womconf.account_urls")),
        path("me/leave/", leaving.leave, name="leave"),
        path("me/left/", leaving.left, name="left"),
        path("", include("programme.speaker_urls")),
        path("", include("registration.urls")),
        path("", include("programme.urls")),
        prefix_default_language=False,
    ),
]
