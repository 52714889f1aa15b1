"""The door of documents."""

from yichuang.documents.actions import Copy, Fixed, correct, fix, next_number, reprint, void

__all__ = ["Copy", "Fixed", "correct", "fix", "next_number", "reprint", "void"]
