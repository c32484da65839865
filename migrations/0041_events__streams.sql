-- What streams must hear of besides posts: what the event is about when it is neither a post nor an account, and its
-- name. New notifications, and tokens that may no longer be used, come through many doors (verbs, the inbox, the
-- operator's commands), so their event is written where the rows change.
ALTER TABLE events ADD COLUMN subject_id bigint, ADD COLUMN subject_name text;

CREATE FUNCTION tell_notifications() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id, subject_id) SELECT 'notification', account_id, id FROM added ORDER BY id;
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_streams AFTER INSERT ON notifications
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_notifications();

-- A token ends, or may do less.
CREATE FUNCTION tell_token() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id, subject_id) VALUES ('access', OLD.account_id, OLD.id);
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_revoked AFTER UPDATE OF revoked_at, scopes ON oauth_tokens
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL OR OLD.scopes <> NEW.scopes) EXECUTE FUNCTION tell_token();
CREATE TRIGGER tell_removed AFTER DELETE ON oauth_tokens FOR EACH ROW EXECUTE FUNCTION tell_token();

-- A person may no longer come in: disabled, suspended, deleted.
CREATE FUNCTION tell_person() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('access', OLD.account_id);
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_disabled AFTER UPDATE OF disabled_at ON users
    FOR EACH ROW WHEN (NEW.disabled_at IS DISTINCT FROM OLD.disabled_at) EXECUTE FUNCTION tell_person();
CREATE TRIGGER tell_removed AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION tell_person();

CREATE FUNCTION tell_account() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id)
            SELECT 'access', OLD.id WHERE EXISTS (SELECT FROM users WHERE account_id = OLD.id);
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_suspended AFTER UPDATE OF suspended_at, deleted_at ON accounts
    FOR EACH ROW
    WHEN (NEW.suspended_at IS DISTINCT FROM OLD.suspended_at OR NEW.deleted_at IS DISTINCT FROM OLD.deleted_at)
    EXECUTE FUNCTION tell_account();
