"""What an identity provider says of somebody, and whether to believe it now.

The provider's signature, the issuer and the nonce are checked by Authlib when the token arrives; here is what must hold
again at every rerun, since Streamlit's cookie lasts for 30 days: for whom the token was made, until when, and that the
e-mail is verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesems_dash.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["Identity", "read_identity"]


@dataclass(frozen=True)
class Identity:
    """Somebody as the provider knows them: what the log calls them, a verified e-mail or None, groups."""

    name: str
    email: str | None
    groups: tuple[str, ...]


def read_identity(claims: Mapping[str, object], *, audience: str, now: datetime, group_claim: str) -> Identity:
    """Return who the claims of an ID token are about; AccessError says why they are not to be believed.

    An e-mail counts only if the provider says `email_verified`. Without one, groups alone can let somebody in, who is
    then known by `sub`.
    """
    _require_audience(claims.get("aud"), audience)
    _require_time(claims.get("exp"), now)
    email, subject = claims.get("email"), claims.get("sub")
    verified = email.strip() if isinstance(email, str) and claims.get("email_verified") is True else None
    name = verified or (subject if isinstance(subject, str) else None)
    if not name:
        raise AccessError("The login does not say who you are. Please sign in again.")
    return Identity(name, verified, _read_groups(claims.get(group_claim)))


def _require_audience(audience: object, expected: str) -> None:
    audiences = audience if isinstance(audience, list) else [audience]
    if not expected or expected not in audiences:
        raise AccessError("This login is for another application. Please sign in again.")


def _require_time(expires: object, now: datetime) -> None:
    if isinstance(expires, bool) or not isinstance(expires, int | float) or expires <= now.timestamp():
        raise AccessError("Your login has expired. Please sign in again.")


def _read_groups(groups: object) -> tuple[str, ...]:
    if isinstance(groups, str):
        return (groups,)
    return tuple(group for group in groups if isinstance(group, str)) if isinstance(groups, list) else ()
