from django.db import models
from django.utils.translation import gettext_lazy as _


class Count(models.Model):
    """How often something happened within one window of time. `value_hash` keeps addresses and networks out."""

    name = models.CharField(max_length=60)
    value_hash = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "value_hash", "window"],
                name="count_once_a_window",
                violation_error_message=_("This is counted already in the same time."),
            ),
        ]
        indexes = [models.Index(fields=["window"], name="count_window")]

    def __str__(self):
        return f"{self.name}: {self.count}"


class CacheEntry(models.Model):
    """The table of Django's database cache, here so that `migrate` makes it; only the cache itself writes to it.

    allauth counts logins in it, and remembers which one-time codes were used: all processes must see the same.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.cache_key
