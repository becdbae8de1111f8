"""Facts about mail, in the past tense, sent inside the transaction that acts on them.

`calendar_declined`: the calendar of a person says that they do not come. Arguments: `kind` (tags.ATTENDEE or
tags.SPEAKER) and `pk` of the person, `uid` of the calendar entry, and the `address` that says so: whether it is theirs,
and whether there is anything to decline, is for the listener to find out.
"""

from django.dispatch import Signal

calendar_declined = Signal()
