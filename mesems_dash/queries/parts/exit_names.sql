-- exit_names: the ways to leave, in the order in which they are tried.
exit_names as (
    select
        unnest(range(9)) as place,
        unnest([
            'DIED', 'LOST', 'WITHDREW', 'DECLINED', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'FAILED_SCREENING', 'OTHER',
            'UNDER_WAY'
        ]) as exit
),
