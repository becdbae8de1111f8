"""Facts about the programme, in the past tense, sent inside the transaction that made them true.

`registration` listens; programme never imports it. Arguments: `session`, and `by` (the organiser, or None).

`places_would_overlap` is a question instead: with `pairs` of keys of pools that would take place at the same time. Each
listener returns the names of the people who have a confirmed place in both of a pair.
"""

from django.dispatch import Signal

session_cancelled = Signal()
session_reinstated = Signal()
capacity_changed = Signal()
slot_moved = Signal()
places_would_overlap = Signal()
conference_cloned = Signal()  # with `conference`, its `source`, `parts`, and `sessions`: {key of one there: its copy}
session_copied = Signal()  # with `session`, a draft, and its `source` in the same conference
example_to_be_deleted = Signal()  # with `conference`: nobody may be registered for it any more
