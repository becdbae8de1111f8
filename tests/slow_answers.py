"""A slow server, for whoever wants to know whether a browser test reads a page that has not come yet."""

import os
import time

from django.http import StreamingHttpResponse


class SlowAnswers:
    """Begin each answer late, and send the most of a page later still.

    On a fast machine a page is there before a test looks at it; on a slow one a test that does not wait has lost.
    """

    def __init__(self, get_response):
        self.get_response, self.seconds = get_response, float(os.environ["SLOW_ANSWERS"])

    def __call__(self, request):
        is_of_a_browser = request.META["SERVER_NAME"] != "testserver"
        if is_of_a_browser:
            time.sleep(self.seconds)
        answer = self.get_response(request)
        if not is_of_a_browser or answer.streaming or "html" not in answer.get("Content-Type", ""):
            return answer
        slow = StreamingHttpResponse(self._in_two(answer.content), status=answer.status_code, headers=answer.headers)
        slow.cookies = answer.cookies
        return slow

    def _in_two(self, content):
        first = len(content) // 10
        yield content[:first]
        time.sleep(self.seconds)
        yield content[first:]
