"""Energy: what meters said as kWh of quarter hours, their peak, their price, and what was made with it."""
