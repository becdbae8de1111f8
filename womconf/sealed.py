"""Texts that the database holds encrypted: who reads it, a backup or a log finds none of them.

The key is made from SECRET_KEY; after a change of it, SECRET_KEY_FALLBACKS still opens what was sealed before.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

PURPOSE = b"womconf.sealed"


class Unreadable(Exception):
    """The text was sealed with a key that is neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS."""


class Sealed:
    """A text that shows itself to nobody, in no template, log or error, before somebody opens it."""

    def __init__(self, token):
        self.token = token

    @classmethod
    def of(cls, text):
        return cls(_fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode())

    def open(self):
        """Return the text. Raise Unreadable."""
        try:
            return _fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(self.token.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error

    def __str__(self):
        return "…"

    def __repr__(self):
        return "<Sealed>"


@lru_cache(maxsize=8)
def _fernet(*keys):
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key):
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)  # RFC 5869
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))


class SealedAttribute(DeferredAttribute):
    """Seal whatever text is assigned at once: a row that is looked at before it is stored shows it to nobody either."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedField(models.TextField):
    """A column for a Sealed text; each time the same text is sealed it looks different, so nobody can search for it."""

    descriptor_class = SealedAttribute

    def to_python(self, value):
        return Sealed.of(value) if isinstance(value, str) else value

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def get_prep_value(self, value):
        return value.token if isinstance(value, Sealed) else value

    def value_to_string(self, obj):
        """Return what serializers write: the sealed text."""
        return self.get_prep_value(self.value_from_object(obj))
