"""一件事主题 kept: verbs of a version's life, what it says to those who begin one, the shipped themes."""

from yichuang.joint.themes.reads import (
    Line,
    Listed,
    Moment,
    NoSuchTheme,
    Page,
    ThemeTerms,
    draft_of,
    editing,
    history,
    in_force,
    lines,
    listed,
    public,
    terms,
    with_items,
)
from yichuang.joint.themes.seed import seed
from yichuang.joint.themes.verbs import (
    NotADraft,
    NotPublishable,
    OwnDraft,
    ThemeMoved,
    Words,
    begin,
    check,
    end,
    publish,
    redraft,
    save,
)

__all__ = [
    "Line", "Listed", "Moment", "NoSuchTheme", "NotADraft", "NotPublishable", "OwnDraft", "Page", "ThemeMoved", "ThemeTerms", "Words", "begin",
    "check", "draft_of", "editing", "end", "history", "in_force", "lines", "listed", "public", "publish", "redraft",
    "save", "seed", "terms", "with_items",
]
