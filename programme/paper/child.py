"""Sets documents in a process of its own: the memory that typst takes ends with it, and so does whatever goes wrong.

Started by programme.paper.process with folders of fonts; it knows nothing of Django. It reads a request and answers it,
until its input ends: each is a frame, eight bytes that say how long it is, and that many bytes.
"""

import json
import struct
import sys

SIZE = struct.Struct("!Q")
PDF, REFUSAL = b"+", b"-"


def read(stream):
    """Return the next frame, None at the end."""
    head = stream.read(SIZE.size)
    return stream.read(SIZE.unpack(head)[0]) if len(head) == SIZE.size else None


def write(stream, *parts):
    stream.write(SIZE.pack(sum(map(len, parts))))
    stream.writelines(parts)
    stream.flush()


def main(folders):
    import typst  # here, and not where this module is read for its frames alone

    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    while (frame := read(sys.stdin.buffer)) is not None:
        request = json.loads(frame)
        try:
            content = typst.compile(
                request["source"].encode(),
                root=folders[0],  # there is nothing else that a template could read
                font_paths=fonts,
                pdf_standards=["ua-1"],
                sys_inputs={"data": request["data"]},
            )
        except typst.TypstError as refusal:
            write(sys.stdout.buffer, REFUSAL, f"{refusal.message}\n{refusal.diagnostic}".encode())
        else:
            write(sys.stdout.buffer, PDF, content)


if __name__ == "__main__":
    main(sys.argv[1:])
