from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from womconf import jobs
from womconf.mail import actions
from womconf.mail.incoming.mailboxes import Away
from womconf.mail.incoming.reading import read_mailbox

# Higher than that of any mail: what is due by the clock does not stand in line behind mails.
BY_THE_CLOCK = 100


@app.task
def send_message(pk):
    actions.send(pk)


@app.task(retry=RetryStrategy(max_attempts=100, wait=600))
def delete_files(message_ids):
    """Asked for by the database itself (Message, message_takes_its_files_along), whoever deletes a mail."""
    actions.delete_files(message_ids)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="recover_messages", priority=BY_THE_CLOCK)
def recover_messages(timestamp):
    actions.recover()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", priority=BY_THE_CLOCK)
async def retry_stalled_jobs(timestamp):
    """Take up again what a dead worker left behind; every task of ours may be run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="read_mail")
def read_mail(timestamp):
    with suppress(Away):  # noted, and shown on the first page of the admin
        read_mailbox()
