from dure.kernel.errors import Conflict, Invalid


class NotEnough(Conflict):
    """Less lies there, or is free, than was to be moved or reserved."""


class LotBlocked(Conflict):
    """The lot is on hold, rejected or waits for a check."""


class LotNeeded(Invalid):
    """The item is tracked by lot or serial number and none was given, or the other way round."""


class SecondNeeded(Invalid):
    """The item has a second unit and what came was not measured in it."""


class NoConversion(Invalid):
    """It isn't known how one unit of the item converts to the other."""


class NotExact(Invalid):
    """The quantity has more decimals in the other unit than stock is kept with."""
