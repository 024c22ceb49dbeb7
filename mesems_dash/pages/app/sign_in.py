"""The page for whoever is not let in: plain HTML with the way to sign in or out, and nothing of the app.

It needs no socket, no session and no script. `pages/app/entrance.py` says the same inside a session whose login ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from mesems_dash.pages.state.login_cookie import write_login_address
from mesems_dash.pages.state.names import TITLE

if TYPE_CHECKING:
    from mesems_dash.pages.state.gate import Visitor

__all__ = ["SIGN_IN", "lead_to_provider", "show_sign_in"]

SIGN_IN: Final = "sign-in"
"""The path, beside the start page, that leads on to the provider."""
_NEVER_KEPT: Final = {"Cache-Control": "no-store"}
_RULES: Final = Markup(
    ":root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }"
    "main { max-width: 36rem; margin: 15vh auto; padding: 0 1rem }"
    "a { display: inline-block; padding: .5rem 1rem; border: 1px solid; border-radius: 6px; color: inherit }"
)
_PAGE: Final = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="{base}/favicon.png"><style>{rules}</style></head>'
    "<body><main><h1>{title}</h1><p>{why}</p><p>{links}</p></main></body></html>"
)


def show_sign_in(visitor: Visitor, base: str) -> Response:
    """Return the page that says why somebody is not let in, with the way in or out where there is one."""
    ways = {SIGN_IN: "Sign in", "auth/logout": "Sign out"} if visitor.is_signed_in else {SIGN_IN: "Sign in"}
    offered = ways if visitor.may_sign_in else {}
    link = Markup('<a href="{}/{}">{}</a>')
    links = Markup(" ").join(link.format(base, path, label) for path, label in offered.items())
    page = _PAGE.format(title=TITLE, base=base, rules=_RULES, why=visitor.why, links=links)
    return Response(page, media_type="text/html", headers=_NEVER_KEPT)


def lead_to_provider(base: str, *, may_sign_in: bool) -> Response:
    """Lead to the provider's own page; without a login, to the start page."""
    path = write_login_address() if may_sign_in else ""
    return RedirectResponse(f"{base}/{path}", status_code=302, headers=_NEVER_KEPT)
