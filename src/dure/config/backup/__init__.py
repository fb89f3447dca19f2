"""One file that holds a plant: records, history, event log, spool, pictures and secrets.

See docs/decisions/0006-backup.md for the order in which they are taken and why.
"""
