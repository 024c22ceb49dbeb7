"""The roles, and what each may see and do.

role            people by name      sites            SQL, rejects, import, log      closed face
investigator    of own sites        others as one    no                             no
committee       nobody              by name          no                             no
data manager    everybody           by name          yes                            no
statistician    everybody           by name          SQL and rejects only           yes, and nothing else
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mesems_dash.store.scope import EVERYTHING, NOBODY_NAMED, Scope

__all__ = ["LOCAL", "ROLE_LABELS", "Reader", "Role"]


class Role(StrEnum):
    """A role of the access file; LOCAL is the user of the machine of an app without login."""

    INVESTIGATOR = "investigator"
    COMMITTEE = "committee"
    DATA_MANAGER = "data manager"
    STATISTICIAN = "statistician"
    LOCAL = "local"


ROLE_LABELS: Final = {
    Role.INVESTIGATOR: "Site investigator",
    Role.COMMITTEE: "Committee",
    Role.DATA_MANAGER: "Data manager",
    Role.STATISTICIAN: "Closed statistician",
    Role.LOCAL: "This machine",
}


@dataclass(frozen=True)
class Reader:
    """Somebody who was let in: the name the log has, the role, and an investigator's own sites."""

    name: str
    role: Role
    sites: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """What this reader may see of a cut."""
        if self.role is Role.INVESTIGATOR:
            return Scope(self.sites)
        return NOBODY_NAMED if self.role is Role.COMMITTEE else EVERYTHING

    @property
    def may_import(self) -> bool:
        """Whether this reader brings new data, and so sees what an import complains of."""
        return self.role in {Role.DATA_MANAGER, Role.LOCAL}

    @property
    def may_read_log(self) -> bool:
        """Whether this reader sees who looked at what."""
        return self.role in {Role.DATA_MANAGER, Role.LOCAL}

    def may_enter(self, *, is_closed: bool) -> bool:
        """Whether the role belongs to this face: a process with the closed store is for its statisticians alone."""
        return self.role is Role.LOCAL or (self.role is Role.STATISTICIAN) == is_closed


LOCAL: Final = Reader("local", Role.LOCAL)
