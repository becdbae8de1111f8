"""What a public conference has to say of itself, each on a page of its own."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """`field` of the conference has the text; `ABOUT_URLS[name]` is the page of the operator that stands in for it."""

    name: str
    title: str | Promise
    field: str

    def text(self, conference):
        return getattr(conference, self.field)

    def is_said_with(self, text):
        """Whether it is said somewhere if this is what the conference says."""
        return bool(text or settings.ABOUT_URLS.get(self.name))

    def url(self, conference):
        """Return where everybody can read this, or an empty text: pages of the conference open when it is public."""
        if self.text(conference) and conference.is_public:
            return reverse(f"programme:{self.name}", args=[conference.slug])
        return settings.ABOUT_URLS.get(self.name, "")


PAGES = {
    page.name: page
    for page in [
        Page("imprint", _("Imprint"), "imprint"),
        Page("contact", _("Contact"), "contact"),
        Page("privacy", _("Privacy"), "privacy_notice"),
        Page("accessibility", _("Accessibility"), "accessibility"),
    ]
}


def links(conference, *, base_url=""):
    """Return [(title, address)] of the pages that there are; `base_url` stands before those of ours."""
    found = [(page.title, page.url(conference)) for page in PAGES.values()]
    return [(title, f"{base_url}{url}" if url.startswith("/") else url) for title, url in found if url]


def lacking(conference):
    """Return [(field, title)] of what is said nowhere, and of the address to which people answer, if it lacks."""
    pages = [(page.field, page.title) for page in PAGES.values() if not page.is_said_with(page.text(conference))]
    address = conference._meta.get_field("contact_email")
    return pages if conference.contact_email else [*pages, (address.name, address.verbose_name)]


def missing(conference):
    """Return the titles of what is lacking."""
    return [title for _field, title in lacking(conference)]
