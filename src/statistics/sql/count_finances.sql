-- Writes what the funds of these clubs come to, as of a day: the calendar year until then.
create function logic.write_fund_metrics(p_which uuid[], p_day date) returns void language plpgsql as $$
begin
    insert into fund_metrics
    select m.* from logic.funds_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (has_both_funds, income_cash_vnd, income_bank_vnd, operating_cash_vnd, operating_bank_vnd, lent_vnd, savings_vnd,
            pooled_vnd, seed_vnd, contributions_vnd, donations_vnd, interest_vnd, expenses_vnd, social_help_vnd,
            loss_vnd, savers, counted_on, valid_through, income_before_vnd, injected_vnd, operating_before_vnd,
            seed_period_vnd, contributions_period_vnd, donations_period_vnd, interest_period_vnd,
            expenses_period_vnd, social_help_period_vnd, loss_period_vnd, first_funding_vnd, last_on) =
           (excluded.has_both_funds, excluded.income_cash_vnd, excluded.income_bank_vnd, excluded.operating_cash_vnd,
            excluded.operating_bank_vnd, excluded.lent_vnd, excluded.savings_vnd, excluded.pooled_vnd,
            excluded.seed_vnd, excluded.contributions_vnd, excluded.donations_vnd, excluded.interest_vnd,
            excluded.expenses_vnd, excluded.social_help_vnd, excluded.loss_vnd, excluded.savers,
            excluded.counted_on, excluded.valid_through, excluded.income_before_vnd, excluded.injected_vnd,
            excluded.operating_before_vnd, excluded.seed_period_vnd, excluded.contributions_period_vnd,
            excluded.donations_period_vnd, excluded.interest_period_vnd, excluded.expenses_period_vnd,
            excluded.social_help_period_vnd, excluded.loss_period_vnd, excluded.first_funding_vnd,
            excluded.last_on);
end $$;

-- Counts the funds of these clubs anew: an entry that is of no loan changes nothing else of their money.
create function logic.count_funds(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    perform logic.write_fund_metrics(p_which, p_day);
    return logic.count_standing(p_which);
end $$;

-- Counts all the money of these clubs anew: their funds, their lending, and how well it is repaid.
create function logic.count_finances(p_which uuid[], p_day date) returns bigint language plpgsql as $$
begin
    perform logic.write_fund_metrics(p_which, p_day);
    insert into lending_metrics
    select m.* from logic.lending_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, disbursed_vnd, disbursed_year_vnd, outstanding_vnd, late_vnd, late_30_vnd,
            late_60_vnd, late_90_vnd, rescheduled_vnd, frozen_vnd, written_off_vnd, recovered_vnd,
            loans_disbursed, loans_disbursed_year, loans_open, loans_late, loans_late_30, borrowers,
            borrowers_late, borrowers_ever, borrowers_year, in_need_year, borrowers_late_30, borrowers_late_60,
            borrowers_late_90, borrowers_rescheduled, borrowers_frozen, borrowers_written_off, takers,
            takers_year) =
           (excluded.counted_on, excluded.valid_through, excluded.disbursed_vnd, excluded.disbursed_year_vnd,
            excluded.outstanding_vnd, excluded.late_vnd, excluded.late_30_vnd, excluded.late_60_vnd,
            excluded.late_90_vnd, excluded.rescheduled_vnd, excluded.frozen_vnd, excluded.written_off_vnd,
            excluded.recovered_vnd, excluded.loans_disbursed, excluded.loans_disbursed_year, excluded.loans_open,
            excluded.loans_late, excluded.loans_late_30, excluded.borrowers, excluded.borrowers_late,
            excluded.borrowers_ever, excluded.borrowers_year, excluded.in_need_year, excluded.borrowers_late_30,
            excluded.borrowers_late_60, excluded.borrowers_late_90, excluded.borrowers_rescheduled,
            excluded.borrowers_frozen, excluded.borrowers_written_off, excluded.takers, excluded.takers_year);
    insert into repayment_metrics
    select m.* from logic.repaid_on(p_which, date_trunc('year', p_day)::date, p_day) m order by m.club_id
    on conflict (club_id) do update set
           (counted_on, valid_through, due_vnd, paid_in_time_vnd, received_vnd, prepaid_vnd, arrears_before_vnd,
            outstanding_before_vnd, written_off_period_vnd, recovered_period_vnd, debtors, payers,
            borrowers_before, given_up, payers_ever, carried) =
           (excluded.counted_on, excluded.valid_through, excluded.due_vnd, excluded.paid_in_time_vnd, excluded.received_vnd,
            excluded.prepaid_vnd, excluded.arrears_before_vnd, excluded.outstanding_before_vnd,
            excluded.written_off_period_vnd, excluded.recovered_period_vnd, excluded.debtors, excluded.payers,
            excluded.borrowers_before, excluded.given_up, excluded.payers_ever, excluded.carried);
    return logic.count_standing(p_which);
end $$;
