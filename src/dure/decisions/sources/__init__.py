"""Where recommendations come from; each source is one module and registers itself (`registry`)."""
