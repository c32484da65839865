-- What an actor's document says comes from other tables, too: whoever remembers the document is told.
CREATE FUNCTION document_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('account.update', coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

CREATE TRIGGER tell_document AFTER UPDATE ON networks FOR EACH ROW EXECUTE FUNCTION document_changed();
CREATE TRIGGER tell_document AFTER INSERT OR UPDATE OR DELETE ON credentials
    FOR EACH ROW EXECUTE FUNCTION document_changed();
CREATE TRIGGER tell_document AFTER UPDATE OR DELETE ON actor_keys FOR EACH ROW EXECUTE FUNCTION document_changed();
