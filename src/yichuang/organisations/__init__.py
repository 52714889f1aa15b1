"""Organs, posts, powers, natural and legal persons, accounts."""
