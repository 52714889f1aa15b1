"""What documents hear: their own fixing, in the worker."""

from yichuang.documents import making
from yichuang.facts.documents import DocumentFixed
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe


@subscribe("documents.make", DocumentFixed)
def make(recorded: Recorded) -> None:
    """Render and sign; dated by the fixing, so simulated time stays simulated."""
    making.make(recorded.stream_id, actor="system:documents", at=recorded.at)
