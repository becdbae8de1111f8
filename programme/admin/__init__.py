"""The organisers' main tool. Statuses are read here and written by actions only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme.admin import breaks, conferences, mail_texts, people, proposals, sessions  # noqa: F401 – registers them

admin.site.site_header = admin.site.site_title = "womconf"
admin.site.index_title = _("Your conferences")
