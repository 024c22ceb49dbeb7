"""The access file: which verified e-mail or group has which role. TOML, read anew at every rerun.

    group_claim = "groups"                # claim of the token that lists groups; this is the default

    [[people]]
    email = "pi@genova.example"
    role = "investigator"                 # investigator, committee, data manager, statistician
    sites = ["GEN"]                       # investigators only, and at least one

    [[groups]]
    group = "mesems-committee"
    role = "committee"

Somebody named as a person has that role whatever their groups say; of several groups that give different rights nobody
guesses: that is nobody's role, until the file names the person.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.access.roles import Reader, Role
from mesems_dash.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mesems_dash.access.claims import Identity

__all__ = ["AccessFile", "read_access_file"]

_ROLES: Final = tuple(role.value for role in Role if role is not Role.LOCAL)
_TOP: Final = {"people", "groups", "group_claim"}


@dataclass(frozen=True)
class Grant:
    """A role, and the sites that an investigator has."""

    role: Role
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccessFile:
    """Grants by e-mail (in lower case) and by group; `group_claim` is the claim that lists somebody's groups."""

    people: Mapping[str, Grant]
    groups: Mapping[str, Grant]
    group_claim: str = "groups"

    def find_reader(self, identity: Identity) -> Reader | None:
        """Return the reader that somebody is, or None: not named, or with groups that contradict each other."""
        by_name = self.people.get((identity.email or "").lower())
        if by_name is not None:
            return Reader(identity.name, by_name.role, by_name.sites)
        grants = {self.groups[group] for group in identity.groups if group in self.groups}
        return _join(identity.name, grants)


def read_access_file(path: Path) -> AccessFile:
    """Read an access file; AccessError says what is wrong with it, quoting no e-mail: then nobody is let in."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AccessError(f"The access file {path.name} cannot be read; nobody has access until it can.") from error
    except ValueError as error:
        raise AccessError(f"The access file {path.name} is not valid TOML; nobody has access until it is.") from error
    unknown = sorted(set(content) - _TOP)
    if unknown:
        raise _complain(path, f"unknown key {unknown[0]}; expected one of {', '.join(sorted(_TOP))}")
    claim = content.get("group_claim", "groups")
    if not isinstance(claim, str) or not claim:
        raise _complain(path, "group_claim is no text")
    return AccessFile(
        people=_read_grants(path, content.get("people", []), named_by="email"),
        groups=_read_grants(path, content.get("groups", []), named_by="group"),
        group_claim=claim,
    )


def _join(name: str, grants: set[Grant]) -> Reader | None:
    """Join grants of one role: investigators of several groups have the sites of all of them."""
    roles = {grant.role for grant in grants}
    if len(roles) != 1:
        return None
    return Reader(name, roles.pop(), tuple(sorted({site for grant in grants for site in grant.sites})))


def _read_grants(path: Path, rows: object, *, named_by: str) -> dict[str, Grant]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _complain(path, f"{named_by} entries are no list of tables; write [[people]] and [[groups]]")
    grants: dict[str, Grant] = {}
    for place, row in enumerate(rows, start=1):
        where = f"entry {place} by {named_by}"
        name, grant = _read_grant(path, row, named_by=named_by, where=where)
        if name in grants:
            raise _complain(path, f"{where}: named twice")
        grants[name] = grant
    return grants


def _read_grant(path: Path, row: Mapping[str, Any], *, named_by: str, where: str) -> tuple[str, Grant]:
    unknown = sorted(set(row) - {named_by, "role", "sites"})
    if unknown:
        raise _complain(path, f"{where}: unknown key {unknown[0]}")
    name, role, sites = row.get(named_by), row.get("role"), row.get("sites", [])
    if not isinstance(name, str) or not name.strip():
        raise _complain(path, f"{where}: {named_by} is missing")
    if role not in _ROLES:
        raise _complain(path, f"{where}: role is not one of {', '.join(_ROLES)}")
    if not isinstance(sites, list) or not all(isinstance(site, str) and site for site in sites):
        raise _complain(path, f"{where}: sites is no list of site ids")
    if (role == Role.INVESTIGATOR) != bool(sites):
        raise _complain(path, f"{where}: sites are for investigators, who need at least one")
    key = name.strip().lower() if named_by == "email" else name.strip()
    return key, Grant(Role(role), tuple(sorted(set(sites))))


def _complain(path: Path, what: str) -> AccessError:
    return AccessError(f"The access file {path.name}: {what}. Nobody has access until this is corrected.")
