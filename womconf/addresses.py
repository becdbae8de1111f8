"""One spelling of each e-mail address: by it an address is compared, limited, stored and written to.

Two spellings of one mailbox would be two people, with a place and with e-mails for each of them. So whoever takes an
address from outside brings it into its canonical form: lower case, and the domain as mail servers know it
(docs/decisions/0012). The database refuses any other.
"""

import re
import unicodedata
from contextlib import suppress

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from womconf.quotes import in_quotes

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, without the brackets
# What a canonical address looks like, for Python and for PostgreSQL. Lower case, printable ASCII, one @; neither
# quotation marks nor [1.2.3.4], by which one mailbox would have more names than one.
LOCAL = "[!#-'*+./0-9=?^-~-]+"
DOMAIN = r"[a-z0-9-]+(\.[a-z0-9-]+)*"
ADDRESS = f"^{LOCAL}@{DOMAIN}$"
DOMAINS = rf"^\{{({DOMAIN}(,{DOMAIN})*)?\}}$"  # an array of them as PostgreSQL writes it

_validate_length = MaxLengthValidator(MAX_LENGTH)


def canonical(text):
    """Return the canonical form of an address; spaces around it are cut. Raise a ValidationError that says what to do.

    `Anna@MÜLLER.example` is `anna@xn--mller-kva.example`.
    """
    text = text.strip()
    _validate_length(text)
    _refuse_slips(text)
    local, domain = text.split("@")
    _refuse_strange(local)
    local = local.lower()
    if wrong := re.sub(LOCAL, "", local):
        _refuse_before_at(wrong[0])
    address = f"{local}@{canonical_domain(domain)}"
    try:
        validate_email(address)
    except ValidationError as error:
        raise _no_domain(domain) from error
    if not re.fullmatch(ADDRESS, address):
        raise _no_domain(domain)
    _validate_length(address)
    return address


# What people mistype, each with the sentence that says what to do; the first one that fits is said.
SLIPS = [
    (r"[<>]|^mailto:", _("Please type only the address itself, as in name@example.org.")),
    (r"^[^@]*$", _("The @ is missing. An e-mail address looks like this: name@example.org.")),
    (r"@.*@", _("There is more than one @ here. Please type one address only.")),
    (r"[ \t]", _("There is a space in this e-mail address. Please remove it.")),
    (r"^@", _("Please type what stands before the @, too.")),
    (r"@$", _("Please type what stands after the @, too.")),
    (r"[.,;:]$", _("This e-mail address ends with a punctuation mark. Please remove it.")),
    (r"@.*[,;:].*", _("Please type a dot after the @, no other punctuation mark: name@example.org.")),
    (r"\.\.", _("There are two dots in a row here. Please remove one.")),
    (r"^\.|\.@|@\.", _("No dot can stand at the beginning of an e-mail address or beside the @. Please remove it.")),
    (r"@[^.]*$", _("The ending is missing after the @, such as “.org” in name@example.org.")),
]
SPELLED_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def _refuse_slips(text):
    for pattern, sentence in SLIPS:
        if re.search(pattern, text):
            raise ValidationError(sentence, code="slip")


def _refuse_before_at(character):
    instead = SPELLED_OUT.get(character)
    sentence = (
        _("“%(character)s” cannot stand before the @ of an e-mail address. Perhaps yours has “%(instead)s”.")
        if instead
        else _("“%(character)s” cannot stand before the @ of an e-mail address. Please check the address.")
    )
    named = {"character": in_quotes(character), "instead": in_quotes(instead or "")}
    raise ValidationError(sentence, code="before_at", params=named)


def _no_domain(domain):
    return ValidationError(
        _("“%(domain)s” is no domain of an e-mail address. Please type again what stands after the @."),
        code="domain",
        params={"domain": in_quotes(domain)},
    )


def canonical_domain(domain):
    """Return a domain in lower case, as mail servers know it: `straße.example` is `xn--strae-oqa.example` (IDNA 2008).

    Raise a ValidationError for what is no domain by these rules. A domain in plain letters is not looked at further.
    """
    # Letter by letter, as browsers do: Python would end an upper-case Greek word with another sigma.
    domain = unicodedata.normalize("NFC", "".join(map(str.lower, domain)))
    _refuse_strange(domain)
    if domain.isascii() and not re.search(r"(^|\.)xn--", domain):
        return domain
    try:
        return idna.encode(domain, strict=True).decode()
    except idna.IDNAError as error:
        raise _no_domain(domain) from error


def canonical_domains(text):
    """Return the domains that somebody wrote down: with @, commas, or on lines of their own."""
    return [canonical_domain(domain) for domain in re.split(r"[\s,;]+@?", f" {text}") if domain]


def readable(address):
    """Return an address, or a domain, as people write it: `anna@straße.example`. For pages, never to write to."""
    local, at, domain = address.rpartition("@")
    with suppress(idna.IDNAError, ValidationError):
        written = idna.decode(domain)
        if canonical_domain(written) == domain:
            return f"{local}{at}{written}"
    return address


def in_search(term):
    """Return the words of a search with the domains of addresses as they are stored; anything else stays as typed."""
    return " ".join(map(_with_canonical_domain, term.split(" ")))


def _with_canonical_domain(word):
    local, at, domain = word.rpartition("@")
    with suppress(ValidationError):
        return f"{local}@{canonical_domain(domain)}" if at else word
    return word


def _refuse_strange(text):
    """Refuse what cannot be seen, and what stands for another character, as `ｅ` for `e`: copied text brings both."""
    for character in text:
        if not character.isprintable() or unicodedata.normalize("NFKC", character) != character:
            raise ValidationError(
                _(
                    "This e-mail address has an invisible or unusual character (U+%(code)s). Please delete the address "
                    "and type it by hand."
                ),
                code="strange_character",
                params={"code": f"{ord(character):04X}"},
            )


class AddressInput(forms.TextInput):
    """A field to type an address into; phones show their keyboard for addresses.

    Not type="email": Chromium makes `strasse.example` of `straße.example` there, before the server sees anything.
    """

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "email", "autocapitalize": "none", "spellcheck": "false", **(attrs or {})})


class AddressFormField(forms.EmailField):
    """An address that somebody types; `cleaned_data` has its canonical form."""

    widget = AddressInput

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": MAX_LENGTH, **kwargs})

    def to_python(self, value):
        value = super().to_python(value)
        return canonical(value) if value else value

    def prepare_value(self, value):
        return readable(value) if value else value


class AddressField(models.EmailField):
    """An address in its canonical form. What is assigned stays as it is until it is cleaned, by a form or full_clean.

    Belongs to a constraint (`is_canonical`): what has not been cleaned cannot be saved.
    """

    def clean(self, value, model_instance):
        return super().clean(canonical(value) if value else value, model_instance)

    def formfield(self, **kwargs):
        return super().formfield(
            **{**kwargs, "form_class": AddressFormField, "widget": AddressInput({"class": "vTextField"})}
        )


def is_canonical(field, *, name, or_empty=True):
    """Return the constraint of an AddressField."""
    condition = Q(**{f"{field}__regex": ADDRESS})
    return _constraint(condition | Q(**{field: ""}) if or_empty else condition, name)


def are_canonical_domains(field, *, name):
    """Return the constraint of an array of domains."""
    return _constraint(Q(Regex(Cast(field, models.TextField()), DOMAINS)), name)


def _constraint(condition, name):
    return models.CheckConstraint(
        condition=condition,
        name=name,
        violation_error_message=_("This is not spelled as mail servers spell it. Please type it again."),
    )
