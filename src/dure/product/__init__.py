"""How an item is made. It owns the ideal cycle time of an item on a work unit."""
