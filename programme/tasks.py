from procrastinate.contrib.django import app

from programme import actions
from programme.imports import steps
from womconf import jobs
from womconf.mail.tasks import BY_THE_CLOCK


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="remind", priority=BY_THE_CLOCK)
def remind(timestamp):
    actions.remind()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_texts_to_import")
def forget_texts_to_import(timestamp):
    steps.forget_old()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="remind_to_answer", priority=BY_THE_CLOCK)
def remind_to_answer(timestamp):
    actions.remind_to_answer()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_invitations")
def forget_invitations(timestamp):
    actions.forget_invitations()
