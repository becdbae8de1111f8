from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.conference import Conference


class ImportedItem(models.Model):
    """What the last import wrote into one object.

    The third side of the comparison when a text comes again: the new text, what stands in the database, and this.
    Where only the text changed, the import follows it; where an organiser changed the object since, it asks.
    """

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="imported_items"
    )
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=500, help_text=_("What the text calls it, normalised."))
    object_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "key"], name="imported_item_once"),
            models.UniqueConstraint(fields=["kind", "object_id"], name="imported_object_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
