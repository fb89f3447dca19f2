"""One folder a protocol. Adding a connector adds a folder here and edits nothing else."""
