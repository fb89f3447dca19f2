"""The loss map: what a plant loses in a month, in won, as pure rules. No hour and no won is counted twice."""
