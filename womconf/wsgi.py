import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "womconf.settings")

application = get_wsgi_application()

import_module(settings.ROOT_URLCONF)  # all views, or the first visitor would wait for them
# All that is there now stays for ever. Whoever looks for garbage leaves it alone from now on: to look at it each time
# made one visitor in a few wait for a tenth of a second more.
gc.collect()
gc.freeze()
