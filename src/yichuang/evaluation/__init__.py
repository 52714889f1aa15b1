"""Ratings 好差评."""
