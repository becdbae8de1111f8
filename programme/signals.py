"""Facts about the programme, in the past tense, sent inside the transaction that made them true.

`registration` listens; programme never imports it. Arguments: `session`, and `by` (the organiser, or None).

`slot_would_move` is a question instead: with `slot`, and with `starts_at` and `ends_at` as they are not yet. Each
listener returns the names of the people who would then have two sessions at once.
"""

from django.dispatch import Signal

session_cancelled = Signal()
session_reinstated = Signal()
capacity_changed = Signal()
slot_moved = Signal()
slot_would_move = Signal()
change_told = Signal()
