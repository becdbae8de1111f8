"""How pages write translated texts, times and zones."""

import json
from datetime import datetime, time, timedelta

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from programme import about, markdown
from programme.fields import in_language, translations
from programme.languages import language_name, own_name

register = template.Library()
register.filter(language_name)

# The names that PostgreSQL's and Python's zone data have, in words; a zone without one is named by its place.
ZONE_NAMES = {
    "WET": pgettext_lazy("time zone", "Western European Time"),
    "WEST": pgettext_lazy("time zone", "Western European Summer Time"),
    "CET": pgettext_lazy("time zone", "Central European Time"),
    "CEST": pgettext_lazy("time zone", "Central European Summer Time"),
    "EET": pgettext_lazy("time zone", "Eastern European Time"),
    "EEST": pgettext_lazy("time zone", "Eastern European Summer Time"),
}


# Texts


def _attributes(language):
    """Return lang and dir for a text that is not in the language of the page (WCAG 3.1.2)."""
    if not language or language == get_language():
        return ""
    direction = "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.simple_tag
def text(value):
    """Write a translated text; in another language than the page's it says so to screen readers."""
    words, language = in_language(value, get_language())
    attributes = _attributes(language)
    return format_html("<span{}>{}</span>", attributes, words) if attributes else words


@register.simple_tag
def about_links(conference, base_url=""):
    """Return [(title, address)] of what a conference says of itself."""
    return about.links(conference, base_url=base_url)


@register.simple_tag
def prose(value, below=1):
    """Write a translated Markdown text in its own block, below a heading of this level."""
    words, language = in_language(value, get_language())
    if not words:
        return ""
    return format_html('<div class="prose"{}>{}</div>', _attributes(language), markdown.render(words, below=below))


@register.filter
def in_other_language(value):
    """The name of the language in which a text is shown when the page's is missing; else ""."""
    words, language = in_language(value, get_language())
    if not words or not language or language == get_language():
        return ""
    return language_name(language)


@register.simple_tag
def other_language(*values):
    """Say in which languages those of some texts are shown that are not there in the language of the page."""
    shown = [in_other_language(value) for value in values if translations(value)]
    languages = ", ".join(dict.fromkeys(filter(None, shown)))
    if not languages:
        return ""
    words = _("This is not available in %(page)s, so it stands here in: %(languages)s.")
    if not all(shown):
        words = _("This is only partly available in %(page)s; the rest stands here in: %(languages)s.")
    return format_html(
        '<p class="quiet">{}</p>', words % {"page": language_name(get_language()), "languages": languages}
    )


@register.simple_tag
def in_further_languages(value, title="", below=1):
    """Let people open a Markdown text, with its title, in each language that no page shows: {% prose %} shows one.

    Where the page shows its own language, those that have pages, too, are left out: the switch leads there.
    """
    found = [*_further(title), *(code for code in _further(value) if code not in _further(title))]
    return format_html_join("", "{}", ((_further_language(code, value, title, below),) for code in found))


def _further(value):
    shown, page = in_language(value, get_language())[1], get_language()
    elsewhere = {code for code, _name in settings.LANGUAGES} if shown == page else set()
    return sorted(set(translations(value)) - {shown, ""} - elsewhere)


def _further_language(code, value, title, below):
    attributes = _attributes(code)
    words, name = translations(value).get(code, ""), translations(title).get(code, "")
    return format_html(
        '<details><summary>{} <bdi{}>{}</bdi></summary><div class="prose"{}>{}{}</div></details>',
        _("Also in: %(language)s") % {"language": language_name(code)},
        attributes,
        own_name(code),
        attributes,
        format_html("<p><strong>{}</strong></p>", name) if name else "",
        markdown.render(words, below=below) if words else "",
    )


@register.filter
def titles_in_other_languages(sessions):
    """The names of the languages in which titles are shown, other than the page's, each once."""
    page = get_language()
    shown = {in_language(session.title, page)[1] for session in sessions}
    return ", ".join(sorted(language_name(language) for language in shown - {"", page}))


# Times


@register.simple_tag
def time_span(slot):
    """Write start and end as people read them, with the exact moments for machines."""
    return format_html('<span class="times">{}</span>', _span(slot, _time_element))


@register.simple_tag(takes_context=True)
def day_and_time(context, moment):
    """Write a moment with its day. Its zone is named where it is not that of all times on the page (summer, winter)."""
    local = timezone.localtime(moment)
    words = format_html(pgettext("moment", "{day}, {time}"), day=long_date(local), time=_time_element(local))
    if local.utcoffset() != _first_noon(context["conference"]).utcoffset():
        words = format_html("{} ({})", words, ZONE_NAMES.get(local.tzname()) or _offset(local))
    return format_html('<span class="when">{}</span>', words)


@register.simple_tag
def short_span(slot):
    """Write the day in short, start and end."""
    return format_html(
        '<span class="times">{}, {}</span>', short_date(timezone.localtime(slot.starts_at)), time_span(slot)
    )


@register.filter
def for_script(slot):
    """Write a slot as JSON: [start, end (both seconds since 1970), day, times (both in words)]."""
    words = short_date(timezone.localtime(slot.starts_at)), _span(slot, _time_of_day)
    return json.dumps([slot.starts_at.timestamp(), slot.taken_until.timestamp(), *words], ensure_ascii=False)


@register.filter(expects_localtime=True)
def time_of_day(moment):
    """The time of a moment in plain words, for e-mails."""
    return _time_of_day(moment)


@register.filter
def label_beside(slot, title):
    """Return the label of a slot, "" where the title above it begins with it."""
    return "" if str(title).startswith(f"{slot.label}: ") else slot.label


@register.filter
def when(slot):
    """Day and times in plain words, for e-mails."""
    return f"{long_date(timezone.localtime(slot.starts_at))}, {_span(slot, _time_of_day)}"


@register.filter
def minutes(slot):
    """How long it takes, in words; "" where the end is open."""
    return "" if slot.minutes is None else ngettext("%d minute", "%d minutes", slot.minutes) % slot.minutes


@register.filter
def until(slot):
    """Only the end, where the start stands beside it."""
    if slot.ends_at is None:
        return _("open end")
    end = _time_of_day(timezone.localtime(slot.ends_at))
    return pgettext("times", "until {end}").format(end=end) + _later_day(slot)


def _span(slot, write):
    start = write(timezone.localtime(slot.starts_at))
    if slot.ends_at is None:
        return format_html(_("from {start}"), start=start)
    end = write(timezone.localtime(slot.ends_at))
    times = format_html(pgettext("times", "{start} – {end}"), start=start, end=end)
    return format_html("{}{}", times, _later_day(slot))


def _later_day(slot):
    """The day of the end in brackets, if it is not that of the start; to midnight is still the same day."""
    last_moment = timezone.localtime(slot.ends_at) - timedelta(microseconds=1)
    if last_moment.date() == timezone.localtime(slot.starts_at).date():
        return ""
    return f" ({short_date(timezone.localtime(slot.ends_at))})"


def _time_element(local):
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), _time_of_day(local))


def _time_of_day(local):
    words = date_format(local, "TIME_FORMAT")
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        return f"{words} ({_offset(local)})"  # the clock shows this time twice that night
    return words


@register.filter(expects_localtime=True)
def long_date(day):
    return date_format(day, pgettext("day", "l, j F Y"))


@register.filter(expects_localtime=True)
def short_date(day):
    return date_format(day, pgettext("day", "D, j N"))


@register.simple_tag
def date_range(conference):
    """The days of a conference in as few words as possible: 15–17 September 2027."""
    first, last = conference.starts_on, conference.ends_on
    if first == last:
        return long_date(first)
    end = date_format(last, pgettext("day", "j F Y"))
    if (first.year, first.month) == (last.year, last.month):
        begin = pgettext("first of several days", "j")
        return f"{date_format(first, begin)}–{end}"
    begin = pgettext("day", "j F Y")
    return f"{date_format(first, begin)} – {end}"


@register.simple_tag
def zone_name(conference, moment=None):
    """The zone of all times at a moment, or on the first day: Central European Time (Europe/Berlin, UTC+1)."""
    local = moment.astimezone(conference.zone) if moment else _first_noon(conference)
    if name := ZONE_NAMES.get(local.tzname()):
        return f"{name} ({conference.time_zone}, {_offset(local)})"
    return f"{conference.time_zone} ({_offset(local)})"


def _first_noon(conference):
    return datetime.combine(conference.starts_on, time(12), conference.zone)


def _offset(local):
    minutes = int(local.utcoffset().total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}"


# Addresses


@register.simple_tag(takes_context=True)
def canonical(context):
    """Name the one address of a page that search engines may show: without its query, which only narrows or ticks.

    And that of the same page in each language; whoever reads none of them gets it in the main one (x-default).
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or not (match.namespace == "programme" or match.view_name == "registration:register"):
        return ""
    path = context["request"].path
    there = [(code, translate_url(path, code)) for code, _name in settings.LANGUAGES]
    there.append(("x-default", dict(there)[settings.LANGUAGE_CODE]))
    link = '\n    <link rel="alternate" hreflang="{}" href="{}{}">'
    others = format_html_join("", link, ((code, settings.BASE_URL, other) for code, other in there))
    return format_html('<link rel="canonical" href="{}{}">{}', settings.BASE_URL, path, others)


@register.simple_tag(takes_context=True)
def this_page_in(context, language):
    """The address of this page in another language; where there is no such page, the start page.

    What only answers a form cannot be opened by a link: `here` of its context is the page on which the form stands.
    """
    request = context.get("request")
    here = context.get("here") or (request.get_full_path() if request else "")
    there = translate_url(here, language)
    if there != here:
        return there
    with translation.override(language):
        return reverse("programme:conference-list")
