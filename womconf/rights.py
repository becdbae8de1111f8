"""Rights: those that hold everywhere (superusers, users, groups), and those that a role gives in one conference.

Which role gives which rights says programme.roles; a role that is not named there gives none.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.db.models import Exists, OuterRef, Q

of_roles = {}  # the rights of each role; programme fills it when the program starts


@dataclass(frozen=True)
class Standing:
    """What somebody is: the roles in each conference by its key, and whether they have to do with all conferences."""

    roles: dict
    is_everywhere: bool

    def roles_in(self, conference):
        return self.roles.get(conference.pk, frozenset()) if conference is not None else frozenset()

    def rights_in(self, conference):
        return {right for role in self.roles_in(conference) for right in of_roles[role]}


def standing(user):
    """Return the Standing of a user, read once for each request."""
    if not user.is_active or user.is_anonymous:
        return Standing({}, is_everywhere=False)
    if not hasattr(user, "_standing"):
        user._standing = _read(user)
    return user._standing


def _read(user):
    users = get_user_model().objects.filter(pk=user.pk)
    in_group = Exists(user.groups.through.objects.filter(user=OuterRef("pk")))
    rows = list(users.values_list("memberships__conference", "memberships__role", in_group))
    roles = {}
    for conference, role, _in_group in rows:
        if role in of_roles:  # what this version does not know gives no rights
            roles.setdefault(conference, set()).add(role)
    is_everywhere = user.is_superuser or any(row[2] for row in rows) or bool(rights_everywhere(user))
    return Standing({key: frozenset(found) for key, found in roles.items()}, is_everywhere)


def rights_everywhere(user):
    """Return the rights that a user has of their own or by a group, whatever the conference."""
    return ModelBackend().get_all_permissions(user)


def may_everywhere(user, right):
    """Whether somebody may do what concerns all conferences at once; a role in one of them is not enough."""
    return user.is_active and (user.is_superuser or right in rights_everywhere(user))


def is_everywhere(user):
    """Whether somebody has to do with all conferences: a superuser, or anybody with a right of their own or a group."""
    return (user.is_active and user.is_superuser) or standing(user).is_everywhere


def who_works_everywhere():
    """Return the users who have to do with all conferences."""
    users = get_user_model()
    group, own = (
        Exists(field.through.objects.filter(user=OuterRef("pk"))) for field in (users.groups, users.user_permissions)
    )
    return users.objects.filter(Q(is_superuser=True) | group | own, is_staff=True, is_active=True)


def who_works_on(conference):
    """Return the users who have to do with a conference: by a role in it, or with all of them."""
    by_role = get_user_model().objects.filter(is_staff=True, is_active=True, memberships__conference=conference)
    return get_user_model().objects.filter(Q(pk__in=by_role) | Q(pk__in=who_works_everywhere()))


def is_scoped(user):
    """Whether some right of somebody may come from a role: then rows are those of the conference in hand, always."""
    return not user.is_superuser and (bool(standing(user).roles) or not standing(user).is_everywhere)


def has_role(user, role, conference):
    return role in standing(user).roles_in(conference)


class RolesBackend(BaseBackend):
    """Rights by roles. Asked about an object, those in its conference; else those in the conference in hand.

    Where nobody has told the user which one is in hand (womconf.in_hand), there are none. Django's own backend knows no
    rights to an object, so those that hold everywhere are added here.
    """

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        if obj is None:
            return standing(user_obj).rights_in(_in_hand(user_obj))
        conference = obj if obj._meta.label == "programme.Conference" else getattr(obj, "conference", None)
        return rights_everywhere(user_obj) | standing(user_obj).rights_in(conference)

    def has_module_perms(self, user_obj, app_label):
        return any(right.startswith(f"{app_label}.") for right in self.get_all_permissions(user_obj))


def _in_hand(user):
    """Return the conference in hand, and note that it was asked about: nothing of another one comes after that."""
    tell = getattr(user, "conference_in_hand", None)
    conference = tell() if tell else None
    if conference is not None:
        user.asked_about = conference.pk
    return conference
