"""The web application. Static files come straight from the wheels that bring them."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from dure.web.uploads import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
application = BodyLimit(ASGIStaticFilesHandler(get_asgi_application()))
