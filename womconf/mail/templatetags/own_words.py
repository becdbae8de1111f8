"""What organisers add to the mails of a kind (womconf.mail.writing.OwnWords)."""

import re

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()
FIRST_LETTER = re.compile(r"\A((?:\s|<[^>]*>|[„“\"(])*)(\w)")


@register.simple_block_tag(takes_context=True)
def own_words(context, content):
    """Put the organisers' words between the greeting and the rest of a mail.

    Below a greeting a German sentence begins small; below theirs, ours begins with a capital letter.
    """
    opening = context.get("opening")
    if not opening:
        return content
    rest = mark_safe(FIRST_LETTER.sub(lambda match: match[1] + match[2].upper(), content))  # noqa: S308 - one letter
    return (
        format_html("{}\n{}", linebreaks_filter(opening), rest)
        if context.autoescape
        else f"\n{opening}\n\n{rest.lstrip()}"
    )
