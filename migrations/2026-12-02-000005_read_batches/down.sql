drop table data_read_batches;
