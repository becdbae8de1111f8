from procrastinate.contrib.django import app

from womconf import jobs, sign_ins


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_sign_ins")
def forget_sign_ins(timestamp):
    sign_ins.forget()
