"""What speakers say of themselves; it is public at once."""

from programme.actions import lock_speaker, transition

DESCRIBED = {"position", "biography", "website"}


@transition
def describe_speaker(speaker, **changes):
    """Store some of what a speaker says of themselves. Nothing else of the row is written."""
    if foreign := changes.keys() - DESCRIBED:
        raise TypeError(f"describe_speaker() does not write {sorted(foreign)}")
    speaker = lock_speaker(speaker)
    for name, value in changes.items():
        setattr(speaker, name, value)
    speaker.save(update_fields=list(changes))
    return speaker
