"""Where and when work is done and by whom: the ISA-95 equipment hierarchy, calendars and shifts, people, roles and skills."""
