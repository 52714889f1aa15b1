"""Layout, components, template tags, static files."""
