"""The connect wizard and the pages of connections: from a cable to the first count without a manual.

It lives in production because its last steps say what a machine's words mean and how it counts;
connections and signals themselves belong to telemetry.
"""
