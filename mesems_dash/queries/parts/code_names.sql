-- code_names: the names of the bits of a mask, for lists of what fails, is unknown or was recorded.
code_names as (
    select [
        'I1', 'I2', 'I3', 'I4', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
        'DECLINED_CONSENT', 'WITHDREW_BEFORE_RANDOMISATION', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'OTHER', 'NOT_STATED'
    ] as names
),
