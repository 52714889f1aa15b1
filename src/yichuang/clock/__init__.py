"""Calendars, limits, the counting (pure); the calendar table."""
