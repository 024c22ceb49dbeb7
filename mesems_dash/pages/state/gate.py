"""Who is looking, asked anew at every rerun, and what they may see: the one way from a login to a cut.

Login is switched on by an access file (MESEMS_ACCESS) together with `[auth]` in Streamlit's secrets; one without the
other lets nobody in. Without both there is one reader, whoever sits at this machine, and the server answers nobody
else. Pages and their parts run behind `require_reader`; cuts are opened only within the scope of a reader. What the
server is asked outside of a page's script, sockets and files too, is asked of `find_visitor`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.access import LOCAL, AccessLog, read_access_file, read_identity
from mesems_dash.errors import AccessError
from mesems_dash.pages.state import keys
from mesems_dash.pages.state.login_cookie import read_claims
from mesems_dash.store.demo_cuts import find_stores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import HTTPConnection

    from mesems_dash.access import Reader
    from mesems_dash.access.access_log import Kind
    from mesems_dash.pages.state.view import View

__all__ = [
    "WELCOME",
    "Login",
    "Pass",
    "Visitor",
    "find_log",
    "find_visitor",
    "is_signed_in",
    "log_look",
    "read_login",
    "read_pass",
    "require_reader",
]

_ACCESS: Final = "MESEMS_ACCESS"
WELCOME: Final = "Sign in to see recruitment, screening and eligibility of the trial."
_CHANGED: Final = "Your access has changed. Please load this page again."
_LOG: Final = "MESEMS_ACCESS_LOG"
_LOG_AT_FIRST: Final = Path(__file__).resolve().parents[3] / "data" / "access-log.jsonl"


@dataclass(frozen=True)
class Login:
    """How this process lets people in: the access file, and the application that tokens must be made for."""

    access_file: Path
    audience: str


@dataclass(frozen=True)
class Pass:
    """What somebody showed when a page was drawn, to be checked again when they take something away."""

    claims: Mapping[str, Any] | None
    reader: Reader | None = None

    def require(self) -> Reader:
        """Return the reader that the claims stand for now; AccessError if that is nobody, or no longer the one of then.

        What somebody takes away was made within the scope that they had when the page was drawn.
        """
        now = _find_reader(self.claims)
        if self.reader is not None and now != self.reader:
            raise AccessError(_CHANGED)
        return now


@dataclass(frozen=True)
class Visitor:
    """Who sent a request to the server: a reader, or None and why, and whether there is somewhere to sign in or out."""

    reader: Reader | None
    why: str = ""
    is_signed_in: bool = False
    may_sign_in: bool = False


def find_visitor(request: HTTPConnection) -> Visitor:
    """Return who sent a request, by its cookie and the access file of now; half a login lets nobody in."""
    claims = None
    try:
        login = read_login()
        if login is None:
            return Visitor(LOCAL)
        claims = read_claims(request)
        if claims is None:
            return Visitor(None, WELCOME, may_sign_in=True)
        return Visitor(_find_reader(claims), is_signed_in=True, may_sign_in=True)
    except AccessError as error:
        return Visitor(None, error.message, is_signed_in=claims is not None, may_sign_in=claims is not None)


def read_login() -> Login | None:
    """Return how people are let in; None without a login. AccessError if it is set up by half."""
    access_file, audience = os.environ.get(_ACCESS, ""), _read_audience()
    if not access_file and audience is None:
        return None
    if not access_file:
        raise AccessError(f"A login is set up, but no access file says who may see what; set {_ACCESS}.")
    if audience is None:
        raise AccessError(f"{_ACCESS} names an access file, but no login is set up; add [auth] to the secrets.")
    return Login(Path(access_file), audience)


def is_signed_in() -> bool:
    """Return whether the browser brought a login at all, whatever it is worth."""
    return bool(st.user.get("is_logged_in", False))


def read_pass() -> Pass:
    """Return what the reader of this run shows, and who they are."""
    return Pass(_read_claims(), st.session_state.get(keys.READER))


def require_reader() -> Reader:
    """Return the reader of now; AccessError says why there is none.

    A session that had another reader before forgets everything of theirs.
    """
    reader = _find_reader(_read_claims())
    before = st.session_state.get(keys.READER)
    if before is not None and before != reader:
        st.session_state.clear()
        raise AccessError(_CHANGED)
    st.session_state[keys.READER] = reader
    return reader


def find_log() -> AccessLog | None:
    """Return the access log: where MESEMS_ACCESS_LOG says, else in data/ wherever there is a login, else none."""
    path = os.environ.get(_LOG, "")
    if path:
        return AccessLog(Path(path))
    return None if read_login() is None else AccessLog(_LOG_AT_FIRST)


def log_look(view: View, what: Kind, *, where: str, subject_id: str = "") -> None:
    """Log that this session looks at something, once for as long as it looks at the same thing.

    What is filtered is logged as the page says it, never as the address has it: anybody can write anything there.
    """
    log = find_log()
    if log is None:
        return
    look = (what, where, view.sentence, view.cut.info.cut_id, subject_id)
    seen = st.session_state.setdefault(keys.LOOKS, {})
    if seen.get((what, where)) == look:
        return
    log.write(
        view.reader, what, where=where, selection=view.sentence, cut_id=view.cut.info.cut_id, subject_id=subject_id
    )
    seen[what, where] = look


def _read_claims() -> Mapping[str, Any] | None:
    return None if read_login() is None else st.user.to_dict()


def _find_reader(claims: Mapping[str, Any] | None) -> Reader:
    login = read_login()
    if login is None:
        return LOCAL
    if claims is None or not claims.get("is_logged_in"):
        raise AccessError("Please sign in.")
    access = read_access_file(login.access_file)
    identity = read_identity(claims, audience=login.audience, now=datetime.now(UTC), group_claim=access.group_claim)
    reader = access.find_reader(identity)
    if reader is None:
        raise AccessError("You are signed in, but have no access to this dashboard.")
    if not reader.may_enter(is_closed=find_stores().closed is not None):
        raise AccessError("Your role is for the other app: open and closed data are kept separate.")
    return reader


def _read_audience() -> str | None:
    """Return the client id of `[auth]` in the secrets; None without one, or without secrets."""
    section = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    return str(section["client_id"]) if section and "client_id" in section else None
