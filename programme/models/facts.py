"""What helps people to choose a session: in which languages they can follow it, with which aids, for whom it is."""

from itertools import combinations
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.db.models.lookups import Regex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from programme.languages import language_name
from programme.letters import fold
from womconf.constraints import is_one_of

# An array as PostgreSQL writes it: of codes of languages, and one that has the same code twice.
CODES = r"^\{([a-z]{2,3}(-[A-Za-z]{2,4})?(,|(?=\})))*\}$"
ONE_TWICE = r"[{,]([^,}]+),(.*,)?\1[,}]"
WEB_ADDRESS = "^https?://"


class Aid(models.TextChoices):
    """What makes it possible to follow a session without hearing it, or without a language of experts."""

    CAPTIONS = "captions", _("Captions")
    EASY_LANGUAGE = "easy_language", _("Easy language")
    SIGN_LANGUAGE = "sign_language", _("Sign language")


def _as_array(field):
    return Cast(field, models.TextField())


# Which languages there are is a setting, so the database knows the form of their codes only.
CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(Regex(_as_array("interpreted_into"), CODES)),
        name="session_interpreted_into_codes",
        violation_error_message=_("Please choose the languages of the interpretation from the list."),
    ),
    models.CheckConstraint(
        condition=~Q(Regex(_as_array("interpreted_into"), ONE_TWICE)),
        name="session_interpreted_into_each_once",
        violation_error_message=_("Please name each language of the interpretation once."),
    ),
    is_one_of(
        "aids",
        [list(aids) for number in range(len(Aid) + 1) for aids in combinations(sorted(Aid.values), number)],
        name="session_aids_known",
    ),
    models.CheckConstraint(
        condition=Q(materials_url="") | Q(materials_url__regex=WEB_ADDRESS),
        name="session_materials_url_is_of_the_web",
        violation_error_message=_("Please give the materials a web address that begins with https://."),
    ),
]


class Fact(NamedTuple):
    """One fact for people: what it is about, and what it says; `words` may be a text in several languages."""

    label: str | Promise
    words: str | LazyI18nString

    def __str__(self):
        return f"{self.label}: {self.words}"


def _names(codes):
    return sorted(map(language_name, codes), key=fold)


def ways_to_follow(interpreted_into, aids):
    """Return, each in a few words, into which languages a session is interpreted, and with which aids it comes."""
    languages = ", ".join(_names(interpreted_into))
    interpretation = [str(Fact(_("Interpretation"), languages))] if languages else []
    return [*interpretation, *(str(Aid(aid).label) for aid in sorted(aids))]


class HasFacts:
    """The part of Session that says its facts in words, in the language that is active. It asks the database nothing.

    Materials are a text and a link of their own: `materials`, `materials_url`.
    """

    @property
    def facts_in_words(self):
        """Return the Facts that there are: language, interpretation, accessibility, target group."""
        facts = [
            (_("Language"), self.language and language_name(self.language)),
            (_("Interpretation"), ", ".join(_names(self.interpreted_into))),
            (_("Accessibility"), ", ".join(ways_to_follow([], self.aids))),
            (_("Target group"), self.target_group),
        ]
        return [Fact(label, words) for label, words in facts if words]

    @property
    def ways_to_follow(self):
        """Return, each in a few words, into which languages it is interpreted, and with which aids it comes."""
        return ways_to_follow(self.interpreted_into, self.aids)
