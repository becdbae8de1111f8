"""What is sent as a file: let go at once where a request brings more than anything here reads."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

# A Word document with pictures, and slides, have at most 20 MB; the rest of a form DATA_UPLOAD_MAX_MEMORY_SIZE.
MAX_REQUEST_BYTES = 23_000_000


class LimitedUpload(FileUploadHandler):
    """Stand before all other handlers: keep nothing of the files of too large a request, but say how large they were.

    The form then answers with a sentence at the field, as for any value that it refuses.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.is_too_much = content_length > MAX_REQUEST_BYTES

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.is_too_much:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        return None if self.is_too_much else raw_data

    def file_complete(self, file_size):
        return (
            UploadedFile(io.BytesIO(), self.file_name, self.content_type, size=file_size) if self.is_too_much else None
        )
