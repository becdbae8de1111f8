from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from womconf.kept.answers import end_of_day, keep
from womconf.privacy import public

EXPIRES_AFTER = timedelta(days=180)  # RFC 9116, 2.5.5: less than a year


@require_safe
@public
def security_txt(request):
    """Say where to report a weakness (RFC 9116)."""
    now = timezone.now()
    last_day = now.date() + EXPIRES_AFTER
    fields = [
        ("Contact", f"mailto:{settings.SECURITY_CONTACT}"),
        ("Expires", datetime.combine(last_day, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", ", ".join(code for code, _name in settings.LANGUAGES)),
        ("Canonical", f"{settings.BASE_URL}{reverse('security-txt')}"),
    ]
    return keep(_plain(f"{name}: {value}" for name, value in fields), conference=None, until=end_of_day(now, UTC))


@require_safe
@public
def robots_txt(request):
    """Ask search engines to keep out of the pages that are not for everybody, and show them the others (RFC 9309)."""
    names = ["admin:index", "account_index", "registration:me", "speaker:home"]
    allowed, paths = [], []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths += [reverse(name) for name in names]
            allowed.append(reverse("registration:feed"))  # calendars that people have subscribed to ask as robots do
    rules = [*(f"Allow: {path}" for path in allowed), *(f"Disallow: {path}" for path in paths)]
    sitemap = f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}"
    return keep(_plain(["User-agent: *", *rules, "", sitemap]), conference=None, until=None)


@require_safe
def favicon(request):
    """Lead programs that ask without having read a page to the icon that our pages name."""
    return redirect(static("img/icon.svg"))


def _plain(lines):
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
