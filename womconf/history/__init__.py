"""What was changed when, by whom: the events that the database keeps of most models (django-pghistory), in words."""

from womconf.history.last import last_change

BY_LINK = "link"  # the source of what somebody did by their personal link

__all__ = ["BY_LINK", "last_change"]
