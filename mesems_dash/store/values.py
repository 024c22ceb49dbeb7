"""What the text of a column means: for each kind of column, typed values in SQL, and what was expected instead.

Every expression reads the column `<name>__text`, the text without surrounding spaces, null where it is blank. Whatever
cannot be read becomes null, which is "not recorded"; the finding says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.store.model import REASONS, Column, Kind
from mesems_dash.vocabulary import DERIVED

if TYPE_CHECKING:
    import duckdb

__all__ = ["define_macros", "describe_expected", "is_fault", "text_of", "type_column"]

MACROS: Final = r"""
create or replace temp macro the_cut() as getvariable('as_of');
create or replace temp macro trimmed(t) as trim(t, e' \t\r\n' || chr(160));
create or replace temp macro as_plain_text(t) as
    case when length(t) > 3 or lower(t) not in ('nan', 'na') then t end;
create or replace temp macro as_trimmed_text(t) as
    case when lower(trimmed(t)) not in ('', 'nan', 'na', '.') then trimmed(t) end;
create or replace temp macro as_text(t) as     -- trimming is slow: only where a text does not begin and end with 0..z
    case
        when t = '' then null
        when ascii(t) between 48 and 122 and ascii(right(t, 1)) between 48 and 122 then as_plain_text(t)
        else as_trimmed_text(t)
    end;
create or replace temp macro as_day(t) as
    case when regexp_full_match(t, '(19|20|21)\d\d-\d\d-\d\d') then try_cast(t as date) end;
create or replace temp macro as_first_day(t) as
    case length(t)
        when 10 then as_day(t)
        when 7 then as_day(t || '-01')
        when 4 then as_day(t || '-01-01')
    end;
create or replace temp macro as_last_day(t) as
    case length(t)
        when 10 then as_day(t)
        when 7 then last_day(as_day(t || '-01'))
        when 4 then as_day(t || '-12-31')
    end;
create or replace temp macro as_flag(t) as
    case upper(t) when 'Y' then true when 'N' then false end;
create or replace temp macro as_number(t) as
    case
        when regexp_full_match(t, '[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?')
            and isfinite(try_cast(replace(t, ',', '.') as double))
        then try_cast(replace(t, ',', '.') as double) + 0.0
    end;
create or replace temp macro as_count(t) as
    case
        when as_number(t) between 0 and 2147483647 and as_number(t) = floor(as_number(t))
        then cast(as_number(t) as integer)
    end;
create or replace temp macro as_score(t) as
    case
        when as_number(t) between 0 and 10 and as_number(t) <> 0.5 and as_number(t) * 2 = floor(as_number(t) * 2)
        then as_number(t)
    end;
create or replace temp macro packed(t) as regexp_replace(upper(t), '[\s.\-]', '', 'g');
create or replace temp macro as_atc(t) as
    case when regexp_full_match(packed(t), '[ABCDGHJLMNPRSV](\d\d([A-Z]([A-Z](\d\d)?)?)?)?') then packed(t) end;
create or replace temp macro as_codes(t) as
    list_filter(list_transform(string_split(upper(t), '|'), lambda code: trim(code)), lambda code: code <> '');
create or replace temp macro comparator_of(t) as
    regexp_extract(t, '^(<=|>=|<|>)', 1);
create or replace temp macro number_after(t) as
    as_number(trim(regexp_replace(t, '^(<=|>=|<|>)', '')));
create or replace temp macro measured(t) as
    case
        when comparator_of(t) in ('<', '<=') and number_after(t) < 0 then null
        when comparator_of(t) = '<' and number_after(t) = 0 then null
        else number_after(t)
    end;
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
SCALARS: Final = {
    Kind.TEXT: "{text}",
    Kind.FLAG: "as_flag({text})",
    Kind.MONTH: "case when length({text}) = 7 then as_first_day({text}) end",
    Kind.COUNT: "as_count({text})",
    Kind.QUANTITY: "case when as_number({text}) >= 0 then as_number({text}) end",
    Kind.SCORE: "as_score({text})",
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


def type_column(column: Column) -> dict[str, str]:
    """The typed columns that follow from a text column: name to SQL expression."""
    text = text_of(column)
    match column.kind:
        case Kind.DATE:
            return _interval(column.stem, text)
        case Kind.FULL_DATE:
            return {column.name: f"as_day({text})", **_interval(column.stem, text)}
        case Kind.RESULT:
            return _result(text) | {
                "doubt": f"case when {text} is not null and result is null and value_lo is null {UNREADABLE}"
            }
        case Kind.SCORE:
            return {
                column.name: f"as_score({text})",
                "doubt": f"case when {text} is not null and as_score({text}) is null {UNREADABLE}",
            }
        case Kind.REASON_CODES:
            return {column.name: _reasons(text), f"{column.name}_text": text}
        case _:
            return {column.name: _scalar(column, text)}


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


def _interval(stem: str, text: str) -> dict[str, str]:
    return {f"{stem}_lo": f"as_first_day({text})", f"{stem}_hi": f"as_last_day({text})"}


def _scalar(column: Column, text: str) -> str:
    if column.kind is Kind.CODE:
        return f"case when list_contains({_literals(column.codes)}, upper({text})) then upper({text}) end"
    if column.kind is Kind.ORDINAL:
        limit = column.codes[-1] if column.codes else MOST
        return f"case when as_count({text}) between 1 and {limit} then as_count({text}) end"
    return SCALARS[column.kind].format(text=text)


def _result(text: str) -> dict[str, str]:
    number = f"measured({text})"
    sign = f"comparator_of({text})"
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
