drop table treasury_handovers;
