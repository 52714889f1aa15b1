"""WSGI entry point for granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.web.settings")
django = get_wsgi_application()

from yichuang.web.body import bounded  # noqa: E402 - kernel.files needs the settings

application = bounded(django)

# What the program is made of stays for good: a collection that walks it all holds a request up for some eighty milliseconds.
get_resolver().url_patterns  # noqa: B018 - loads every page
gc.collect()
gc.freeze()
