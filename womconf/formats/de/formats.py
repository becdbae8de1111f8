"""Django's German formats, but times without seconds."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H", "%H:%M Uhr", "%H.%M Uhr", "%H Uhr"]
