"""Verbs that change the plant. Keyword-only; each is one transaction and leaves a record of who did what."""

from dure.plant.services.company import change_company, set_stamp
from dure.plant.services.login import (
    confirm_authenticator,
    fresh_recovery_codes,
    log_in_by_badge,
    log_in_by_password,
    log_out_everywhere,
    new_authenticator,
    show_second_factor,
    take_second_factor_away,
)
from dure.plant.services.numbers import next_number, next_numbers, set_number_pattern, unused_numbers
from dure.plant.services.people import (
    add_person,
    change_own_password,
    change_person,
    give_badge,
    set_password,
    set_pin,
    set_skill,
)
from dure.plant.services.records import (
    Act,
    add_row,
    add_rows,
    change_row,
    facts_of,
    record_act,
    record_change,
    records_kept,
    remove_row,
)
from dure.plant.services.setup import Preset, set_up, set_up_hub
from dure.plant.services.tablets import register_tablet, remove_tablet, restore_tablet, see_tablet
from dure.plant.services.times import add_entry, add_shift, change_shift, remove_entry
from dure.plant.services.tools import add_tool, change_tool
from dure.plant.services.tree import add_part, change_part, set_in_use, set_picture
from dure.plant.services.undo import undo_change, undo_changes, undo_rule

__all__ = [
    "Act",
    "Preset",
    "add_entry",
    "add_part",
    "add_person",
    "add_row",
    "add_rows",
    "add_shift",
    "add_tool",
    "change_company",
    "change_own_password",
    "change_part",
    "change_person",
    "change_row",
    "change_shift",
    "change_tool",
    "confirm_authenticator",
    "facts_of",
    "fresh_recovery_codes",
    "give_badge",
    "log_in_by_badge",
    "log_in_by_password",
    "log_out_everywhere",
    "new_authenticator",
    "next_number",
    "next_numbers",
    "record_act",
    "record_change",
    "records_kept",
    "register_tablet",
    "remove_entry",
    "remove_row",
    "remove_tablet",
    "restore_tablet",
    "see_tablet",
    "set_in_use",
    "set_number_pattern",
    "set_password",
    "set_picture",
    "set_pin",
    "set_skill",
    "set_stamp",
    "set_up",
    "set_up_hub",
    "show_second_factor",
    "take_second_factor_away",
    "undo_change",
    "undo_changes",
    "undo_rule",
    "unused_numbers",
]
