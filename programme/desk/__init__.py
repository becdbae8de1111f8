"""The organisers' desk: what is to do in a conference, each thing once, until it is done.

A watch looks at the database and yields an Item for what it finds; nothing is noted by hand, so nothing is forgotten
and what is settled vanishes. `registration` adds watches of its own when the program starts.
"""

from programme.desk.desk import Desk
from programme.desk.items import Item, watch

__all__ = ["Desk", "Item", "watch"]
