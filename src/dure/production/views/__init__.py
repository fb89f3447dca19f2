"""Pages of production: parse, authorise (by the access table), call, render."""
