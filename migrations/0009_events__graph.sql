-- What belongs in a home timeline depends on follows, blocks, mutes, lists and followed tags, which change through many
-- doors (the API, arriving activities, the operator's commands). The event that tells readers in memory to look again is
-- therefore written where the rows change. Only people with a log-in here have a home timeline.
CREATE FUNCTION tell_home(person bigint) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO events (kind, account_id) SELECT 'home', person WHERE EXISTS (SELECT FROM users WHERE account_id = person) $$;

CREATE FUNCTION home_changed() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_home AFTER INSERT OR UPDATE OR DELETE ON follows FOR EACH ROW EXECUTE FUNCTION home_changed();
CREATE TRIGGER tell_home AFTER INSERT OR UPDATE OR DELETE ON mutes FOR EACH ROW EXECUTE FUNCTION home_changed();
CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON account_domain_blocks FOR EACH ROW EXECUTE FUNCTION home_changed();
CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON tag_follows FOR EACH ROW EXECUTE FUNCTION home_changed();
CREATE TRIGGER tell_home AFTER INSERT OR UPDATE OR DELETE ON lists FOR EACH ROW EXECUTE FUNCTION home_changed();

-- A block hides both from each other.
CREATE FUNCTION home_blocked() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(coalesce(NEW.account_id, OLD.account_id));
        PERFORM tell_home(coalesce(NEW.target_account_id, OLD.target_account_id));
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON blocks FOR EACH ROW EXECUTE FUNCTION home_blocked();

CREATE FUNCTION home_list_changed() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(account_id) FROM lists WHERE id = coalesce(NEW.list_id, OLD.list_id);
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON list_accounts FOR EACH ROW EXECUTE FUNCTION home_list_changed();

CREATE FUNCTION filters_changed() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('filters', coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_filters AFTER INSERT OR UPDATE OR DELETE ON filters FOR EACH ROW EXECUTE FUNCTION filters_changed();

CREATE FUNCTION filter_part_changed() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id)
            SELECT 'filters', account_id FROM filters WHERE id = coalesce(NEW.filter_id, OLD.filter_id);
        RETURN NULL;
    END $$;
CREATE TRIGGER tell_filters AFTER INSERT OR UPDATE OR DELETE ON filter_keywords FOR EACH ROW EXECUTE FUNCTION filter_part_changed();
CREATE TRIGGER tell_filters AFTER INSERT OR UPDATE OR DELETE ON filter_statuses FOR EACH ROW EXECUTE FUNCTION filter_part_changed();
