#!/usr/bin/env python
"""Django's command line; without DATABASE_URL it uses the embedded PostgreSQL of the data folder."""

import os
import signal
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "womconf.settings")
    from django.core.management import execute_from_command_line

    if os.environ.get("DATABASE_URL"):
        execute_from_command_line(sys.argv)
        return
    from womconf.embedded import EmbeddedDatabaseError, embedded_database

    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda signum, frame: sys.exit(128 + signum))  # the database is left in order
    try:
        with embedded_database():
            execute_from_command_line(sys.argv)
    except EmbeddedDatabaseError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
