"""What the fields of an answer need beside their row: the conference, the moment, and all addresses."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from programme.fields import translations
from womconf.elsewhere import in_all_languages

HERE = "CODE"  # stands for a code in an address
VERSION = "api:api-v1"


def address(name, *args):
    """Return the address of something in the interface."""
    return settings.BASE_URL + reverse(f"{VERSION}:{name}", args=args)


class Shown:
    """A conference while its rows are written: `now` decides what is open, times are those of its zone."""

    def __init__(self, conference, now):
        self.conference, self.now, self.zone = conference, now, conference.zone
        self.conference_is_open = conference.registration_is_open(now)
        self._patterns = {}

    def pages(self, name, code=None):
        """Return {language: address} of the page with this URL name, of the conference or of a row with a code."""
        return {language: self._address(name, code, language) for language, _name in settings.LANGUAGES}

    def register(self, code=None):
        pages = self.pages("registration:register")
        return {language: f"{page}?session={code}" for language, page in pages.items()} if code else pages

    def own(self, name, code):
        """Return the address in the interface of a row with a code."""
        return self._address(f"{VERSION}:{name}", code)

    def file_of(self, name, code):
        """Return the address of a file that is the same in every language, of a row with a code."""
        return self._address(name, code)

    def file(self, name, *args):
        return settings.BASE_URL + reverse(name, args=[self.conference.slug, *args])

    def moment(self, moment):
        return moment and moment.astimezone(self.zone).isoformat(timespec="seconds")

    def text(self, value):
        texts = translations(value)
        if "" in texts:  # written before it could be translated
            texts.setdefault(self.conference.main_language, texts[""])
            del texts[""]
        return texts

    def _address(self, name, code, language=settings.LANGUAGE_CODE):
        """Look an address up once for all codes: to ask Django for thousands takes longer than all the rest."""
        key = name, code is None, language
        if key not in self._patterns:
            args = [self.conference.slug, *([] if code is None else [HERE])]
            with translation.override(language):
                before, _here, after = f"{settings.BASE_URL}{reverse(name, args=args)}".rpartition(HERE)
            self._patterns[key] = (before, after) if code is not None else ("", before + _here + after)
        before, after = self._patterns[key]
        return f"{before}{code or ''}{after}"


@lru_cache(maxsize=200)
def state_of(choice):
    """Return one of some choices as the interface gives it: for programs, and in words."""
    return {"state": choice.value or "any", "word": in_all_languages(choice.label)}
