delete from past_figures;
delete from sum_changes where name in
    ('repayment_metrics.debtors', 'repayment_metrics.payers', 'repayment_metrics.borrowers_before',
     'repayment_metrics.given_up', 'repayment_metrics.payers_ever', 'repayment_metrics.carried',
     'management_metrics.cared_for', 'management_metrics.visited', 'management_metrics.rights_holders');
delete from commune_sums where name in
    ('repayment_metrics.debtors', 'repayment_metrics.payers', 'repayment_metrics.borrowers_before',
     'repayment_metrics.given_up', 'repayment_metrics.payers_ever', 'repayment_metrics.carried',
     'management_metrics.cared_for', 'management_metrics.visited', 'management_metrics.rights_holders');
delete from province_sums where name in
    ('repayment_metrics.debtors', 'repayment_metrics.payers', 'repayment_metrics.borrowers_before',
     'repayment_metrics.given_up', 'repayment_metrics.payers_ever', 'repayment_metrics.carried',
     'management_metrics.cared_for', 'management_metrics.visited', 'management_metrics.rights_holders');
alter table management_metrics drop column cared_for, drop column visited, drop column rights_holders;
alter table repayment_metrics drop column debtors, drop column payers, drop column borrowers_before,
    drop column given_up, drop column payers_ever, drop column carried;
