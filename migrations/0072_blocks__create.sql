-- Who may not make an account here, and from where.
CREATE TABLE email_domain_blocks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    domain text NOT NULL UNIQUE,                     -- lower case; covers its subdomains
    allow_with_approval boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Attempts by day; addresses are kept as keyed hashes, to be counted.
CREATE TABLE email_domain_attempts (
    block_id bigint NOT NULL REFERENCES email_domain_blocks ON DELETE CASCADE,
    day date NOT NULL,
    address_hash bytea NOT NULL,
    uses integer NOT NULL DEFAULT 1,
    PRIMARY KEY (block_id, day, address_hash)
);

CREATE TABLE canonical_email_blocks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    canonical_email_hash text NOT NULL UNIQUE,       -- SHA-256 of the address without dots and "+..." before the "@"
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ip_blocks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    ip cidr NOT NULL UNIQUE,
    severity text NOT NULL CHECK (severity IN ('sign_up_requires_approval', 'sign_up_block', 'no_access')),
    comment text NOT NULL DEFAULT '',
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION tell_ip_blocks() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind) VALUES ('ip_blocks');
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_changed AFTER INSERT OR UPDATE OR DELETE ON ip_blocks
    FOR EACH STATEMENT EXECUTE FUNCTION tell_ip_blocks();

-- What moderators say of a domain, in Mastodon's words; 'none' neither allows nor refuses.
ALTER TABLE domain_policies
    ADD COLUMN id bigint NOT NULL DEFAULT next_id(),
    ADD COLUMN reject_media boolean NOT NULL DEFAULT false,
    ADD COLUMN reject_reports boolean NOT NULL DEFAULT false,
    ADD COLUMN private_comment text NOT NULL DEFAULT '',
    ADD COLUMN obfuscate boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT domain_policies_policy_check,
    ADD CONSTRAINT domain_policies_policy_check CHECK (policy IN ('allow', 'limit', 'block', 'none'));
CREATE UNIQUE INDEX domain_policies_by_id ON domain_policies (id);
