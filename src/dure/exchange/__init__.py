"""The outside door: the read API."""
