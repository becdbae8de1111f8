from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from registration import actions
from womconf import jobs
from womconf.clock import once_a_day
from womconf.mail.tasks import BY_THE_CLOCK


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="expire_overdue", priority=BY_THE_CLOCK)
def expire_overdue(timestamp):
    actions.expire_overdue()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="thank", priority=BY_THE_CLOCK)
def thank(timestamp):
    actions.thank()


@app.task
def send_links(attendees, speakers=()):
    actions.send_links(attendees, speakers)


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_unconfirmed")
def forget_unconfirmed(timestamp):
    actions.forget_unconfirmed()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_needs")
def forget_needs(timestamp):
    actions.forget_needs_of_the_past()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_openings")
def forget_openings(timestamp):
    actions.forget_openings()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_helper_links")
def forget_helper_links(timestamp):
    actions.forget_helper_links()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="close_feedback")
def close_feedback(timestamp):
    actions.close_feedback()


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="report_broken_rules")
def report_broken_rules(timestamp):
    once_a_day("report_broken_rules", actions.report_broken_rules)


@app.task
def make_ordered(code):
    actions.make_ordered(code)


@app.task(retry=RetryStrategy(max_attempts=100, wait=600))
def delete_ordered(codes):
    """Asked for by the database itself (OrderedFile), whoever deletes it."""
    actions.delete_ordered(codes)


@app.periodic(cron=jobs.OFTEN)
@app.task(queueing_lock="forget_ordered")
def forget_ordered(timestamp):
    actions.forget_ordered()
