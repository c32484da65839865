-- What people do with posts is remembered beside the posts that they are shown; whoever remembers is told of changes, as of
-- those that concern the home timeline.
CREATE FUNCTION tell_marks(person bigint) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO events (kind, account_id) SELECT 'marks', person WHERE EXISTS (SELECT FROM users WHERE account_id = person);
    $$;

CREATE FUNCTION marks_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_marks(coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

-- Whether somebody may quote a post can depend on whom its author follows.
CREATE FUNCTION followed_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_marks(coalesce(NEW.target_account_id, OLD.target_account_id));
        RETURN NULL;
    END $$;

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON favourites FOR EACH ROW EXECUTE FUNCTION marks_changed();
CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON bookmarks FOR EACH ROW EXECUTE FUNCTION marks_changed();
CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON status_pins FOR EACH ROW EXECUTE FUNCTION marks_changed();
CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON conversation_mutes FOR EACH ROW EXECUTE FUNCTION marks_changed();
CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON poll_votes FOR EACH ROW EXECUTE FUNCTION marks_changed();
CREATE TRIGGER tell_marks AFTER INSERT OR DELETE OR UPDATE ON follows FOR EACH ROW EXECUTE FUNCTION followed_changed();
