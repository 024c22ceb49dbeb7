"""What Streamlit's own login left with a browser, read before Streamlit itself is asked anything.

Streamlit reads its cookie only when a socket has been accepted, and for files and uploads not at all. Here the same
signed cookie is read for every request. What of Streamlit is used for that, and is no public interface of it:

- `auth_util.get_cookie_with_chunks`, as a long cookie is kept in parts, and `auth_util.encode_provider_token`, without
  which its address `auth/login` does not begin;
- `server_util.get_cookie_secret` and `starlette_app_utils.decode_signed_value`, which know how it is signed;
- `starlette_server_config.USER_COOKIE_NAME`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

__all__ = ["read_claims", "write_login_address"]

_PROVIDER: Final = "default"
"""What Streamlit calls the provider of `[auth]` itself."""


def read_claims(request: HTTPConnection) -> dict[str, Any] | None:
    """Return what the provider said of whoever asks, as `st.user` has it; None unless this app signed it for this host.

    Whether it still holds, and whether it is enough, is for `gate.py` to say.
    """
    secret = get_cookie_secret()
    if not secret:
        return None  # anybody could sign
    cookies = request.cookies

    def read(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1", "replace"))

    return _parse(get_cookie_with_chunks(read, USER_COOKIE_NAME), request.headers.get("host", ""))


def write_login_address() -> str:
    """Return the address, beside the start page, that leads to the provider; it works for a few minutes."""
    return f"auth/login?provider={encode_provider_token(_PROVIDER)}"


def _parse(content: bytes | None, host: str) -> dict[str, Any] | None:
    try:
        claims = json.loads(content or b"null")
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    made_for = urlsplit(str(claims.pop("origin", ""))).netloc
    return claims if made_for and made_for == host else None
