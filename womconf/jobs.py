"""What the worker does later: noted in the transaction that asks for it, and gone with it."""

from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

# How often what is due by the clock is looked for: what is due stands in the database, so that a night without a worker
# loses nothing. procrastinate leaves out what is more than ten minutes late; so each worker begins with it.
OFTEN = "*/10 * * * *"


def defer(task, *jobs, priority=0, at=None):
    """Note jobs for the worker: the arguments of each for one task. The time `at` is the earliest one.

    Raises OperationalError, as every other statement, while the database cannot do it.
    """
    try:
        app.configure_task(task, priority=priority, schedule_at=at).batch_defer(*jobs)
    except ConnectorException as error:
        cause = error.__cause__
        if isinstance(cause, (OperationalError, connection.Database.OperationalError)):
            raise OperationalError(*cause.args) from cause
        raise
