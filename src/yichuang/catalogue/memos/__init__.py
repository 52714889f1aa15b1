"""Transfer memoranda 事项划转交接备忘录. The door of this room."""

from yichuang.catalogue.memos.reads import MemoLine, MemoRow, PartRow, SignatureRow, memo, memos, of_delegations
from yichuang.catalogue.memos.verbs import NoSuchMemo, entered, fill, let_go, list_changed, open_memo, sign, take_effect, withdraw

__all__ = [
    "MemoLine", "MemoRow", "NoSuchMemo", "PartRow", "SignatureRow", "entered", "fill", "let_go", "list_changed", "memo", "memos", "of_delegations",
    "open_memo", "sign", "take_effect", "withdraw",
]  # fmt: skip
