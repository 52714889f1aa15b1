"""What licences hear: every order of a paper, in the worker."""

from yichuang.facts.licences import LicenceChanged, LicenceCorrected, LicenceOrdered, LicenceReissued, LicenceRenewed
from yichuang.kernel.record import Recorded
from yichuang.kernel.subscriptions import subscribe
from yichuang.licences import making


@subscribe("licences.make", LicenceOrdered, LicenceReissued, LicenceChanged, LicenceCorrected, LicenceRenewed)
def make(recorded: Recorded) -> None:
    """Render and sign the current edition; a second fact about the same edition finds nothing to do."""
    making.make(recorded.stream_id, actor="system:licences", at=recorded.at)
