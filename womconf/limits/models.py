from django.db import models


class Count(models.Model):
    """How often something happened within one window of time. `value_hash` keeps addresses and networks out."""

    name = models.CharField(max_length=60)
    value_hash = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "value_hash", "window"], name="count_once_a_window"),
        ]
        indexes = [models.Index(fields=["window"], name="count_window")]

    def __str__(self):
        return f"{self.name}: {self.count}"
