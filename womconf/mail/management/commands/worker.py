import asyncio

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = "Send mails and do what is due by the clock, until stopped (SIGTERM ends it after the job at hand)."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Stop when there is nothing left to do.")
        parser.add_argument("--concurrency", type=int, default=2, help="Jobs at a time (default: 2).")

    def handle(self, *, once, concurrency, **options):
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(self._work(wait=not once, concurrency=concurrency))

    async def _work(self, **options):
        async with app.open_async():
            await app.run_worker_async(
                delete_jobs="always",
                fetch_job_polling_interval=5,
                update_heartbeat_interval=5,
                stalled_worker_timeout=20,
                shutdown_graceful_timeout=30,
                **options,
            )
