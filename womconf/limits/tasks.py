from procrastinate.contrib.django import app

from womconf import jobs
from womconf.limits import actions


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_limits")
def forget_limits(timestamp):
    actions.forget()
