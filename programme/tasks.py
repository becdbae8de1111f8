from procrastinate.contrib.django import app

from programme.imports import kept
from womconf import jobs


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_texts_to_import")
def forget_texts_to_import(timestamp):
    kept.forget_old()
