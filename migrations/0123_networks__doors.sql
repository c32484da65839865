-- A guest pass ends by itself; what people agreed to when they entered a sensitive network, and until when.
ALTER TABLE network_roles ADD COLUMN until timestamptz; -- null: until it is taken back
ALTER TABLE network_roles DROP CONSTRAINT network_roles_role_check;
ALTER TABLE network_roles ADD CONSTRAINT network_roles_role_check
    CHECK (role IN ('steward', 'host', 'clinician_mentor', 'patient_champion', 'guest_pass')) NOT VALID;
ALTER TABLE network_roles VALIDATE CONSTRAINT network_roles_role_check;

CREATE TABLE network_consents (
    id bigint PRIMARY KEY DEFAULT next_id(),
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    wording text NOT NULL,                           -- what they agreed to, word for word
    granted_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX network_consents_standing ON network_consents (network_id, account_id) WHERE withdrawn_at IS NULL;
CREATE INDEX network_consents_by_account ON network_consents (account_id, id DESC);
