"""Which conference a text belongs to, where nobody says so."""

from itertools import count

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from programme.fields import translations
from programme.imports.writer.names import fold
from programme.models import Conference, FormerSlug, ImportedItem
from programme.models.conference import RESERVED_SLUGS

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
SLUG_LENGTH = Conference._meta.get_field("slug").max_length


def title_of(draft):
    """Return the title of the text; where it has none, "Conference 2020" in its language."""
    if title := draft.title.strip():
        return title
    with translation.override(draft.language):
        return f"{_('Conference')} {draft.starts_on.year}" if draft.starts_on else _("Conference")


def venue_of(draft):
    """Return where the conference takes place, in its language; of a hybrid one also that people can join online.

    No venue means on the pages: only online.
    """
    with translation.override(draft.language):
        if draft.mode == "hybrid":
            return _("{venue} and online").format(venue=draft.venue) if draft.venue else _("on site and online")
        return draft.venue or (_("on site") if draft.mode == "on_site" else "")


def slug_of(draft):
    """Return the slug of the conference that this text was imported into before, else a free one.

    It is made of title and year: another year is another conference, and so is another title.
    """
    title = title_of(draft)
    base = slugify(title.translate(GERMAN)) or "conference"
    year = str(draft.starts_on.year) if draft.starts_on else ""
    if year and year not in base.split("-"):
        base = f"{base[: SLUG_LENGTH - 9].rstrip('-')}-{year}"
    base = base[: SLUG_LENGTH - 4].rstrip("-")
    taken = dict(FormerSlug.objects.filter(slug__startswith=base).values_list("slug", "conference"))
    taken |= dict(Conference.objects.filter(slug__startswith=base).values_list("slug", "pk"))
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug in RESERVED_SLUGS:
            continue
        if slug not in taken or fold(title) in known_titles(Conference.objects.get(pk=taken[slug])):
            return slug


def known_titles(conference):
    """Return what a conference is called, here and in the last text that was imported, in any language."""
    titles = list(translations(conference.title).values())
    for item in ImportedItem.objects.filter(conference=conference, kind="conference"):
        titles += [value for name, value in item.values.items() if name.startswith("title.")]
    return {fold(title) for title in titles}


def find_conference(draft, slug=""):
    """Return the conference that has this slug or had it before, or the one that the text itself names.

    Unsaved if there is none yet.
    """
    slug = slug or slug_of(draft)
    found = Conference.objects.filter(slug=slug).first() or Conference.objects.formerly(slug).first()
    return found or Conference(slug=slug)
