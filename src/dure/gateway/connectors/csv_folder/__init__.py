"""CSV folder: files that a machine or a program drops into a folder, or appends to."""
