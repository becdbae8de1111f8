"""Which conference a text belongs to, where nobody says so."""

from django.utils import translation
from django.utils.translation import gettext as _

from programme import slugs
from programme.fields import translations
from programme.imports.writer.names import fold
from programme.models import Conference, ImportedItem


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
    """Return the slug of the conference that this text was imported into before, else a free one."""
    title = title_of(draft)
    return next(
        slug
        for slug, conference in slugs.candidates(title, draft.starts_on)
        if conference is None or fold(title) in known_titles(Conference.objects.get(pk=conference))
    )


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
