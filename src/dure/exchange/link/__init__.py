"""What the plant tells the hub of its region: by contract, numbered and signed, outward only."""
