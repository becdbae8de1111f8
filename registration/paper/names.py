"""Names of the files that organisers take out, in the language of whoever takes them."""

from django.utils.text import slugify
from django.utils.translation import pgettext_lazy

from programme.slugs import GERMAN
from registration.models.papers import Kind

WORDS = {kind.value: kind.label for kind in Kind} | {
    "answers-as-sums": pgettext_lazy("file", "answers as sums"),
    "needs": pgettext_lazy("file", "needs"),
    "figures": pgettext_lazy("file", "figures"),
    "figures-of-sessions": pgettext_lazy("file", "figures of sessions"),
    "figures-of-organisations": pgettext_lazy("file", "figures of organisations"),
    "feedback": pgettext_lazy("file", "feedback"),
    "room-signs": pgettext_lazy("file", "room signs"),
    "booklet": pgettext_lazy("file", "booklet"),
}


def file_name(conference, what, ending, more=""):
    """Return the name of a file about a conference, like „forum-2027-namensschilder.pdf“; `what` is one of WORDS."""
    return f"{plain(conference.slug, WORDS[what], more)}.{ending}"


def plain(*words):
    """Return words as one word of letters that every system takes: „Forum“, „Öffnung“ → „forum-oeffnung“."""
    written = "-".join(filter(None, map(str, words))).replace(":", "-")  # „Referent:innen“
    return slugify(written.translate(GERMAN))
