"""Guide → form → check → submit; drafts, agents."""
