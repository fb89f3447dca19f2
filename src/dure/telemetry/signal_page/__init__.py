"""The pages on which a person looks at a signal's past: find it, zoom, read the figures, take them along."""
