"""What comes back: reports of mail servers that a mail was not delivered, and answers that calendars send.

`mailboxes` fetches mails, `mails` says what each is, `reading` acts on it (docs/decisions/0025).
"""
