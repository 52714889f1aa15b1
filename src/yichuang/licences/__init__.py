"""Holders, numbers, life, verification."""
