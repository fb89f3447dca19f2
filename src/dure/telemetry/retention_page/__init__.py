"""The page on which a plant says how long its history is kept, and sees what that costs and lets go."""
