"""Refusals, values and codes, events, feed, jobs, files, crypto, idempotency."""
