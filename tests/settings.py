"""The house with both sides at once: what a plant has and what a hub has. Processes that tests start choose theirs."""

import os

from dure.config.settings import *  # noqa: F403
from dure.config.settings import CONTEXTS, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*CONTEXTS[:-1], "dure.programme", CONTEXTS[-1], *INSTALLED_APPS[len(CONTEXTS) :]]
MIDDLEWARE = [*MIDDLEWARE]
for _one in ("dure.programme.middleware.ScopeMiddleware", "dure.programme.trail_middleware.TrailMiddleware"):
    MIDDLEWARE.insert(MIDDLEWARE.index("dure.web.access.AccessMiddleware"), _one)
os.environ["DJANGO_SETTINGS_MODULE"] = "dure.config.settings"
