"""One person in the making: what stands around a name, and how sure it is that it is one."""

import re
from dataclasses import dataclass, field

from programme.imports.draft import DraftAppearance
from programme.imports.text import names, organisations
from programme.imports.text.degrees import FUNCTION, HONORIFIC, REPRESENTATIVE
from programme.imports.text.functions import read_function

INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}$|[^\W\d_]{1,2}\.$")


@dataclass(slots=True)
class Person:
    name: str
    degrees: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    status: str | None = None
    is_sure: bool = False
    is_nobody: bool = False
    concerns_all: bool = False
    role: str | None = None
    aside: str = ""  # what is no affiliation: „sie/ihr“, „online zugeschaltet“
    noted: str = ""  # „wenn gesund“
    offices: list[str] = field(default_factory=list)  # those of the affiliations that stood before the name

    @property
    def is_known(self):
        """Whether anything but capital letters says that this is a person."""
        words = self.name.split()
        if self.is_nobody or self.degrees or self.role or self.aside or REPRESENTATIVE.match(self.name):
            return True
        if (
            self.offices
            or any(map(organisations.has_organisation_word, self.affiliations))
            or any(map(FUNCTION.match, self.affiliations))
        ):
            return True
        if HONORIFIC.match(self.name) or any(INITIAL.match(word) or word == "geb." for word in words):
            return True
        if len(words) < 2 or any(names.is_no_name(word) or word.casefold() in names.NOT_IN_NAMES for word in words):
            return False
        return any(map(names.is_first_name, words))

    @property
    def guess(self):
        """What the words are rather, where nothing is known of them."""
        words = self.name.split()
        if names.is_first_name(words[0]):
            return "person"
        return "title" if any(names.is_no_name(word) or names.is_noun(word.casefold()) for word in words) else "person"

    def appearance(self, role):
        found = [self._apart(words) for words in self.affiliations]
        return DraftAppearance(
            name=self.name,
            degree=", ".join(filter(None, [" ".join(self.degrees[:1]), *self.degrees[1:]])),
            position=", ".join(function for function, _organisation in found if function),
            affiliation=", ".join(organisation for _function, organisation in found if organisation),
            role=self.role or role,
            status=self.status or "confirmed",
        )

    def _apart(self, words):
        """Return (function, organisation): „Oberbürgermeister“, „Vorstand“ are no organisations."""
        return (words, "") if words in self.offices else read_function(words) or ("", words)
