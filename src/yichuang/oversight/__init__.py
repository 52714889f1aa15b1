"""Approval–supervision interaction 审管互动."""
