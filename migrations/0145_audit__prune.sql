-- Entries of the audit log are kept for six years at least (45 CFR 164.316(b)(2)(i)). Older ones go when a checkpoint, signed
-- by a key that is not in the database, stands for them: the chain goes on from its hash.
CREATE TABLE audit_checkpoints (
    seq bigint PRIMARY KEY,                          -- the last seal that went
    entry_id bigint NOT NULL,
    hash bytea NOT NULL,                             -- of that seal
    pruned_until timestamptz NOT NULL,               -- time of the last entry that went
    signed_at timestamptz NOT NULL,
    public_key text NOT NULL,
    signature bytea NOT NULL
);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What no checkpoint covers, and what is younger than six years, is let go by nobody.
CREATE FUNCTION refuse_early_pruning() RETURNS trigger LANGUAGE plpgsql
    AS $$
    DECLARE
        covered bigint := coalesce((SELECT max(seq) FROM audit_checkpoints), 0);
        allowed boolean;
    BEGIN
        IF TG_TABLE_NAME = 'audit_log' THEN
            allowed := OLD.at < now() - interval '6 years'
                AND EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = OLD.id AND s.seq <= covered);
        ELSE
            allowed := OLD.seq <= covered AND NOT EXISTS (SELECT FROM audit_log e WHERE e.id = OLD.entry_id);
        END IF;
        IF NOT allowed THEN
            RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END $$;
DROP TRIGGER only_added ON audit_log;
DROP TRIGGER only_added ON audit_seals;
DROP TRIGGER only_added ON audit_heads;
CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_pruned BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_early_pruning();
CREATE TRIGGER only_pruned BEFORE DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_early_pruning();
CREATE TRIGGER only_pruned BEFORE DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION refuse_early_pruning();
