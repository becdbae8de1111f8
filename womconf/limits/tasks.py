from procrastinate.contrib.django import app

from womconf.limits import actions


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_limits")
def forget_limits(timestamp):
    actions.forget()
