"""Quotation marks of the reader's language, for what is put together of several titles."""

from django.utils.translation import gettext


def quoted(text):
    return gettext("“%s”") % text
