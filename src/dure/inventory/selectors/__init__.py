"""Questions to the register and the stock."""

from dure.inventory.selectors.places import default_location

__all__ = ["default_location"]
