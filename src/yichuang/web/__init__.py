"""Settings, URL root, sign-in, error pages, and every page that shows more than one capability."""
