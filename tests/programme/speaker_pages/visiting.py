"""What speakers do with their personal link, and what their page says."""

import re

from programme.speaker_letters import speaker_link


def open_link(client, speaker):
    link = speaker_link(speaker)
    return client.get(link.path, {"key": link.token})


def answer(client, appearance, word, **changes):
    data = {"session": appearance.session.code, "role": appearance.role, "answer": word, **changes}
    return client.post("/speaker/answer/", data)


def home(client, prefix=""):
    return client.get(f"{prefix}/speaker/").content.decode()


def without_tags(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
