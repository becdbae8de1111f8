"""Facts about the programme, in the past tense, sent inside the transaction that made them true.

`registration` listens; programme never imports it. Arguments: `session`, and `by` (the organiser, or None).
"""

from django.dispatch import Signal

session_cancelled = Signal()
session_reinstated = Signal()
capacity_changed = Signal()
slot_moved = Signal()
