"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, change, hand_over, move, order, reissue, renew, reprint, void

__all__ = ["Ordered", "PaperCopy", "change", "hand_over", "move", "order", "reissue", "renew", "reprint", "void"]
