"""Who may see what: roles, the access file, what an identity provider says of somebody, and the log of looks.

Knows no Streamlit: `pages/state/gate.py` asks here at every rerun and opens cuts within the scope it is given. What a
scope holds back, and how, is in `store/scope.py`.
"""

from mesems_dash.access.access_file import AccessFile, read_access_file
from mesems_dash.access.access_log import UNREADABLE, AccessLog, Look, read_access_log
from mesems_dash.access.claims import Identity, read_identity
from mesems_dash.access.local import is_this_machine
from mesems_dash.access.roles import LOCAL, ROLE_LABELS, Reader, Role

__all__ = [
    "LOCAL",
    "ROLE_LABELS",
    "UNREADABLE",
    "AccessFile",
    "AccessLog",
    "Identity",
    "Look",
    "Reader",
    "Role",
    "is_this_machine",
    "read_access_file",
    "read_access_log",
    "read_identity",
]
