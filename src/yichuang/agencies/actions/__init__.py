"""Verbs of the mall, split by what they are about."""
