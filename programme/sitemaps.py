"""The addresses of all public pages, for search engines (https://www.sitemaps.org/protocol.html)."""

from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.translation import get_language

from programme import about
from programme.models import Conference
from programme.published import current


class PublicPages(Sitemap):
    """Each page in each language, with its address in the others; the latest conferences first, to the limit.

    Addresses name the origin of the settings, never that of a request.
    """

    i18n = alternates = True

    def __init__(self, request):
        self._request = request
        self._locations = {}

    def items(self):
        """Return (name, arguments, when it was changed) of each page."""
        slugs = list(Conference.objects.public().latest_first().values_list("slug", flat=True))
        pages = [("conference-list", (), None)] if len(slugs) > 1 else []
        for slug in slugs:
            published = current(self._request, slug)
            if published is not None:
                pages += _pages(published)
            if len(pages) * len(settings.LANGUAGES) >= self.limit:
                break
        return pages

    def location(self, item):
        """Return the path of a page in the active language, found once for all who lead there."""
        name, args, _changed_at = item
        key = name, args, get_language()
        if key not in self._locations:
            self._locations[key] = reverse(name if ":" in name else f"programme:{name}", args=args)
        return self._locations[key]

    def lastmod(self, item):
        return item[2]

    def get_urls(self, page=1, site=None, protocol=None):
        """Lead whoever reads none of the languages to the main one, even where its code stands in an address."""
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            location = {link["lang_code"]: link["location"] for link in url["alternates"]}[settings.LANGUAGE_CODE]
            url["alternates"].append({"location": location, "lang_code": "x-default"})
        return urls

    def get_protocol(self, protocol=None):
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site=None):
        return settings.BASE_URL.partition("://")[2]


def _pages(published):
    conference = published.conference
    slug = conference.slug
    of_conference = ["programme", "speaker-list", "registration:register"]
    of_conference += [page.name for page in about.PAGES.values() if page.text(conference)]
    return chain(
        ((name, (slug,), None) for name in of_conference),
        (("session-detail", (slug, session.code), session.changed_at) for session in published.sessions),
        (("speaker-detail", (slug, person.speaker.code), None) for person in published.people),
    )
