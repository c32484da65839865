-- The words of posts, under the rules of the post's language and as they stand. An index of its own, written behind the
-- posts (storage/search_index): what arrives is not held up by it.
CREATE FUNCTION search_configuration(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE split_part(lower(language), '-', 1)
        WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
        WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
        WHEN 'da' THEN 'pg_catalog.danish'::regconfig
        WHEN 'de' THEN 'pg_catalog.german'::regconfig
        WHEN 'el' THEN 'pg_catalog.greek'::regconfig
        WHEN 'en' THEN 'pg_catalog.english'::regconfig
        WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
        WHEN 'eu' THEN 'pg_catalog.basque'::regconfig
        WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
        WHEN 'fr' THEN 'pg_catalog.french'::regconfig
        WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
        WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig
        WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
        WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
        WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
        WHEN 'it' THEN 'pg_catalog.italian'::regconfig
        WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
        WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig
        WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
        WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
        WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
        WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
        WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
        WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
        WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
        WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
        WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig
        WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
        WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
        ELSE 'pg_catalog.simple'::regconfig
    END
    $$;

CREATE TABLE status_words (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    account_id bigint NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX status_words_by_word ON status_words USING gin (words);
CREATE INDEX status_words_by_account ON status_words (account_id, status_id DESC);

-- How far the index is: a position in events, and the posts from before that are still to be read, newest first.
CREATE TABLE search_progress (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction xid8 NOT NULL,
    event_id bigint NOT NULL,
    unread_below bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO search_progress (transaction, event_id, unread_below)
    VALUES (pg_snapshot_xmin(pg_current_snapshot()), 0, 9223372036854775807);

-- A network speaks for its hospital, so what it says may be found.
UPDATE accounts SET indexable = true WHERE domain IS NULL AND actor_type = 'Group';
