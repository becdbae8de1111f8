from django import template
from django.utils import timezone

from programme.admin.banner import address_of
from programme.models import Conference
from programme.telling import Overview

register = template.Library()


@register.simple_tag
def untold_changes():
    """Return [(conference, who does not know what is true now, the page where they are told)]."""
    conferences = [found for found in Conference.objects.all() if found.is_rehearsal or found.ends_at > timezone.now()]
    return [(each, who, address_of(each)) for each in conferences if (who := Overview.of(each).who)]
