"""The outside door: a read-only API with tokens. It asks the selectors of the pages and computes nothing itself."""
