"""The region's programme: who gives what to which factory, by which rules, and what came of it."""
