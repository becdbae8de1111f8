"""How pages write translated texts, times and statuses."""

from datetime import datetime, time

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from programme import markdown
from programme.fields import in_language

register = template.Library()


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
def prose(value):
    """Write a translated Markdown text, in its own block."""
    words, language = in_language(value, get_language())
    return format_html('<div class="prose"{}>{}</div>', _attributes(language), markdown.render(words)) if words else ""


@register.filter
def in_other_language(value):
    """The name of the language in which a text is shown when the page's is missing; else ""."""
    words, language = in_language(value, get_language())
    if not words or not language or language == get_language():
        return ""
    return dict(settings.CONTENT_LANGUAGES).get(language, language)


@register.filter
def language_name(code):
    return dict(settings.CONTENT_LANGUAGES).get(code, code)


@register.simple_tag
def time_span(slot):
    """Write start and end as people read them, with the exact moments for machines."""
    start = _time(slot.starts_at)
    if slot.ends_at is None:
        return format_html(_("from {start}"), start=start)
    days_later = (timezone.localtime(slot.ends_at).date() - timezone.localtime(slot.starts_at).date()).days
    end = _time(slot.ends_at)
    if days_later:
        end = format_html("{} ({})", end, date_format(timezone.localtime(slot.ends_at), pgettext("day", "D, j N")))
    return format_html(pgettext("times", "{start} – {end}"), start=start, end=end)


def _time(moment):
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), date_format(local, "TIME_FORMAT")
    )


@register.filter
def when(slot):
    """Day and times in plain words, for e-mails."""
    start = timezone.localtime(slot.starts_at)
    if slot.ends_at is None:
        times = _("from {start}").format(start=date_format(start, "TIME_FORMAT"))
    else:
        end = date_format(timezone.localtime(slot.ends_at), "TIME_FORMAT")
        times = pgettext("times", "{start} – {end}").format(start=date_format(start, "TIME_FORMAT"), end=end)
    return f"{long_date(start)}, {times}"


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
    """The zone of all times, with its offset at a moment or on the first day: Europe/Berlin (UTC+2)."""
    moment = moment or datetime.combine(conference.starts_on, time(12), conference.zone)
    minutes = int(moment.astimezone(conference.zone).utcoffset().total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{conference.time_zone} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


@register.simple_tag(takes_context=True)
def this_page_in(context, language):
    """The address of this page in another language, without leaving it."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else "/"
