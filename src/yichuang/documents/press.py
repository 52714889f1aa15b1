"""Rendering: one Typst compiler per thread, only the packaged fonts, bytes that depend on the inputs alone."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import local
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst

_here = local()


def _compiler() -> typst.Compiler:
    """Reading the two fonts takes longer than twenty documents, so the compiler stays."""
    if not hasattr(_here, "compiler"):
        fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
        _here.compiler = typst.Compiler(font_paths=[str(fonts)], ignore_system_fonts=True)
    return _here.compiler


def code_svg(text: str) -> str:
    """The QR code as SVG, error correction M."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()


def press(source: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """Typeset `source` with `data`; `at` is the time written into the file. Raises typst.TypstError."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    if data.get("verify_url"):
        inputs["qr"] = code_svg(data["verify_url"])
    made = _compiler().compile(
        input=source.encode(), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def drawing(source: str, data: dict[str, Any]) -> bytes:
    """A picture (PNG) drawn by `source`, one page as large as what is on it."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    made = _compiler().compile(input=source.encode(), format="png", ppi=110.0, sys_inputs=inputs, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("one picture was expected")
    return made


def picture(content: bytes, kind: str) -> bytes:
    """A picture alone on an A4 page, as large as fits."""
    source = (
        '#set page(paper: "a4", margin: 12mm)\n'
        f'#align(center + horizon, image(bytes(json(bytes(sys.inputs.data))), format: "{kind}", width: 100%, fit: "contain"))'
    )
    return _plain(source, json.dumps(list(content)))


def page_numbers(count: int) -> bytes:
    """`count` empty A4 pages with the running page number in the upper right corner, as in a paper file."""
    source = (
        '#set page(paper: "a4", margin: (top: 10mm, right: 12mm), header: align(right, text(font: "Noto Sans SC", '
        'size: 10pt, context counter(page).display())))\n'
        f"#for n in range({max(count, 1)}) {{ if n > 0 {{ pagebreak() }}; [~] }}"
    )
    return _plain(source, "[]")


def _plain(source: str, data: str) -> bytes:
    made = _compiler().compile(input=source.encode(), format="pdf", sys_inputs={"data": data}, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made
