"""What the text of a column means: for each kind of column, typed values in SQL, and what was expected instead.

Every expression reads the column `<name>__text`, the text without surrounding spaces, null where it is blank. Whatever
cannot be read, or lies outside the bounds of its column, becomes null, which is "not recorded"; the finding says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.store.model import REASONS, Column, Days, Kind, Range
from mesems_dash.vocabulary import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

__all__ = [
    "define_macros",
    "describe_bounds",
    "describe_expected",
    "is_fault",
    "is_implausible",
    "read_text",
    "reason_of_fault",
    "text_of",
    "type_column",
    "write_stages",
]

MACROS: Final = r"""
create or replace temp macro the_cut() as getvariable('as_of');
create or replace temp macro years_ahead(n) as
    cast(coalesce(cast(getvariable('today') as date), today()) + to_years(n) as date);
create or replace temp macro trimmed(t) as trim(t, e' \t\r\n' || chr(160));
create or replace temp macro as_text(t) as     -- trimming is slow: only where a text is not plainly one
    case
        when regexp_full_match(t, '[0-9A-Za-z]|([0-9<>A-MO-Za-mo-z].*|[Nn][^Aa/].*|[Nn]..+)[0-9A-Za-z]') then t
        when not regexp_full_match(t, '(?i)[ \t\r\n\x{A0}]*(nan|na|n/a|[.-]|)[ \t\r\n\x{A0}]*') then trimmed(t)
    end;
create or replace temp macro as_day(t) as
    case when regexp_full_match(t, '(19|20|21)\d\d-\d\d-\d\d') then try_cast(t as date) end;
create or replace temp macro as_first_day(t) as
    as_day(case length(t) when 10 then t when 7 then t || '-01' when 4 then t || '-01-01' end);
create or replace temp macro end_of(t, first) as    -- the last day that a date allows, from its text and its first
    case length(t)
        when 10 then first
        when 7 then last_day(first)
        when 4 then cast(first + to_years(1) - to_days(1) as date)
    end;
create or replace temp macro as_last_day(t) as end_of(t, as_first_day(t));
create or replace temp macro without_time(t) as
    regexp_replace(
        t,
        '^(\d{4}-[\dA-Z?]{0,3}-{1,2}[\dA-Z?]{2,3})[T ]+(\d\d?|UNK?|-)(:(\d\d|UNK?|-)){0,2}([.,]\d+)?'
        || ' ?([AP]M)? ?(Z|UTC|GMT|[+-]\d\d(:?\d\d)?)?$',
        '\1'
    );
create or replace temp macro as_partial(t) as   -- UN, UNK, XX, 00 and nothing stand for an unknown month or day
    case
        when regexp_full_match(t, '\d{4}-\d\d-\d\d') and right(t, 3) <> '-00' and t[6:7] <> '00' then t
        when regexp_full_match(t, '\d{4}-(UNK?|UK|NK|XXX?|\?\??|00|-)?(-(UNK?|UK|NK|XXX?|\?\??|-|[0-3]\d)?)?')
        then t[1:4]
        when regexp_full_match(t, '\d{4}-\d\d-(UNK?|UK|NK|XXX?|\?\??|00|-)?') then t[1:7]
    end;
create or replace temp macro is_plain_date(t) as
    regexp_full_match(t, '\d{4}(-\d\d(-\d\d)?)?') and not contains(t, '-00');
create or replace temp macro as_iso(t) as
    case when is_plain_date(t) then t else as_partial(without_time(upper(t))) end;
create or replace temp macro as_flag(t) as
    case upper(t) when 'Y' then true when 'N' then false end;
create or replace temp macro as_number(t) as
    case
        when regexp_full_match(t, '[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?')
            and isfinite(try_cast(replace(t, ',', '.') as double))
        then try_cast(replace(t, ',', '.') as double) + 0.0
    end;
create or replace temp macro count_of(n) as
    case when n between 0 and 2147483647 and n = floor(n) then cast(n as integer) end;
create or replace temp macro as_count(t) as count_of(as_number(t));
create or replace temp macro score_of(n) as
    case when n between 0 and 10 and n <> 0.5 and n * 2 = floor(n * 2) then n end;
create or replace temp macro packed(t) as regexp_replace(upper(t), '[\s.\-]', '', 'g');
create or replace temp macro as_atc(t) as
    case when regexp_full_match(packed(t), '[ABCDGHJLMNPRSV](\d\d([A-Z]([A-Z](\d\d)?)?)?)?') then packed(t) end;
create or replace temp macro as_codes(t) as
    list_filter(list_transform(string_split(upper(t), '|'), lambda code: trim(code)), lambda code: code <> '');
create or replace temp macro comparator_of(t) as
    regexp_extract(t, '^(<=|>=|<|>)', 1);
create or replace temp macro measured(sign, n) as
    case when sign in ('<', '<=') and n < 0 or sign = '<' and n = 0 then null else n end;
"""

EXPECTED: Final = {
    Kind.TEXT: "text",
    Kind.FLAG: "Y, N or U",
    Kind.DATE: "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    Kind.FULL_DATE: "a full date as YYYY-MM-DD",
    Kind.MONTH: "a month as YYYY-MM",
    Kind.COUNT: "a whole number, 0 or more",
    Kind.ORDINAL: "a whole number, 1 or more",
    Kind.QUANTITY: "a number, 0 or more",
    Kind.SCORE: "0 to 10 in half steps, without 0.5",
    Kind.RESULT: "POS, NEG, ND or a number, perhaps with < <= > >=",
    Kind.RULE_SET: "the name of a rule set",
    Kind.ATC: "an ATC code such as L03AB07",
    Kind.REASON_CODES: "codes joined by |: I1..I4, E1..E14, DECLINED_CONSENT, WITHDREW_BEFORE_RANDOMISATION, "
    "MANUFACTURING_FAILURE, SITE_CLOSED, OTHER",
}
DATE_STAGES: Final = (
    ("spelt", "case when not is_plain_date({text}) then without_time(upper({text})) end"),
    ("iso", "case when {spelt} is null then {text} else as_partial({spelt}) end"),
    ("first", "as_first_day({iso})"),
)
NUMBER_STAGES: Final = (("number", "as_number({text})"),)
RESULT_STAGES: Final = (
    ("sign", "comparator_of({text})"),
    ("rest", "trim({text}[length({sign}) + 1:])"),
    ("number", "as_number({rest})"),
)
STAGES: Final[dict[Kind, tuple[tuple[str, str], ...]]] = {
    **dict.fromkeys((Kind.DATE, Kind.FULL_DATE, Kind.MONTH), DATE_STAGES),
    **dict.fromkeys((Kind.COUNT, Kind.ORDINAL, Kind.QUANTITY, Kind.SCORE), NUMBER_STAGES),
    Kind.RESULT: RESULT_STAGES,
}
"""What is made of a text before it is typed, each from those before it."""
PASSING: Final = ("spelt", "rest")
SCALARS: Final = {
    Kind.TEXT: "{text}",
    Kind.FLAG: "as_flag({text})",
    Kind.FULL_DATE: "case when length({iso}) = 10 then {first} end",
    Kind.MONTH: "case when length({iso}) = 7 then {first} end",
    Kind.COUNT: "count_of({number})",
    Kind.QUANTITY: "case when {number} >= 0 then {number} end",
    Kind.SCORE: "score_of({number})",
    Kind.ATC: "as_atc({text})",
    Kind.RULE_SET: "coalesce(lower({text}), 'registry')",
}
UNREADABLE: Final = "then 'UNREADABLE' end"
MOST: Final = 2147483647
LONG_LIST: Final = 20


def define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Teach a connection how texts are read."""
    connection.execute(MACROS)


def text_of(column: Column) -> str:
    """Name of the column's text in SQL, quoted."""
    return f'"{column.name}__text"'


def describe_expected(column: Column) -> str:
    """What belongs into the column, for a message."""
    if not column.codes:
        return EXPECTED[column.kind]
    if len(column.codes) > LONG_LIST:
        return "a code of three letters (ISO 3166-1 alpha-3)"
    return " or ".join((", ".join(column.codes[:-1]), column.codes[-1]))


def read_text(name: str) -> str:
    """SQL for the text of a column as it is typed: without surrounding spaces, null where it is blank."""
    text = f'as_text("{name}")'
    return f"case when lower({text}) <> 'none' then {text} end" if name == "drug" else text


def write_stages(columns: Iterable[Column]) -> str:
    """SQL of the CTEs that lead from `read` to `texts`: what typing needs of each text, made once and used often.

    Step by step, since a macro says its text again many times, and a text that is a macro would grow without end.
    """
    staged = [(column, STAGES.get(column.kind, ())) for column in columns]
    steps = ["read"]
    written = []
    for place in range(3):
        made = [_write_stage(column, *stages[place]) for column, stages in staged if place < len(stages)]
        steps.append(f"step_{place + 1}")
        written.append(f"{steps[-1]} as (select {', '.join(['*', *made])} from {steps[-2]})")  # noqa: S608 - names of the model
    passing = [_staged(column, name) for column, stages in staged for name, _ in stages if name in PASSING]
    rest = f" exclude ({', '.join(passing)})" if passing else ""
    return ",\n".join([*written, f"texts as materialized (select *{rest} from {steps[-1]})"])  # noqa: S608 - as above


def _write_stage(column: Column, name: str, sql: str) -> str:
    return f"{sql.format(**_name_stages(column))} as {_staged(column, name)}"


def _name_stages(column: Column) -> dict[str, str]:
    return {"text": text_of(column), **{name: _staged(column, name) for name, _ in STAGES.get(column.kind, ())}}


def _staged(column: Column, name: str) -> str:
    return f'"{column.name}__{name}"'


def describe_bounds(bounds: Days | Range) -> str:
    """What is plausible, for a message and for the page Definitions."""
    if isinstance(bounds, Days):
        return f"{bounds.earliest.isoformat()} to {bounds.years_ahead} years after today"
    return f"{bounds.least:,g} to {_format_most(bounds.most)} {bounds.unit}".rstrip()


def type_column(column: Column) -> dict[str, str]:
    """The typed columns that follow from a text column: name to SQL expression."""
    text = text_of(column)
    match column.kind:
        case Kind.DATE:
            return _interval(column)
        case Kind.FULL_DATE:
            return {column.name: _bounded(column, _unbounded(column)), **_interval(column)}
        case Kind.RESULT:
            return _result(column) | {
                "doubt": f"case when {text} is not null and result is null and value_lo is null {UNREADABLE}"
            }
        case Kind.SCORE:
            score = _unbounded(column)
            return {
                column.name: score,
                "doubt": f"case when {text} is not null and {score} is null {UNREADABLE}",
            }
        case Kind.REASON_CODES:
            return {column.name: _reasons(text), f"{column.name}_text": text}
        case _:
            return {column.name: _bounded(column, _unbounded(column))}


def is_fault(column: Column) -> str:
    """SQL condition: there is a text and it cannot be right."""
    text = text_of(column)
    match column.kind:
        case Kind.FLAG:
            return f"upper({text}) not in ('Y', 'N', 'U')"
        case Kind.DATE:
            return f'{text} is not null and "{column.stem}_lo" is null'
        case Kind.RESULT:
            return f'{text} is not null and "result" is null and value_lo is null'
        case Kind.REASON_CODES:
            return f"{text} is not null and not list_has_all({_literals((*REASONS, *DERIVED))}, as_codes({text}))"
        case _:
            return f'{text} is not null and "{column.name}" is null'


def is_implausible(column: Column) -> str:
    """SQL condition: the text can be read, but lies outside the bounds of its column."""
    if column.bounds is None:
        return "false"
    match column.kind:
        case Kind.DATE | Kind.FULL_DATE:
            return f'{_staged(column, "first")} is not null and "{column.stem}_lo" is null'
        case _:
            return f'{_unbounded(column)} is not null and "{column.name}" is null'


def reason_of_fault(column: Column) -> str:
    """SQL text: why a faulty value counts as not recorded, or its row is rejected if it is a key."""
    key = "key value " if column.is_key else ""
    unreadable = f"{key}cannot be read; expected {describe_expected(column)}"
    if column.bounds is None:
        return f"'{unreadable}'"
    word = "impossible" if isinstance(column.bounds, Days) else "implausible"
    outside = f"{key}{word}; expected {describe_bounds(column.bounds)}"
    return f"case when {is_implausible(column)} then '{outside}' else '{unreadable}' end"


def _interval(column: Column) -> dict[str, str]:
    first = _staged(column, "first")
    last = f"end_of({_staged(column, 'iso')}, {first})"
    if not isinstance(column.bounds, Days):
        return {f"{column.stem}_lo": first, f"{column.stem}_hi": last}
    days = column.bounds
    fits = f"{last} >= date '{days.earliest}' and {first} <= years_ahead({days.years_ahead})"
    return {
        f"{column.stem}_lo": f"case when {fits} then {first} end",
        f"{column.stem}_hi": f"case when {fits} then {last} end",
    }


def _bounded(column: Column, value: str) -> str:
    match column.bounds:
        case Days(earliest, years):
            return f"case when {value} between date '{earliest}' and years_ahead({years}) then {value} end"
        case Range(least, most):
            return f"case when {value} between {least:.0f} and {most:.0f} then {value} end"
        case _:
            return value


def _format_most(most: float) -> str:
    return f"{most:,.0f}" if most < 1e9 else f"{most:.0e}".replace("e+", "e")  # noqa: PLR2004 - readable up to there


def _unbounded(column: Column) -> str:
    text = text_of(column)
    if column.kind is Kind.CODE:
        return f"case when list_contains({_literals(column.codes)}, upper({text})) then upper({text}) end"
    if column.kind is Kind.ORDINAL:
        limit = column.codes[-1] if column.codes else MOST
        count = f"count_of({_staged(column, 'number')})"
        return f"case when {count} between 1 and {limit} then {count} end"
    return SCALARS[column.kind].format(**_name_stages(column))


def _result(column: Column) -> dict[str, str]:
    text, sign = text_of(column), _staged(column, "sign")
    number = f"measured({sign}, {_staged(column, 'number')})"
    return {
        "result": f"case when upper({text}) in ('POS', 'NEG', 'ND') then upper({text}) end",
        "value_lo": f"case when {sign} in ('<', '<=') and {number} is not null then '-inf'::double else {number} end",
        "value_hi": f"case when {sign} in ('>', '>=') and {number} is not null then 'inf'::double else {number} end",
        "value_lo_open": f"case when {number} is not null then {sign} in ('<', '<=', '>') end",
        "value_hi_open": f"case when {number} is not null then {sign} in ('>', '>=', '<') end",
    }


def _reasons(text: str) -> str:
    known = (
        f"list_transform(as_codes({text}), lambda code: case when code in ('E1', 'E2', 'E3') then 'I1' else code end)"
    )
    return (
        f"case when {text} is null then []::text[] "
        f"else list_filter({_literals(REASONS)}, lambda code: list_contains({known}, code)) end"
    )


def _literals(codes: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{code}'" for code in codes) + "]"
