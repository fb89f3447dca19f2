"""Where, when and by whom work is done: ISA-95 equipment hierarchy, calendars and shifts, people, roles and skills."""
