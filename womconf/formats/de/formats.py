"""Django's German formats, but times without seconds."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
