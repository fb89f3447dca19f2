"""MTConnect adapters by their own line protocol (SHDR), without an agent in between."""
