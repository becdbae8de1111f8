"""Django's German formats, but times without seconds."""

CLOCK = ["%H:%M", "%H.%M", "%H"]
TIME_INPUT_FORMATS = [*CLOCK, "%H:%M:%S", *(f"{clock} {word}" for clock in CLOCK for word in ("Uhr", "h")), "%H Uhr %M"]
