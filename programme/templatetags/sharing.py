"""The head of a page, for whoever shares it."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from programme import share_pictures, sharing
from programme.exports import jsonld

register = template.Library()


@register.inclusion_tag("programme/_sharing.html", takes_context=True)
def shared_as(context, session=None, speaker=None):
    """Say what this page is about: a session, a speaker, or the conference."""
    conference = context["conference"]
    if session is not None:
        shared = sharing.of_session(session)
    elif speaker is not None:
        shared = sharing.of_speaker(speaker)
    else:
        shared = sharing.of_conference(conference)
    url = f"{settings.BASE_URL}{context['request'].path}"
    path, card = shared.picture
    return {
        "shared": shared,
        "conference": conference,
        "url": url,
        "picture": f"{settings.BASE_URL}{path}",
        "picture_in_words": card.words,
        "width": share_pictures.WIDTH,
        "height": share_pictures.HEIGHT,
    }


@register.simple_tag(takes_context=True)
def events(context, session=None):
    """Write the conference, or a session, as search engines read it; a script that is data, and never run."""
    event = jsonld.conference(context["published"]) if session is None else jsonld.session(session, timezone.now())
    if event is None:
        return ""
    data = mark_safe(jsonld.in_page(event))  # noqa: S308 – without any < or >
    return format_html('<script type="application/ld+json">{}</script>', data)
