"""The door of intake: handing in for other entrances (REST, simulate, demo) and drafts for home pages."""

from yichuang.intake.actions import hand_in, send, start
from yichuang.intake.queries import DraftRow, my_drafts
from yichuang.intake.together import hand_in as hand_in_theme

__all__ = ["DraftRow", "hand_in", "hand_in_theme", "my_drafts", "send", "start"]
