"""What a session has: when and where it takes place, its places, and its materials."""

from django.utils.formats import date_format
from django.utils.translation import gettext

from programme.models.pools import Pool
from programme.models.rooms import Room
from programme.models.slots import Slot

MODES = list(Pool.Mode)


class HasRows:
    """The part of Session that looks at its slots and pools; on a page about many they have been fetched before.

    `made`: what was made of a session whose rows nobody changes (programme.reading), by name, for whoever needs the
    same again; None of any other session.
    """

    made = None

    def fetched(self, relation):
        """Return the rows of a relation: those that were fetched before, else those in the database.

        `session.slots.all()` says the same, but makes a manager each time: on a page of 2,000 sessions that is the
        greatest part of the work.
        """
        rows = self.__dict__.get("_prefetched_objects_cache", {}).get(relation)
        return getattr(self, relation).all() if rows is None else rows

    @property
    def own_pools(self):
        """The pools of the session itself: one, or of a hybrid session that on site and that online."""
        own = [pool for pool in self.fetched("pools") if pool.slot_id is None]
        return sorted(own, key=lambda pool: MODES.index(pool.mode)) if len(own) > 1 else own

    @property
    def pool(self):
        """The pool of the session itself; of a hybrid one that on site."""
        return self.own_pools[0]

    @property
    def online_pool(self):
        """The pool online of a hybrid session, else None."""
        return next((pool for pool in self.own_pools if pool.mode == Pool.Mode.ONLINE), None)

    @property
    def is_full(self):
        """Whether every place of it is taken, so that only a waiting list is left."""
        return all(pool.is_full for pool in self.own_pools)

    def slots_of(self, pool_ids):
        """Return the slots that somebody attends who has places in these pools.

        A follow-up with places of its own is for those who took one; any other is for everybody in the session.
        """
        taken = {pool.slot_id for pool in self.fetched("pools") if pool.pk in pool_ids}
        by_themselves = {pool.slot_id for pool in self.fetched("pools")}
        return [
            slot
            for slot in self.fetched("slots")
            if slot.pk in taken or (None in taken and slot.pk not in by_themselves)
        ]

    def online_slots_of(self, pool_ids):
        """Return the slots that somebody attends online, or may, who has places in these pools."""
        modes = {pool.slot_id: pool.mode for pool in self.fetched("pools") if pool.pk in pool_ids}
        own = modes.get(None, "")  # a follow-up without a room goes on where the session was
        return [
            slot
            for slot in self.slots_of(pool_ids)
            if self._is_online(slot, "" if slot.room and slot.pk in modes else own)
        ]

    @property
    def online_slots(self):
        """The slots that take place online, or on site and online."""
        mode = Pool.Mode.ONLINE if self.online_pool else Pool.Mode.ANY
        return [slot for slot in self.fetched("slots") if self._is_online(slot, mode)]

    def place_instead(self, slot, pool_ids):
        """Return where somebody with places in these pools attends a slot, where that is not just its room; else "".

        Whoever has chosen to go online, where others are on site, needs no room; and reads what is on site only.
        """
        own = next((pool.mode for pool in self.own_pools if pool.pk in pool_ids), "")
        if own != Pool.Mode.ONLINE or (slot.room and slot.room.is_online):
            return ""
        if slot in self.online_slots_of(pool_ids):
            return str(Pool.Mode.ONLINE.label)
        words = gettext("on site only")
        return f"{slot.room}, {words}" if slot.room else words

    def _is_online(self, slot, mode):
        """Whether whoever has a place of this mode can be there online.

        Where one kind of place is for all, the room says it; without a room, that the conference names no house.
        """
        if mode:
            return mode == Pool.Mode.ONLINE
        if slot.room:
            return slot.room.kind != slot.room.Kind.ON_SITE
        return not self.conference.venue

    @property
    def slots_of_all(self):
        """The slots that everybody in the session attends: follow-ups with places of their own are not among them."""
        return self.slots_of({self.pool.pk})

    @property
    def mode_in_words(self):
        """On site, online, or both; "" where that is not known yet."""
        kinds = {slot.room.kind for slot in self.fetched("slots") if slot.room}
        if self.online_pool or len(kinds) > 1:
            return Room.Kind.HYBRID.label
        if not kinds:
            return "" if self.conference.has_house else Room.Kind.ONLINE.label
        return Room.Kind(kinds.pop()).label

    def named_at(self, begins_at):
        """Return its title with a moment (None: without one), which tells apart two dates of it."""
        if begins_at is None:
            return str(self)
        return f"{self}, {date_format(begins_at.astimezone(self.conference.zone), 'SHORT_DATETIME_FORMAT')}"

    @property
    def house(self):
        """Where it takes place as long as no room is known: the venue, "" where that is only online."""
        return "" if any(slot.room for slot in self.fetched("slots")) else self.conference.venue

    @property
    def is_hybrid(self):
        """Whether people can choose between the house and their screen."""
        rooms = [slot.room for slot in self.fetched("slots") if slot.room]
        return self.online_pool is not None or any(room.kind == Room.Kind.HYBRID for room in rooms)

    @property
    def registered(self):
        """How many people have a place, or hold one until their address is confirmed."""
        return sum(pool.taken for pool in self.own_pools)

    @property
    def registered_if_public(self):
        """The same; None where nobody can know of the session, or it does not take place."""
        is_public = self.was_announced and self.conference.is_public
        return self.registered if is_public and not self.is_cancelled else None

    @property
    def shown_files(self):
        return [file for file in self.fetched("files") if file.is_shown]

    @property
    def has_materials(self):
        """Whether there are words, a link or files for those who come."""
        return bool(self.materials or self.materials_url or self.shown_files)

    @property
    def main_slot(self):
        """The first slot in which the session itself takes place, or None: its time follows."""
        return next((slot for slot in self.fetched("slots") if slot.kind == Slot.Kind.MAIN), None)

    @property
    def bookable_follow_ups(self):
        """Return [(slot, pool)] of the follow-ups that have places of their own."""
        pools = {pool.slot_id: pool for pool in self.fetched("pools")}
        return [(slot, pools[slot.pk]) for slot in self.follow_ups if slot.pk in pools]

    @property
    def follow_ups(self):
        return [slot for slot in self.fetched("slots") if slot.kind == Slot.Kind.FOLLOW_UP]
