"""The style rules of the app as one sheet, which the start page brings along.

None stands beside what it is for: a sheet that comes or goes has the browser style everything anew that it could mean.
"""

from __future__ import annotations

from typing import Final

from mesems_dash.figures import theme
from mesems_dash.pages.parts.static_files import STATIC

__all__ = ["write_style"]

_COLOURS: Final = {
    "paper": theme.PAPER,
    "mark": theme.STATUS_COLOURS["eligible"],
    "for": theme.STATUS_COLOURS["eligible"],
    "against": theme.STATUS_COLOURS["ineligible"],
    "open": theme.STATUS_COLOURS["unknown"],
}
"""What the rules call `--mesems-...`."""


def write_style() -> str:
    """Return all rules of `static/`, after the theme's colours, each for the light and the dark page."""
    dark = theme.to_dark()
    colours = "".join(f"--mesems-{name}:light-dark({light},{dark[light]});" for name, light in _COLOURS.items())
    rules = (path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css")))
    return f":root{{{colours}}}\n{''.join(rules)}"
