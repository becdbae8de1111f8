"""Run the benchmarks on a PostgreSQL of their own, durable like a real one, that is thrown away afterwards."""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from womconf.embedded import EmbeddedPostgres

BENCHMARKS = ["imports", "lists", "pages", "rush", "timing"]


def main(chosen):
    with tempfile.TemporaryDirectory(prefix="womconf-bench-") as folder:
        os.environ["WOMCONF_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "womconf.settings"
        with EmbeddedPostgres(str(Path(folder, "postgres"))) as server:
            os.environ["DATABASE_URL"] = server.url
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            for name in chosen:
                print(f"# {name}", flush=True)
                import_module(f"benchmarks.{name}").run(server)


if __name__ == "__main__":
    main(sys.argv[1:] or BENCHMARKS)
