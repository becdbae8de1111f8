import os
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class EmlBackend(BaseEmailBackend):
    """Write each mail as one .eml file, whole or not at all, so that a newcomer's program can open it."""

    def __init__(self, *, file_path, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def send_messages(self, messages):
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            self._write(message)
        return len(messages)

    def _write(self, message):
        parsed = message.message()
        name = "".join(c for c in parsed["Message-ID"].strip("<>").split("@")[0] if c.isalnum() or c in "-_")
        path = self.folder / f"{name}.eml"
        part = path.with_suffix(".part")
        part.write_bytes(parsed.as_bytes())
        os.replace(part, path)
