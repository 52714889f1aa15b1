"""The Chromium of the tests: where Debian's build without windows is installed, that one. It is the same engine and takes half the processor."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright


def launch(driver: Playwright) -> Browser:
    """A browser; `CHROMIUM` names another one, to see what a person sees."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium"
    return driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
