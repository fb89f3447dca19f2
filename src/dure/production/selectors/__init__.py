"""Questions to production, by page."""
