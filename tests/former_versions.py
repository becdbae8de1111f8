"""Databases of former versions of the program."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class StepByStep(MigrationLoader):
    """Knows each single migration, and none that stands for many (0001_squashed_…)."""

    def load_disk(self):
        super().load_disk()
        there = self.disk_migrations.keys()
        for_many = [key for key, migration in self.disk_migrations.items() if {*migration.replaces} & there]
        for key in for_many:
            del self.disk_migrations[key]


def step_by_step():
    """Return an executor that goes through each migration, as databases of former versions have done."""
    executor = MigrationExecutor(connection)
    executor.loader = StepByStep(connection)
    return executor
