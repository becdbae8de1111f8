"""The last part of a conference's web address, made of its title and year."""

from itertools import count

from django.utils.text import slugify

from programme.models import Conference, FormerSlug
from programme.models.conference import RESERVED_SLUGS

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
LENGTH = Conference._meta.get_field("slug").max_length


def candidates(title, starts_on):
    """Yield (slug, primary key of the conference that has or had it, else None), the best first.

    They are made of title and year: another year is another conference, and so is another title.
    """
    base = slugify(title.translate(GERMAN)) or "conference"
    year = str(starts_on.year) if starts_on else ""
    if year and year not in base.split("-"):
        base = f"{base[: LENGTH - 9].rstrip('-')}-{year}"
    base = base[: LENGTH - 4].rstrip("-")
    taken = dict(FormerSlug.objects.filter(slug__startswith=base).values_list("slug", "conference"))
    taken |= dict(Conference.objects.filter(slug__startswith=base).values_list("slug", "pk"))
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in RESERVED_SLUGS:
            yield slug, taken.get(slug)


def free(title, starts_on):
    """Return a slug that no conference has or had."""
    return next(slug for slug, conference in candidates(title, starts_on) if conference is None)
