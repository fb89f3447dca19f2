"""Pages that are looked at while the plant runs: live board, wall board, work unit, the owner's phone."""
