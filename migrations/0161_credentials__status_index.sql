-- The place of a credential in the instance's status lists (W3C Bitstring Status List). Those that were issued before have
-- none: they are revoked by their documents alone.
CREATE SEQUENCE credential_status_index MINVALUE 0 START 0 AS bigint;
ALTER TABLE credentials ADD COLUMN status_index bigint;
