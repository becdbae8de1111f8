from procrastinate.contrib.django import app

from programme.imports import steps
from womconf import jobs


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_texts_to_import")
def forget_texts_to_import(timestamp):
    steps.forget_old()
