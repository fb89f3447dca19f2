"""How far the navigation goes, asked by `dure.web.menu`: up to which level its pages are shown."""

from dure.mentoring.selectors.level import highest_shown

__all__ = ["highest_shown"]
