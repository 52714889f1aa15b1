"""Prerequisites 前置条件: the graph over items in force, and the tribunal that decides which may stand. The door of this room."""

from yichuang.catalogue.prerequisites import reading, tribunal

__all__ = ["reading", "tribunal"]
