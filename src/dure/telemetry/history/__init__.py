"""The history of signals: every observation in Parquet files by UTC day, and the table of files that are live.

`writer` turns rows from the event log into files, `reader` and `series` answer from them,
`compaction` and `rollups` keep reading fast, `retention` lets go of what a plant no longer wants,
`export` hands it out. What isn't in the table of files doesn't exist for a reader.
"""
