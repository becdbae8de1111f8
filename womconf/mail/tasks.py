from procrastinate.contrib.django import app

from womconf.mail import actions


@app.task
def send_message(pk):
    actions.send(pk)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="recover_messages")
def recover_messages(timestamp):
    actions.recover()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs")
async def retry_stalled_jobs(timestamp):
    """Take up again what a dead worker left behind; every task of ours may be run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
