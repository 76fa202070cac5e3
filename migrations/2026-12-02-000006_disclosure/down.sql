delete from past_figures;
delete from sum_changes where name in ('lending_metrics.payers', 'lending_metrics.carried', 'repayment_metrics.debtors',
    'repayment_metrics.payers', 'repayment_metrics.borrowers_before', 'repayment_metrics.given_up',
    'activity_metrics.cared_for', 'activity_metrics.visited', 'activity_metrics.rights_holders');
delete from commune_sums where name in ('lending_metrics.payers', 'lending_metrics.carried', 'repayment_metrics.debtors',
    'repayment_metrics.payers', 'repayment_metrics.borrowers_before', 'repayment_metrics.given_up',
    'activity_metrics.cared_for', 'activity_metrics.visited', 'activity_metrics.rights_holders');
delete from province_sums where name in ('lending_metrics.payers', 'lending_metrics.carried', 'repayment_metrics.debtors',
    'repayment_metrics.payers', 'repayment_metrics.borrowers_before', 'repayment_metrics.given_up',
    'activity_metrics.cared_for', 'activity_metrics.visited', 'activity_metrics.rights_holders');
alter table activity_metrics drop column cared_for, drop column visited, drop column rights_holders;
alter table repayment_metrics drop column debtors, drop column payers, drop column borrowers_before,
    drop column given_up;
alter table lending_metrics drop column payers, drop column carried;
