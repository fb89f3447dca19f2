"""A plant runs without the extras: nothing that only they bring is asked for before it is used."""

import subprocess
import sys

_PROGRAM = """
import importlib.abc, os, sys

EXTRA = {"numpy", "numba", "ortools", "simpy", "scipy", "sklearn", "weasyprint", "asyncua", "serial", "threadpoolctl"}


class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in EXTRA:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, Missing())
os.environ["DJANGO_SETTINGS_MODULE"] = "dure.config.settings"
import django

django.setup()
import dure.cli
import dure.config.urls
from dure.kernel.errors import Invalid
from dure.planning.drafting import engine

try:
    engine()
except Invalid as error:
    print(error)
"""


def test_pages_and_commands_need_no_extra():
    found = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "dure[planning]" in found.stdout
