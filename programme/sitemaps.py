"""The addresses of all public pages, for search engines (https://www.sitemaps.org/protocol.html).

Written by hand: django.contrib.sitemaps asks for the language of each address anew, which takes four times as long for
2,000 sessions, and finds the main language by looking for its code in the address, which may stand there as a name.
"""

from itertools import chain
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from programme import about
from programme.models import Conference
from programme.published import current

MOST_ADDRESSES = 50_000  # in one file, as the protocol has it
START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def sitemap(request):
    """Return the bytes of the sitemap: each page in each language; the latest conferences first, to the limit."""
    languages = [code for code, _name in settings.LANGUAGES]
    pages = _pages(request)[: MOST_ADDRESSES // len(languages)]
    addresses = {}
    for language in languages:
        with translation.override(language):
            addresses[language] = [escape(settings.BASE_URL + reverse(name, args=args)) for name, args, _at in pages]
    return f"{START}{''.join(_urls(pages, addresses))}</urlset>\n".encode()


def _urls(pages, addresses):
    """Yield an element for each page in each language, with the same page in all of them."""
    for index, (_name, _args, changed_at) in enumerate(pages):
        of_page = {language: of_language[index] for language, of_language in addresses.items()}
        of_page["x-default"] = of_page[settings.LANGUAGE_CODE]
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in of_page.items()
        )
        last = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
        for language in addresses:
            yield f"<url><loc>{of_page[language]}</loc>{last}{links}</url>\n"


def _pages(request):
    """Return (name, arguments, when it was changed) of each page."""
    slugs = list(Conference.objects.public().latest_first().values_list("slug", flat=True))
    pages = [("programme:conference-list", (), None)] if len(slugs) > 1 else []
    for slug in slugs:
        if len(pages) >= MOST_ADDRESSES:
            break
        published = current(request, slug)
        pages += _pages_of(published) if published else []
    return pages


def _pages_of(published):
    conference = published.conference
    slug = conference.slug
    names = ["programme:programme", "programme:speaker-list", "registration:register"]
    names += [f"programme:{page.name}" for page in about.PAGES.values() if page.text(conference)]
    return chain(
        ((name, (slug,), None) for name in names),
        (("programme:session-detail", (slug, session.code), session.changed_at) for session in published.sessions),
        (("programme:speaker-detail", (slug, person.speaker.code), None) for person in published.people),
        (("programme:host-detail", (slug, group.of.code), None) for group in published.hosts),
        (("programme:room-detail", (slug, group.of.code), None) for group in published.rooms),
        (("programme:track-detail", (slug, group.of.code), None) for group in published.tracks),
    )
