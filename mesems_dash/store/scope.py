"""What a reader may see of a cut: everything, named people of some sites, or nobody by name.

A cut opened within a scope has two schemas of views in place of its tables. In `pooled` nobody has a name, and sites
that are not the reader's are one; in `named` there are only the people that the reader may know. `run_query` asks
one or the other, and no page can ask for more. Whose scope is which is decided in `access/`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import OTHER_SITES, OTHER_SITES_COUNTRY, OTHER_SITES_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["EVERYTHING", "NOBODY_NAMED", "Scope", "define_scope"]

_TEXTS_OF_ROWS: Final = frozenset(("rejects", "findings", "compared", "erasures"))
"""Tables that quote rows or people of any site, or somebody's own words: only for who may see everything."""
_LOST: Final = "lost"
"""The table of lost rows: those of nobody known tell where they stood and when, and belong to every record."""
_SITES: Final = "sites"
_IN_ORDER: Final = "source_files"
"""The table that is read in the order of its rows, which a view would lose."""


@dataclass(frozen=True)
class Scope:
    """Whose people have a name: everybody's (`sites` None), those of some sites, or nobody's (no site)."""

    sites: tuple[str, ...] | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is held back."""
        return self.sites is None

    @property
    def may_name_people(self) -> bool:
        """Whether there is anybody the reader may know by name."""
        return self.sites is None or bool(self.sites)


EVERYTHING: Final = Scope()
NOBODY_NAMED: Final = Scope(())


def define_scope(scope: Scope, columns: Iterable[tuple[str, str]], *, of: str) -> Iterator[str]:
    """Yield the statements that make schemas `named` and `pooled` over the cut attached as `of`.

    `columns` are (table, column) of all its tables and views. Raises nothing: a table without person or site is passed
    on whole.
    """
    tables: Mapping[str, list[str]] = _collect(columns)
    for schema in ("named", "pooled"):
        yield f"create schema {schema}"
    for table, names in tables.items():
        source = f'{of}.main."{table}"'
        rows = "*, rowid" if table == _IN_ORDER else "*"
        yield f'create view named."{table}" as select {rows} from {source} where {_name(scope, table, names, of=of)}'  # noqa: S608 - names of the cut's own tables
        yield f'create view pooled."{table}" as {_pool(scope, table, names, source=source)}'


def _collect(columns: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    tables: defaultdict[str, list[str]] = defaultdict(list)
    for table, column in columns:
        tables[table].append(column)
    return dict(tables)


def _name(scope: Scope, table: str, names: Sequence[str], *, of: str) -> str:
    """Return the condition under which a row is about somebody the reader may know."""
    own = _list(scope.sites or ())
    if table in _TEXTS_OF_ROWS:
        return "false"
    if "site_id" in names:
        return f"site_id in {own}"
    people = f"select subject_key from {of}.main.subjects where site_id in {own}"  # noqa: S608 - quoted below
    if table == _LOST:
        return f"subject_key is null or subject_key in ({people})"
    if "subject_key" in names:
        return f"subject_key in ({people})"
    if "screening_key" in names:
        screenings = f"select screening_key from {of}.main.screenings where subject_key in ({people})"  # noqa: S608 - idem
        return f"screening_key in ({screenings})"
    return "true"


def _pool(scope: Scope, table: str, names: Sequence[str], *, source: str) -> str:
    """Return a table without names, in which the sites that are not the reader's are one."""
    if table in _TEXTS_OF_ROWS or table == _LOST:
        return f"select * from {source} where false"  # noqa: S608 - names of the cut's own tables
    if table == _IN_ORDER:
        return f"select *, rowid from {source}"  # noqa: S608 - idem
    if not scope.sites or "site_id" not in names:
        return f"select {_without_names(names)} from {source}"  # noqa: S608 - idem
    own = _list(scope.sites)
    if table == _SITES:
        return _pool_sites(own, source=source)
    masks = [f"if(site_id in {own}, site_id, '{OTHER_SITES}') as site_id"]
    if "country" in names:
        masks.append(f"if(site_id in {own}, country, '{OTHER_SITES_COUNTRY}') as country")
    return f"select {_without_names(names)} replace ({', '.join(masks)}) from {source}"  # noqa: S608 - idem


def _without_names(names: Sequence[str]) -> str:
    return "* exclude (subject_id)" if "subject_id" in names else "*"


def _pool_sites(own: str, *, source: str) -> str:
    """Return the reader's sites and one for all others: open as long as one of them is, its target their sum."""
    return f"""
select * from {source} where site_id in {own}
union all by name
select
    '{OTHER_SITES}' as site_id,
    '{OTHER_SITES_LABEL}' as name,
    '{OTHER_SITES_COUNTRY}' as country,
    if(count(distinct ruleset) = 1, min(ruleset), 'registry') as ruleset,
    min(activated_lo) as activated_lo,
    min(activated_hi) as activated_hi,
    if(count(*) = count(closed_lo), max(closed_lo), null) as closed_lo,
    if(count(*) = count(closed_hi), max(closed_hi), null) as closed_hi,
    if(count(*) = count(target_n), sum(target_n), null)::integer as target_n,
    max(line) + 1 as line
from {source}
where site_id not in {own}
having count(*) > 0"""  # noqa: S608 - site ids are quoted by _list


def _list(values: Sequence[str]) -> str:
    quoted = ["'" + value.replace("'", "''") + "'" for value in values]
    return f"({', '.join(quoted) or 'null'})"
