"""What stands in the calendars of people who take the entries that mails bring (RFC 5546)."""

from icalendar import Calendar


class Calendars:
    """Of each entry the one with the highest SEQUENCE counts, then the newest, in whichever order they come."""

    def __init__(self):
        self._entries = {}

    def take(self, owner, content):
        calendar = Calendar.from_ical(content)
        [event] = calendar.walk("VEVENT")
        key = owner, str(event["uid"])
        entry = event["sequence"], event["dtstamp"].dt, str(calendar["method"]), event["dtstart"].dt
        self._entries[key] = max(self._entries.get(key, entry), entry)

    def of(self, owner):
        """Return {UID: start} of what stands there."""
        return {
            uid: start
            for (whose, uid), (_sequence, _stamp, method, start) in self._entries.items()
            if whose == owner and method == "REQUEST"
        }

    def with_slot(self, slot):
        """Return {owner: start} of those in whose calendar a slot stands."""
        owners = {owner for owner, _uid in self._entries}
        found = {owner: start for owner in owners for uid, start in self.of(owner).items() if uid.startswith(slot.uid)}
        return found
