"""Puts the compiled catalogues of texts into a wheel; they are not kept in the repository."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTexts(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        messages = Path(self.root) / "src" / "dure" / "config" / "messages.py"
        runpy.run_path(str(messages))["compile_all"](Path(self.root) / "src" / "dure")
