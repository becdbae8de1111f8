"""Who reads what people need to take part, and how many have said so. Never the words themselves."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from programme.models import Role
from registration.models import AccessNeeds, Attendee
from womconf.rights import has_role


def reads_needs(user, conference):
    """Whether somebody reads what people need: members of the group in all conferences, others by their role in one.

    Superusers, who have every right, are not among them for that.
    """
    return has_role(user, Role.NEEDS, conference) or user.groups.filter(name=AccessNeeds.ROLE).exists()


def somebody_reads_needs(conference):
    by_role = Q(memberships__conference=conference, memberships__role=Role.NEEDS)
    users = get_user_model().objects.filter(is_staff=True, is_active=True)
    return users.filter(by_role | Q(groups__name=AccessNeeds.ROLE)).exists()


def people_with_needs(conference):
    """Count whose confirmed form says what they need: until it is confirmed, anybody may have written it."""
    confirmed = {"submissions__access_needs__isnull": False, "submissions__confirmed_at__isnull": False}
    return Attendee.objects.filter(conference=conference, **confirmed).distinct().count()
