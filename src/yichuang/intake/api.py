"""The door of intake: handing in for other entrances (REST, simulate, demo) and drafts for home pages."""

from yichuang.intake.actions import hand_in, send, start
from yichuang.intake.queries import DraftRow, my_drafts

__all__ = ["DraftRow", "hand_in", "my_drafts", "send", "start"]
