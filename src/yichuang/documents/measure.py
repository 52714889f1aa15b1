"""How many documents a second one process makes: `python -m yichuang.documents.measure`. The README quotes it."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import perf_counter

from django.conf import settings

from yichuang.kernel.values import ZONE

COUNT = 100


def main() -> None:
    """Typeset and sign COUNT decisions, each with its own number and code, with keys made for this run."""
    if not settings.configured:
        settings.configure(YICHUANG_KEYS=Path(tempfile.mkdtemp(prefix="yichuang-measure-")))
    from yichuang.documents import press, signing

    folder = Path(__file__).parent / "typst"
    source = "\n".join((folder / name).read_text("utf-8") for name in ("layout.typ", "grant_decision.typ"))
    at = datetime(2026, 9, 24, 10, 30, tzinfo=ZONE)
    signing.sign(press.press(source, _data(0), at=at), at=at, reason="", location="")
    began = perf_counter()
    made = [press.press(source, _data(n), at=at) for n in range(COUNT)]
    pressed = perf_counter()
    signed = [signing.sign(pdf, at=at, reason="用印", location="示例市") for pdf in made]
    done = perf_counter()
    report = {
        "documents": COUNT, "rendered_per_s": round(COUNT / (pressed - began), 1),
        "signed_per_s": round(COUNT / (done - pressed), 1), "both_per_s": round(COUNT / (done - began), 1),
        "bytes": sum(map(len, signed)) // COUNT,
    }
    sys.stdout.write(json.dumps(report) + "\n")


def _data(n: int) -> dict[str, object]:
    return {
        "title": "准予行政许可决定书", "number": f"示行审准〔2026〕{n + 1}号", "case_number": "09900120260924000017",
        "article": "《中华人民共和国行政许可法》第三十八条第一款、第四十条", "item_name": "食品经营许可", "content": "热食类食品制售",
        "scope": "示例市示例区示例路2号", "validity": "2026年9月24日至2031年9月23日", "licence_number": f"JY99990020260{n:04d}",
        "duties": "按照许可的范围经营。", "delivery": "窗口领取", "date": "2026-09-24", "organ_name": "示例市行政审批服务局",
        "organ_address": "示例市中山路1号", "organ_phone": "0999-12345", "seal": "行政许可专用章",
        "verify_url": f"http://localhost:8000/verify/abcdefghijklmnop{n:08d}/",
        "recipients": [{"name": "示例餐饮有限公司", "code": "91**************2X", "role": "applicant"}],
    }


if __name__ == "__main__":
    main()
