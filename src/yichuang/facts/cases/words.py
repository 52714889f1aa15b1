"""Shapes that several facts of a case share."""

from __future__ import annotations

Opened = tuple[dict[str, object], ...]
"""Opened tasks: {"id", "node", "index", "kind", "name", "post", "organ_id", "limit", "timer", "timer_node"} each."""
