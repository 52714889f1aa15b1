"""Bringing guides and lists in: texts → values → rows, and what does not fit."""
