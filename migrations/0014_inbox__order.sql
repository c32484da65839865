-- Claims take what waits in the order of arrival, past rows that are done and kept as memory.
CREATE INDEX inbox_in_order ON inbox (id) WHERE state = 'waiting';
DROP INDEX inbox_due;
