"""The vendored browser files are the ones the manifest names, whole and with their licences."""

import hashlib
import json
import re
from pathlib import Path

import yichuang.look

LOOK = Path(yichuang.look.__file__).parent
VENDOR = LOOK / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
NAMED = {name: digest for package in MANIFEST for name, digest in package["files"].items()}


def test_every_vendored_file_is_named_with_its_hash() -> None:
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert present == NAMED


def test_every_package_states_its_licence_and_carries_the_text() -> None:
    for package in MANIFEST:
        assert package["license"] and package["version"]
        assert any(name.endswith("/LICENSE") for name in package["files"])


def test_the_bpmn_logo_and_font_file_are_kept() -> None:
    font = (VENDOR / "bpmn-js" / "bpmn-font.css").read_text()
    assert "data:" not in font
    assert "bpmn.woff2" in font
    for script in ("bpmn-modeler.min.js", "bpmn-viewer.min.js"):
        assert "bjs-powered-by" in (VENDOR / "bpmn-js" / script).read_text()


def test_no_sheet_of_ours_asks_another_host() -> None:
    for sheet in (LOOK / "static" / "look").glob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", sheet.read_text()), sheet.name


def test_templates_carry_no_inline_style_or_script() -> None:
    root = LOOK.parent
    for template in root.rglob("templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle\s*=|\son\w+\s*=\s*[\"']|<style|<script(?![^>]*\ssrc=)", text), template
