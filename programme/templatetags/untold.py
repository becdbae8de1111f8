from django import template
from django.utils import timezone

from programme.admin.banner import address_of, sentences, where_to
from programme.models import Conference
from programme.telling import Overview

register = template.Library()


@register.simple_tag
def untold_changes():
    """Return what notes say: [(conference, sentences, the words of a link, and where it leads)]."""
    conferences = [found for found in Conference.objects.all() if found.is_rehearsal or found.ends_at > timezone.now()]
    overviews = [(each, Overview.of(each)) for each in conferences]
    return [(each, said, where_to(of_it), address_of(each)) for each, of_it in overviews if (said := sentences(of_it))]
