CREATE FUNCTION public.document_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('account.update', coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.filter_part_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id)
            SELECT 'filters', account_id FROM filters WHERE id = coalesce(NEW.filter_id, OLD.filter_id);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.filters_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('filters', coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.followed_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_marks(coalesce(NEW.target_account_id, OLD.target_account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.home_blocked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(coalesce(NEW.account_id, OLD.account_id));
        PERFORM tell_home(coalesce(NEW.target_account_id, OLD.target_account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.home_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.home_list_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_home(account_id) FROM lists WHERE id = coalesce(NEW.list_id, OLD.list_id);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.marks_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM tell_marks(coalesce(NEW.account_id, OLD.account_id));
        RETURN NULL;
    END $$;

CREATE FUNCTION public.name_skeleton(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN replace(replace(translate(lower(name), '01i5_'::text, 'olls'::text), 'rn'::text, 'm'::text), 'vv'::text, 'w'::text);

CREATE FUNCTION public.next_id(at timestamp with time zone DEFAULT clock_timestamp()) RETURNS bigint
    LANGUAGE sql
    AS $$ SELECT (floor(extract(epoch FROM at) * 1000)::bigint << 16) | nextval('id_sequence') $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
    END $$;

CREATE FUNCTION public.refuse_early_pruning() RETURNS trigger
    LANGUAGE plpgsql
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

CREATE FUNCTION public.search_configuration(language text) RETURNS regconfig
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

CREATE FUNCTION public.tell_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id)
            SELECT 'access', OLD.id WHERE EXISTS (SELECT FROM users WHERE account_id = OLD.id);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_home(person bigint) RETURNS void
    LANGUAGE sql
    AS $$ INSERT INTO events (kind, account_id) SELECT 'home', person WHERE EXISTS (SELECT FROM users WHERE account_id = person) $$;

CREATE FUNCTION public.tell_ip_blocks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind) VALUES ('ip_blocks');
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_marks(person bigint) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO events (kind, account_id) SELECT 'marks', person WHERE EXISTS (SELECT FROM users WHERE account_id = person);
    $$;

CREATE FUNCTION public.tell_notifications() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id, subject_id) SELECT 'notification', account_id, id FROM added ORDER BY id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_person() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id) VALUES ('access', OLD.account_id);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_token() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO events (kind, account_id, subject_id) VALUES ('access', OLD.account_id, OLD.id);
        RETURN NULL;
    END $$;

CREATE TABLE public.account_conversations (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    participants bigint[] NOT NULL,
    last_status_id bigint NOT NULL,
    unread boolean DEFAULT false NOT NULL
);

CREATE TABLE public.account_domain_blocks (
    account_id bigint NOT NULL,
    domain text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.account_moves (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    target_uri text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.account_notes (
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    comment text NOT NULL
);

CREATE TABLE public.account_stats (
    account_id bigint NOT NULL,
    statuses_count bigint DEFAULT 0 NOT NULL,
    followers_count bigint DEFAULT 0 NOT NULL,
    following_count bigint DEFAULT 0 NOT NULL,
    last_status_at timestamp with time zone
)
WITH (fillfactor='70');

CREATE TABLE public.accounts (
    id bigint DEFAULT public.next_id() NOT NULL,
    username text NOT NULL,
    domain text,
    uri text NOT NULL,
    url text NOT NULL,
    actor_type text NOT NULL,
    display_name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    note_source text DEFAULT ''::text NOT NULL,
    fields jsonb DEFAULT '[]'::jsonb NOT NULL,
    avatar_url text DEFAULT ''::text NOT NULL,
    header_url text DEFAULT ''::text NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    bot boolean DEFAULT false NOT NULL,
    discoverable boolean DEFAULT false NOT NULL,
    indexable boolean DEFAULT false NOT NULL,
    inbox_url text NOT NULL,
    shared_inbox_url text,
    outbox_url text,
    followers_url text,
    following_url text,
    featured_url text,
    moderators_url text,
    also_known_as text[] DEFAULT '{}'::text[] NOT NULL,
    moved_to_uri text,
    remote_followers_count bigint,
    remote_following_count bigint,
    remote_statuses_count bigint,
    suspended_at timestamp with time zone,
    silenced_at timestamp with time zone,
    deleted_at timestamp with time zone,
    fetched_at timestamp with time zone,
    published_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    avatar_description text DEFAULT ''::text NOT NULL,
    header_description text DEFAULT ''::text NOT NULL,
    attribution_domains text[] DEFAULT '{}'::text[] NOT NULL,
    show_media boolean DEFAULT true NOT NULL,
    show_media_replies boolean DEFAULT true NOT NULL,
    show_featured boolean DEFAULT true NOT NULL,
    sensitized_at timestamp with time zone,
    feature_policy smallint,
    collections_url text
);

CREATE TABLE public.activities (
    id bigint DEFAULT public.next_id() NOT NULL,
    uri text NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    object_uri text NOT NULL,
    body text NOT NULL,
    public boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.actor_keys (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    key_uri text NOT NULL,
    algorithm text NOT NULL,
    public_key bytea NOT NULL,
    private_key_sealed bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT actor_keys_algorithm_check CHECK ((algorithm = ANY (ARRAY['rsa'::text, 'ed25519'::text])))
);

CREATE TABLE public.adverse_events (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    status_id bigint,
    state text DEFAULT 'draft'::text NOT NULL,
    serious boolean NOT NULL,
    aware_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    patient_at integer[] DEFAULT '{}'::integer[] NOT NULL,
    product_at integer[] DEFAULT '{}'::integer[] NOT NULL,
    event_at integer[] DEFAULT '{}'::integer[] NOT NULL,
    report_sealed bytea,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    outcome text DEFAULT ''::text NOT NULL,
    taken_by bigint,
    taken_at timestamp with time zone,
    CONSTRAINT adverse_events_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'dismissed'::text])))
);

CREATE TABLE public.affiliations (
    account_id bigint NOT NULL,
    uri text NOT NULL,
    state text DEFAULT 'unchecked'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    issuer_id bigint,
    root text DEFAULT ''::text NOT NULL,
    role text DEFAULT ''::text NOT NULL,
    specialty_mesh text DEFAULT ''::text NOT NULL,
    specialty_name text DEFAULT ''::text NOT NULL,
    name_withheld boolean DEFAULT false NOT NULL,
    valid_from timestamp with time zone,
    valid_until timestamp with time zone,
    checked_at timestamp with time zone,
    first_valid_at timestamp with time zone,
    lost_at timestamp with time zone,
    CONSTRAINT affiliations_state_check CHECK ((state = ANY (ARRAY['unchecked'::text, 'valid'::text, 'lost'::text])))
);

CREATE TABLE public.announcement_reactions (
    announcement_id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.announcement_reads (
    announcement_id bigint NOT NULL,
    account_id bigint NOT NULL
);

CREATE TABLE public.announcements (
    id bigint DEFAULT public.next_id() NOT NULL,
    text text NOT NULL,
    content text NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    all_day boolean DEFAULT false NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT announcements_check CHECK (((ends_at IS NULL) OR (starts_at IS NULL) OR (ends_at > starts_at)))
);

CREATE TABLE public.appeals (
    id bigint DEFAULT public.next_id() NOT NULL,
    strike_id bigint NOT NULL,
    account_id bigint NOT NULL,
    text text NOT NULL,
    approved_at timestamp with time zone,
    rejected_at timestamp with time zone,
    decided_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT appeals_check CHECK (((approved_at IS NULL) OR (rejected_at IS NULL)))
);

CREATE TABLE public.audit_checkpoints (
    seq bigint NOT NULL,
    entry_id bigint NOT NULL,
    hash bytea NOT NULL,
    pruned_until timestamp with time zone NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    public_key text NOT NULL,
    signature bytea NOT NULL
);

CREATE TABLE public.audit_heads (
    seq bigint NOT NULL,
    entry_id bigint NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    public_key text NOT NULL,
    signature bytea NOT NULL
);

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor_id bigint,
    via text NOT NULL,
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id bigint,
    related_id bigint,
    rule text DEFAULT ''::text NOT NULL,
    CONSTRAINT audit_log_action_check CHECK ((action ~ '^[a-z0-9_.]{1,60}$'::text)),
    CONSTRAINT audit_log_rule_check CHECK ((rule ~ '^[a-zA-Z0-9_.:,-]{0,120}$'::text)),
    CONSTRAINT audit_log_target_kind_check CHECK ((target_kind ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT audit_log_via_check CHECK ((via = ANY (ARRAY['api'::text, 'page'::text, 'command'::text, 'server'::text])))
);

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_pending (
    entry_id bigint NOT NULL
);

CREATE TABLE public.audit_seals (
    seq bigint NOT NULL,
    entry_id bigint NOT NULL,
    leaf bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.backups (
    id bigint DEFAULT public.next_id() NOT NULL,
    kind text NOT NULL,
    means text NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT backups_kind_check CHECK ((kind = ANY (ARRAY['data'::text, 'keys'::text])))
);

CREATE TABLE public.blocks (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.bookmarks (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.break_glass (
    id bigint DEFAULT public.next_id() NOT NULL,
    conversation_id bigint NOT NULL,
    opened_by bigint NOT NULL,
    reason text NOT NULL,
    explanation text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    times_read integer DEFAULT 0 NOT NULL,
    reviewed_by bigint,
    reviewed_at timestamp with time zone,
    verdict text,
    tell_at timestamp with time zone,
    told_at timestamp with time zone,
    CONSTRAINT break_glass_check CHECK ((reviewed_by <> opened_by)),
    CONSTRAINT break_glass_check1 CHECK ((((reviewed_at IS NULL) = (verdict IS NULL)) AND ((reviewed_at IS NULL) = (reviewed_by IS NULL)))),
    CONSTRAINT break_glass_reason_check CHECK ((reason = ANY (ARRAY['danger'::text, 'abuse'::text, 'complaint'::text, 'legal'::text, 'care'::text]))),
    CONSTRAINT break_glass_verdict_check CHECK ((verdict = ANY (ARRAY['confirmed'::text, 'objected'::text])))
);

CREATE TABLE public.break_glass_people (
    account_id bigint NOT NULL,
    access_id bigint NOT NULL
);

CREATE TABLE public.break_glass_rights (
    account_id bigint NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.canonical_email_blocks (
    id bigint DEFAULT public.next_id() NOT NULL,
    canonical_email_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.card_publishers (
    id bigint DEFAULT public.next_id() NOT NULL,
    domain text NOT NULL,
    trendable boolean,
    reviewed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.chat_people (
    chat_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    interests text DEFAULT ''::text NOT NULL,
    CONSTRAINT chat_people_role_check CHECK ((role = ANY (ARRAY['host'::text, 'guest'::text, 'moderator'::text])))
);

CREATE TABLE public.chat_posts (
    chat_id bigint NOT NULL,
    status_id bigint NOT NULL,
    prompt_id bigint,
    quote_consent boolean DEFAULT false NOT NULL,
    off_topic boolean DEFAULT false NOT NULL,
    late boolean DEFAULT false NOT NULL,
    heard_at timestamp with time zone,
    queued_until timestamp with time zone
);

CREATE TABLE public.chat_prompts (
    id bigint DEFAULT public.next_id() NOT NULL,
    chat_id bigint NOT NULL,
    "position" smallint NOT NULL,
    label text NOT NULL,
    content text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    released_at timestamp with time zone,
    status_id bigint,
    CONSTRAINT chat_prompts_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'released'::text, 'held'::text, 'skipped'::text])))
);

CREATE TABLE public.chat_reminders (
    chat_id bigint NOT NULL,
    before text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    status_id bigint
);

CREATE TABLE public.chat_series (
    id bigint DEFAULT public.next_id() NOT NULL,
    network_id bigint NOT NULL,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    hashtag text NOT NULL,
    rule text NOT NULL,
    starts_minute smallint NOT NULL,
    length_minutes integer NOT NULL,
    timezone text NOT NULL,
    from_date date NOT NULL,
    until_date date,
    prompts jsonb NOT NULL,
    ahead smallint NOT NULL,
    created_by bigint NOT NULL,
    fill_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    reminders text[],
    CONSTRAINT chat_series_ahead_check CHECK ((ahead > 0)),
    CONSTRAINT chat_series_length_minutes_check CHECK ((length_minutes > 0)),
    CONSTRAINT chat_series_starts_minute_check CHECK (((starts_minute >= 0) AND (starts_minute <= 1439)))
);

CREATE TABLE public.chat_series_dates (
    series_id bigint NOT NULL,
    held_on date NOT NULL,
    chat_id bigint NOT NULL
);

CREATE TABLE public.chats (
    id bigint DEFAULT public.next_id() NOT NULL,
    network_id bigint NOT NULL,
    uri text NOT NULL,
    status_id bigint,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    hashtag text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    timezone text NOT NULL,
    state text DEFAULT 'scheduled'::text NOT NULL,
    sequence integer DEFAULT 0 NOT NULL,
    created_by bigint NOT NULL,
    opened_at timestamp with time zone,
    closed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    slow_seconds integer DEFAULT 0 NOT NULL,
    pinned_status_id bigint,
    closing text DEFAULT ''::text NOT NULL,
    tail_hours smallint DEFAULT 24 NOT NULL,
    reminders text[],
    CONSTRAINT chats_check CHECK ((ends_at > starts_at)),
    CONSTRAINT chats_slow_seconds_check CHECK (((slow_seconds >= 0) AND (slow_seconds <= 3600))),
    CONSTRAINT chats_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'live'::text, 'closed'::text, 'cancelled'::text]))),
    CONSTRAINT chats_tail_hours_check CHECK (((tail_hours >= 0) AND (tail_hours <= 168)))
);

CREATE TABLE public.collection_items (
    id bigint DEFAULT public.next_id() NOT NULL,
    collection_id bigint NOT NULL,
    account_id bigint,
    account_uri text NOT NULL,
    uri text,
    state text DEFAULT 'pending'::text NOT NULL,
    request_uri text,
    stamp_uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT collection_items_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text, 'revoked'::text])))
);

CREATE TABLE public.collections (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    uri text NOT NULL,
    url text,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    language text,
    tag_id bigint,
    sensitive boolean DEFAULT false NOT NULL,
    discoverable boolean DEFAULT true NOT NULL,
    local boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.condition_follow_tags (
    account_id bigint NOT NULL,
    condition_id text NOT NULL,
    tag_id bigint NOT NULL
);

CREATE TABLE public.condition_follows (
    account_id bigint NOT NULL,
    condition_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.conversation_mutes (
    account_id bigint NOT NULL,
    conversation_id bigint NOT NULL
);

CREATE TABLE public.conversations (
    id bigint DEFAULT public.next_id() NOT NULL,
    uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.credential_roots (
    id bigint DEFAULT public.next_id() NOT NULL,
    domain text NOT NULL,
    title text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE SEQUENCE public.credential_status_index
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.credentials (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    issuer_account_id bigint NOT NULL,
    uri text NOT NULL,
    role text NOT NULL,
    specialty_mesh text,
    specialty_name text,
    method text NOT NULL,
    name_withheld boolean DEFAULT false NOT NULL,
    valid_from timestamp with time zone DEFAULT now() NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_index bigint
);

CREATE TABLE public.crisis_cases (
    id bigint DEFAULT public.next_id() NOT NULL,
    status_id bigint,
    account_id bigint,
    danger text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_by bigint,
    taken_at timestamp with time zone,
    closed_at timestamp with time zone,
    outcome text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT crisis_cases_danger_check CHECK ((danger = ANY (ARRAY['imminent'::text, 'concern'::text])))
);

CREATE TABLE public.custom_emojis (
    id bigint DEFAULT public.next_id() NOT NULL,
    shortcode text NOT NULL,
    category text,
    media_type text NOT NULL,
    image bytea NOT NULL,
    visible_in_picker boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT custom_emojis_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/gif'::text, 'image/webp'::text])))
);

CREATE TABLE public.data_keys (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    conversation_id bigint,
    wrapped_by text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.dead_jobs (
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    order_key text,
    attempts integer NOT NULL,
    last_error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    died_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.deliveries (
    id bigint NOT NULL,
    activity_id bigint NOT NULL,
    host text NOT NULL,
    inbox_url text NOT NULL,
    object_uri text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_status integer,
    last_error text,
    finished_at timestamp with time zone,
    CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'parked'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE public.deliveries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deliveries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.delivery_leases (
    id bigint NOT NULL,
    items bigint[] NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

ALTER TABLE public.delivery_leases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.delivery_leases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.domain_policies (
    domain text NOT NULL,
    policy text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    id bigint DEFAULT public.next_id() NOT NULL,
    reject_media boolean DEFAULT false NOT NULL,
    reject_reports boolean DEFAULT false NOT NULL,
    private_comment text DEFAULT ''::text NOT NULL,
    obfuscate boolean DEFAULT false NOT NULL,
    CONSTRAINT domain_policies_policy_check CHECK ((policy = ANY (ARRAY['allow'::text, 'limit'::text, 'block'::text, 'none'::text])))
);

CREATE TABLE public.email_domain_attempts (
    block_id bigint NOT NULL,
    day date NOT NULL,
    address_hash bytea NOT NULL,
    uses integer DEFAULT 1 NOT NULL
);

CREATE TABLE public.email_domain_blocks (
    id bigint DEFAULT public.next_id() NOT NULL,
    domain text NOT NULL,
    allow_with_approval boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.email_tokens (
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    sign_up_id bigint,
    account_id bigint,
    email text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT email_tokens_check CHECK (((sign_up_id IS NULL) <> (account_id IS NULL))),
    CONSTRAINT email_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['sign_up'::text, 'address'::text, 'password'::text])))
);

CREATE TABLE public.endorsements (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.events (
    id bigint NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    kind text NOT NULL,
    status_id bigint,
    account_id bigint,
    target_account_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    subject_id bigint,
    subject_name text
);

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.external_logins (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone
);

CREATE TABLE public.favourites (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.featured_tags (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.fetches (
    object_uri text NOT NULL,
    host text NOT NULL,
    kind text NOT NULL,
    actor_uri text DEFAULT ''::text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    CONSTRAINT fetches_kind_check CHECK ((kind = ANY (ARRAY['signed'::text, 'named'::text, 'media'::text])))
);

CREATE TABLE public.filter_keywords (
    id bigint DEFAULT public.next_id() NOT NULL,
    filter_id bigint NOT NULL,
    keyword text NOT NULL,
    whole_word boolean DEFAULT true NOT NULL
);

CREATE TABLE public.filter_statuses (
    id bigint DEFAULT public.next_id() NOT NULL,
    filter_id bigint NOT NULL,
    status_id bigint NOT NULL
);

CREATE TABLE public.filters (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    contexts text[] NOT NULL,
    action text DEFAULT 'warn'::text NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT filters_action_check CHECK ((action = ANY (ARRAY['warn'::text, 'hide'::text, 'blur'::text])))
);

CREATE TABLE public.follows (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    uri text NOT NULL,
    accepted_at timestamp with time zone,
    show_reblogs boolean DEFAULT true NOT NULL,
    notify boolean DEFAULT false NOT NULL,
    languages text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.guard_decisions (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint,
    by_account_id bigint,
    status_id bigint,
    place text NOT NULL,
    action text NOT NULL,
    rules text[] NOT NULL,
    text_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.guard_holds (
    status_id bigint NOT NULL,
    rules text[] NOT NULL,
    state text DEFAULT 'held'::text NOT NULL,
    decided_by bigint,
    decided_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT guard_holds_state_check CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'kept'::text])))
);

CREATE TABLE public.guard_warnings (
    account_id bigint NOT NULL,
    text_hash bytea NOT NULL,
    warned_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.id_sequence
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    MAXVALUE 65535
    CACHE 1
    CYCLE;

CREATE TABLE public.idempotency_keys (
    account_id bigint NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.import_rows (
    import_id bigint NOT NULL,
    "position" integer NOT NULL,
    fields text[] NOT NULL
);

CREATE TABLE public.imports (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    total integer NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT imports_kind_check CHECK ((kind = ANY (ARRAY['follows'::text, 'blocks'::text, 'mutes'::text, 'lists'::text, 'bookmarks'::text, 'domain_blocks'::text, 'posts'::text])))
);

CREATE TABLE public.inbox (
    id bigint NOT NULL,
    origin text NOT NULL,
    activity_uri text NOT NULL,
    actor_uri text NOT NULL,
    target text NOT NULL,
    body text,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_error text,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT inbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text])))
);

ALTER TABLE public.inbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_leases (
    id bigint NOT NULL,
    items bigint[] NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

ALTER TABLE public.inbox_leases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_leases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.incident_notices (
    incident_id bigint NOT NULL,
    whom text NOT NULL,
    told_on date NOT NULL,
    CONSTRAINT incident_notices_whom_check CHECK ((whom ~ '^(individuals|hhs|ftc|media:[A-Z]{2})$'::text))
);

CREATE TABLE public.incident_posts (
    incident_id bigint NOT NULL,
    object_uri text NOT NULL,
    recalled_at timestamp with time zone
);

CREATE TABLE public.incident_states (
    incident_id bigint NOT NULL,
    state text NOT NULL,
    people integer NOT NULL,
    CONSTRAINT incident_states_people_check CHECK ((people >= 0)),
    CONSTRAINT incident_states_state_check CHECK ((state ~ '^[A-Z]{2}$'::text))
);

CREATE TABLE public.incidents (
    id bigint DEFAULT public.next_id() NOT NULL,
    title text NOT NULL,
    happened_on date,
    discovered_on date NOT NULL,
    what text DEFAULT ''::text NOT NULL,
    information text DEFAULT ''::text NOT NULL,
    steps text DEFAULT ''::text NOT NULL,
    measures text DEFAULT ''::text NOT NULL,
    assessment text DEFAULT ''::text NOT NULL,
    people integer DEFAULT 0 NOT NULL,
    breach boolean DEFAULT true NOT NULL,
    opened_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT incidents_people_check CHECK ((people >= 0))
);

CREATE TABLE public.instance (
    only_row boolean DEFAULT true NOT NULL,
    domain text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    vapid_public_key bytea,
    vapid_private_key_sealed bytea,
    CONSTRAINT instance_only_row_check CHECK (only_row)
);

CREATE TABLE public.invitations (
    id bigint DEFAULT public.next_id() NOT NULL,
    code_hash bytea NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    max_uses integer,
    uses integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT invitations_max_uses_check CHECK ((max_uses > 0))
);

CREATE TABLE public.ip_blocks (
    id bigint DEFAULT public.next_id() NOT NULL,
    ip cidr NOT NULL,
    severity text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ip_blocks_severity_check CHECK ((severity = ANY (ARRAY['sign_up_requires_approval'::text, 'sign_up_block'::text, 'no_access'::text])))
);

CREATE TABLE public.jobs (
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    order_key text,
    attempts integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 12 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.list_accounts (
    id bigint DEFAULT public.next_id() NOT NULL,
    list_id bigint NOT NULL,
    account_id bigint NOT NULL
);

CREATE TABLE public.lists (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    replies_policy text DEFAULT 'list'::text NOT NULL,
    exclusive boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT lists_replies_policy_check CHECK ((replies_policy = ANY (ARRAY['followed'::text, 'list'::text, 'none'::text])))
);

CREATE TABLE public.markers (
    account_id bigint NOT NULL,
    timeline text NOT NULL,
    last_read_id bigint NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT markers_timeline_check CHECK ((timeline = ANY (ARRAY['home'::text, 'notifications'::text])))
);

CREATE TABLE public.media_attachments (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    status_id bigint,
    "position" smallint DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    media_type text NOT NULL,
    remote_url text,
    description text DEFAULT ''::text NOT NULL,
    blurhash text,
    width integer,
    height integer,
    focus_x double precision,
    focus_y double precision,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'ready'::text NOT NULL,
    failure text,
    file_key text,
    preview_key text,
    preview_width integer,
    preview_height integer,
    duration double precision,
    frame_rate double precision,
    bitrate integer,
    access_key text DEFAULT replace((gen_random_uuid())::text, '-'::text, ''::text) NOT NULL,
    posted boolean DEFAULT false NOT NULL,
    idle_since timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT media_attachments_state_check CHECK ((state = ANY (ARRAY['busy'::text, 'ready'::text, 'failed'::text])))
);

CREATE TABLE public.media_trash (
    key text NOT NULL,
    due_at timestamp with time zone NOT NULL
);

CREATE TABLE public.mentions (
    status_id bigint NOT NULL,
    account_id bigint NOT NULL,
    silent boolean DEFAULT false NOT NULL
);

CREATE TABLE public.moderation_log (
    id bigint DEFAULT public.next_id() NOT NULL,
    by_account_id bigint,
    target_account_id bigint,
    action text NOT NULL,
    report_id bigint,
    strike_id bigint,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.mutes (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    hide_notifications boolean DEFAULT true NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.network_acts (
    id bigint DEFAULT public.next_id() NOT NULL,
    group_account_id bigint NOT NULL,
    kind text NOT NULL,
    account_id bigint,
    status_id bigint,
    reason text DEFAULT ''::text NOT NULL,
    by_account_id bigint,
    until timestamp with time zone,
    with_posts boolean DEFAULT false NOT NULL,
    in_audience boolean DEFAULT false NOT NULL,
    passed_on boolean DEFAULT false NOT NULL,
    chat_posts jsonb,
    uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT network_acts_check CHECK (((kind = 'ban'::text) = (account_id IS NOT NULL))),
    CONSTRAINT network_acts_check1 CHECK (((kind <> 'ban'::text) = (status_id IS NOT NULL))),
    CONSTRAINT network_acts_kind_check CHECK ((kind = ANY (ARRAY['ban'::text, 'removal'::text, 'lock'::text])))
);

CREATE TABLE public.network_conditions (
    network_id bigint NOT NULL,
    condition_id text NOT NULL
);

CREATE TABLE public.network_consents (
    id bigint DEFAULT public.next_id() NOT NULL,
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    wording text NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone
);

CREATE TABLE public.network_resources (
    id bigint DEFAULT public.next_id() NOT NULL,
    network_id bigint NOT NULL,
    title text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    added_by bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.network_roles (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    until timestamp with time zone,
    CONSTRAINT network_roles_role_check CHECK ((role = ANY (ARRAY['steward'::text, 'host'::text, 'clinician_mentor'::text, 'patient_champion'::text, 'guest_pass'::text])))
);

CREATE TABLE public.networks (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    guidelines text DEFAULT ''::text NOT NULL,
    hashtag text NOT NULL,
    join_policy text DEFAULT 'open'::text NOT NULL,
    posting_policy text DEFAULT 'everyone'::text NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    reminders text[] DEFAULT '{7d,1d,1h}'::text[] NOT NULL,
    parent_id bigint,
    local_only boolean DEFAULT false NOT NULL,
    CONSTRAINT networks_join_policy_check CHECK ((join_policy = ANY (ARRAY['open'::text, 'approval'::text, 'invitation'::text]))),
    CONSTRAINT networks_posting_policy_check CHECK ((posting_policy = ANY (ARRAY['everyone'::text, 'followers'::text, 'stewards'::text])))
);

CREATE TABLE public.notification_permissions (
    account_id bigint NOT NULL,
    from_account_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.notification_policies (
    account_id bigint NOT NULL,
    for_not_following smallint DEFAULT 0 NOT NULL,
    for_not_followers smallint DEFAULT 0 NOT NULL,
    for_new_accounts smallint DEFAULT 0 NOT NULL,
    for_private_mentions smallint DEFAULT 1 NOT NULL,
    for_limited_accounts smallint DEFAULT 1 NOT NULL,
    CONSTRAINT notification_policies_for_limited_accounts_check CHECK (((for_limited_accounts >= 0) AND (for_limited_accounts <= 2))),
    CONSTRAINT notification_policies_for_new_accounts_check CHECK (((for_new_accounts >= 0) AND (for_new_accounts <= 2))),
    CONSTRAINT notification_policies_for_not_followers_check CHECK (((for_not_followers >= 0) AND (for_not_followers <= 2))),
    CONSTRAINT notification_policies_for_not_following_check CHECK (((for_not_following >= 0) AND (for_not_following <= 2))),
    CONSTRAINT notification_policies_for_private_mentions_check CHECK (((for_private_mentions >= 0) AND (for_private_mentions <= 2)))
);

CREATE TABLE public.notification_requests (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    from_account_id bigint NOT NULL,
    last_status_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.notifications (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    from_account_id bigint NOT NULL,
    kind text NOT NULL,
    status_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    filtered boolean DEFAULT false NOT NULL,
    report_id bigint,
    group_hour integer,
    group_key text GENERATED ALWAYS AS (
CASE
    WHEN (group_hour IS NULL) THEN ('ungrouped-'::text || (id)::text)
    ELSE (((kind || '-'::text) || COALESCE(((status_id)::text || '-'::text), ''::text)) || (group_hour)::text)
END) STORED NOT NULL,
    strike_id bigint,
    collection_id bigint
);

ALTER TABLE public.notifications ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.notifications_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.oauth_apps (
    id bigint DEFAULT public.next_id() NOT NULL,
    name text NOT NULL,
    website text,
    redirect_uris text[] NOT NULL,
    scopes text NOT NULL,
    client_id text NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.oauth_codes (
    code_hash bytea NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint NOT NULL,
    redirect_uri text NOT NULL,
    scopes text NOT NULL,
    challenge text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.oauth_tokens (
    id bigint DEFAULT public.next_id() NOT NULL,
    token_hash bytea NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint,
    scopes text NOT NULL,
    code_hash bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);

CREATE TABLE public.peers (
    host text NOT NULL,
    signature_scheme text DEFAULT 'cavage'::text NOT NULL,
    breaker text DEFAULT 'closed'::text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    retry_at timestamp with time zone,
    dead_since timestamp with time zone,
    software text,
    last_success_at timestamp with time zone,
    last_inbound_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT peers_breaker_check CHECK ((breaker = ANY (ARRAY['closed'::text, 'open'::text, 'half_open'::text]))),
    CONSTRAINT peers_signature_scheme_check CHECK ((signature_scheme = ANY (ARRAY['cavage'::text, 'rfc9421'::text])))
);

CREATE TABLE public.policy_texts (
    kind text NOT NULL,
    effective_date date NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT policy_texts_kind_check CHECK ((kind = ANY (ARRAY['privacy_policy'::text, 'terms_of_service'::text])))
);

CREATE TABLE public.poll_votes (
    id bigint DEFAULT public.next_id() NOT NULL,
    poll_id bigint NOT NULL,
    account_id bigint NOT NULL,
    choice smallint NOT NULL,
    uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.polls (
    id bigint DEFAULT public.next_id() NOT NULL,
    status_id bigint NOT NULL,
    options text[] NOT NULL,
    votes bigint[] NOT NULL,
    voters_count bigint,
    multiple boolean DEFAULT false NOT NULL,
    hide_totals boolean DEFAULT false NOT NULL,
    expires_at timestamp with time zone,
    ended_told_at timestamp with time zone,
    update_due_at timestamp with time zone,
    fetched_at timestamp with time zone,
    asked_at timestamp with time zone,
    CONSTRAINT polls_check CHECK ((cardinality(options) = cardinality(votes)))
);

CREATE TABLE public.preview_cards (
    id bigint DEFAULT public.next_id() NOT NULL,
    url text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    author_name text DEFAULT ''::text NOT NULL,
    provider_name text DEFAULT ''::text NOT NULL,
    published_at timestamp with time zone,
    fetched_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    trendable boolean
);

CREATE TABLE public.pseudonym_orders (
    account_id bigint NOT NULL,
    strike_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.push_subscriptions (
    id bigint DEFAULT public.next_id() NOT NULL,
    token_id bigint NOT NULL,
    account_id bigint NOT NULL,
    endpoint text NOT NULL,
    public_key bytea NOT NULL,
    auth_secret bytea NOT NULL,
    standard boolean NOT NULL,
    alerts text[] NOT NULL,
    policy text DEFAULT 'all'::text NOT NULL,
    access_token_sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT push_subscriptions_policy_check CHECK ((policy = ANY (ARRAY['all'::text, 'followed'::text, 'follower'::text, 'none'::text])))
);

CREATE TABLE public.question_endorsements (
    question_id bigint NOT NULL,
    status_id bigint NOT NULL,
    account_id bigint NOT NULL,
    credential_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.question_notices (
    status_id bigint NOT NULL,
    question_id bigint NOT NULL,
    state text NOT NULL,
    accepted_uri text,
    endorsed boolean NOT NULL
);

CREATE TABLE public.questions (
    id bigint DEFAULT public.next_id() NOT NULL,
    group_id bigint NOT NULL,
    status_id bigint NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    accepted_id bigint,
    endorsed boolean DEFAULT false NOT NULL,
    solved_at timestamp with time zone,
    reopened_at timestamp with time zone,
    proposed_at timestamp with time zone,
    told_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT questions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'solved'::text])))
);

CREATE TABLE public.quote_consents (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone
);

CREATE TABLE public.quotes (
    status_id bigint NOT NULL,
    quoted_uri text NOT NULL,
    quoted_status_id bigint,
    state text DEFAULT 'pending'::text NOT NULL,
    request_uri text,
    stamp_uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT quotes_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text, 'revoked'::text])))
);

CREATE TABLE public.recovery_codes (
    account_id bigint NOT NULL,
    code_hash bytea NOT NULL
);

CREATE TABLE public.reference_notices (
    kind text NOT NULL,
    value text NOT NULL,
    state text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    noted_by bigint NOT NULL,
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reference_notices_state_check CHECK ((state = ANY (ARRAY['dead'::text, 'retracted'::text])))
);

CREATE TABLE public.reports (
    id bigint DEFAULT public.next_id() NOT NULL,
    uri text NOT NULL,
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL,
    status_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    handled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    category text DEFAULT 'other'::text NOT NULL,
    rule_ids text[] DEFAULT '{}'::text[] NOT NULL,
    forwarded boolean DEFAULT false NOT NULL,
    assigned_account_id bigint,
    handled_by bigint,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reports_category_check CHECK ((category = ANY (ARRAY['spam'::text, 'legal'::text, 'violation'::text, 'other'::text])))
);

CREATE TABLE public.roster_changes (
    id bigint DEFAULT public.next_id() NOT NULL,
    roster_id bigint NOT NULL,
    domain text NOT NULL,
    change text NOT NULL,
    member jsonb NOT NULL,
    looks_like text DEFAULT ''::text NOT NULL,
    refused_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT roster_changes_change_check CHECK ((change = ANY (ARRAY['add'::text, 'change'::text, 'remove'::text])))
);

CREATE TABLE public.roster_members (
    roster_id bigint NOT NULL,
    domain text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    region text NOT NULL,
    medium text NOT NULL,
    key text NOT NULL,
    entry jsonb,
    proven_at timestamp with time zone,
    failure text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.rosters (
    id bigint DEFAULT public.next_id() NOT NULL,
    uri text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    own boolean NOT NULL,
    steward_key text DEFAULT ''::text NOT NULL,
    at_once boolean DEFAULT false NOT NULL,
    sequence bigint DEFAULT 0 NOT NULL,
    checked_at timestamp with time zone,
    failure text DEFAULT ''::text NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.scheduled_statuses (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    scheduled_at timestamp with time zone NOT NULL,
    form jsonb NOT NULL,
    idempotency_key text,
    body_hash bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.search_progress (
    only_row boolean DEFAULT true NOT NULL,
    transaction xid8 NOT NULL,
    event_id bigint NOT NULL,
    unread_below bigint NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT search_progress_only_row_check CHECK (only_row)
);

CREATE TABLE public.second_factors (
    account_id bigint NOT NULL,
    secret_sealed bytea,
    last_step bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_at timestamp with time zone
);

CREATE TABLE public.security_keys (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    credential_id bytea NOT NULL,
    algorithm integer NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone
);

CREATE TABLE public.sessions (
    id bigint DEFAULT public.next_id() NOT NULL,
    secret_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    external boolean DEFAULT false NOT NULL
);

CREATE TABLE public.settings_changes (
    id bigint DEFAULT public.next_id() NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.sign_ups (
    id bigint DEFAULT public.next_id() NOT NULL,
    username text NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    display_name text DEFAULT ''::text NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    invitation_id bigint,
    must_confirm boolean NOT NULL,
    confirmed_at timestamp with time zone,
    must_approve boolean NOT NULL,
    approved_at timestamp with time zone,
    token_hash bytea,
    app_id bigint,
    scopes text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.status_cards (
    status_id bigint NOT NULL,
    card_id bigint NOT NULL
);

CREATE TABLE public.status_collections (
    status_id bigint NOT NULL,
    collection_id bigint NOT NULL
);

CREATE TABLE public.status_edits (
    status_id bigint NOT NULL,
    version integer NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    spoiler_text text NOT NULL,
    sensitive boolean NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    poll_options text[]
);

CREATE TABLE public.status_pins (
    account_id bigint NOT NULL,
    status_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.status_stats (
    status_id bigint NOT NULL,
    replies_count bigint DEFAULT 0 NOT NULL,
    reblogs_count bigint DEFAULT 0 NOT NULL,
    favourites_count bigint DEFAULT 0 NOT NULL,
    quotes_count bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');

CREATE TABLE public.status_tags (
    tag_id bigint NOT NULL,
    status_id bigint NOT NULL
);

CREATE TABLE public.status_trend_reviews (
    status_id bigint NOT NULL,
    trendable boolean NOT NULL,
    reviewed_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.status_words (
    status_id bigint NOT NULL,
    account_id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.statuses (
    id bigint DEFAULT public.next_id() NOT NULL,
    uri text NOT NULL,
    url text,
    account_id bigint NOT NULL,
    object_type text DEFAULT 'Note'::text NOT NULL,
    visibility smallint NOT NULL,
    local boolean NOT NULL,
    in_reply_to_id bigint,
    in_reply_to_account_id bigint,
    in_reply_to_uri text,
    reblog_of_id bigint,
    conversation_id bigint,
    audience_account_id bigint,
    title text DEFAULT ''::text NOT NULL,
    spoiler_text text DEFAULT ''::text NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    source text,
    language text,
    app_id bigint,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    fetched_at timestamp with time zone,
    quote_policy smallint DEFAULT 0 NOT NULL
);

CREATE TABLE public.strikes (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint,
    target_account_id bigint NOT NULL,
    action text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    report_id bigint,
    status_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    overruled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT strikes_action_check CHECK ((action = ANY (ARRAY['none'::text, 'sensitive'::text, 'disable'::text, 'silence'::text, 'suspend'::text])))
);

CREATE TABLE public.suggestion_dismissals (
    account_id bigint NOT NULL,
    target_account_id bigint NOT NULL
);

CREATE TABLE public.summaries (
    id bigint DEFAULT public.next_id() NOT NULL,
    network_id bigint NOT NULL,
    chat_id bigint,
    uri text NOT NULL,
    status_id bigint,
    author_id bigint NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    published_at timestamp with time zone,
    retracted_at timestamp with time zone,
    next_review_at date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT summaries_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_review'::text, 'published'::text, 'retracted'::text])))
);

CREATE TABLE public.summary_interests (
    summary_id bigint NOT NULL,
    account_id bigint NOT NULL,
    statement text NOT NULL,
    declared_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.summary_marks (
    summary_id bigint NOT NULL,
    account_id bigint NOT NULL,
    mark text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT summary_marks_mark_check CHECK ((mark = ANY (ARRAY['helpful'::text, 'unclear'::text, 'ask'::text])))
);

CREATE TABLE public.summary_references (
    summary_id bigint NOT NULL,
    version integer NOT NULL,
    "position" smallint NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    csl jsonb NOT NULL,
    supports smallint[] DEFAULT '{}'::smallint[] NOT NULL
);

CREATE TABLE public.summary_retractions (
    summary_id bigint NOT NULL,
    reason text NOT NULL,
    account_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.summary_sources (
    summary_id bigint NOT NULL,
    status_id bigint NOT NULL,
    quoted boolean DEFAULT false NOT NULL
);

CREATE TABLE public.summary_statements (
    summary_id bigint NOT NULL,
    version integer NOT NULL,
    "position" smallint NOT NULL,
    content text NOT NULL,
    prompt_label text,
    evidence_scheme text,
    evidence_level text
);

CREATE TABLE public.summary_versions (
    summary_id bigint NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    key_message text NOT NULL,
    what_you_can_do text DEFAULT ''::text NOT NULL,
    uncertain text DEFAULT ''::text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    editor_id bigint NOT NULL,
    reviewer_id bigint,
    reviewer_credential_id bigint,
    reviewed_at timestamp with time zone,
    published_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    for_clinicians text DEFAULT ''::text NOT NULL,
    funding text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.tag_follows (
    id bigint DEFAULT public.next_id() NOT NULL,
    account_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.tags (
    id bigint DEFAULT public.next_id() NOT NULL,
    name text NOT NULL,
    display_name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    usable boolean DEFAULT true NOT NULL,
    listable boolean DEFAULT true NOT NULL,
    trendable boolean,
    reviewed_at timestamp with time zone
);

CREATE TABLE public.thread_refreshes (
    id bigint DEFAULT public.next_id() NOT NULL,
    status_id bigint NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    found integer DEFAULT 0 NOT NULL
);

CREATE TABLE public.tombstones (
    uri text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.used_challenges (
    challenge_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.users (
    account_id bigint NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    stakeholder text DEFAULT 'patient'::text NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    default_visibility smallint DEFAULT 0 NOT NULL,
    default_sensitive boolean DEFAULT false NOT NULL,
    default_language text,
    expand_media text DEFAULT 'default'::text NOT NULL,
    expand_spoilers boolean DEFAULT false NOT NULL,
    confirmed_at timestamp with time zone,
    disabled_at timestamp with time zone,
    failed_logins integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    last_login_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    default_quote_policy text DEFAULT 'public'::text NOT NULL,
    new_email text DEFAULT ''::text NOT NULL,
    second_factor_at timestamp with time zone,
    CONSTRAINT users_default_quote_policy_check CHECK ((default_quote_policy = ANY (ARRAY['public'::text, 'followers'::text, 'nobody'::text]))),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['member'::text, 'moderator'::text, 'admin'::text])))
);

CREATE TABLE public.warning_presets (
    id bigint DEFAULT public.next_id() NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warning_presets_body_check CHECK (((length(body) >= 1) AND (length(body) <= 2000))),
    CONSTRAINT warning_presets_title_check CHECK (((length(title) >= 1) AND (length(title) <= 100)))
);

ALTER TABLE ONLY public.account_conversations
    ADD CONSTRAINT account_conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_domain_blocks
    ADD CONSTRAINT account_domain_blocks_pkey PRIMARY KEY (account_id, domain);

ALTER TABLE ONLY public.account_moves
    ADD CONSTRAINT account_moves_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_notes
    ADD CONSTRAINT account_notes_pkey PRIMARY KEY (account_id, target_account_id);

ALTER TABLE ONLY public.account_stats
    ADD CONSTRAINT account_stats_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.actor_keys
    ADD CONSTRAINT actor_keys_key_uri_key UNIQUE (key_uri);

ALTER TABLE ONLY public.actor_keys
    ADD CONSTRAINT actor_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.adverse_events
    ADD CONSTRAINT adverse_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.affiliations
    ADD CONSTRAINT affiliations_pkey PRIMARY KEY (account_id, uri);

ALTER TABLE ONLY public.announcement_reactions
    ADD CONSTRAINT announcement_reactions_pkey PRIMARY KEY (announcement_id, name, account_id);

ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_pkey PRIMARY KEY (announcement_id, account_id);

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_strike_id_key UNIQUE (strike_id);

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_pending
    ADD CONSTRAINT audit_pending_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.backups
    ADD CONSTRAINT backups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_account_id_target_account_id_key UNIQUE (account_id, target_account_id);

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.bookmarks
    ADD CONSTRAINT bookmarks_account_id_status_id_key UNIQUE (account_id, status_id);

ALTER TABLE ONLY public.bookmarks
    ADD CONSTRAINT bookmarks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.break_glass_people
    ADD CONSTRAINT break_glass_people_pkey PRIMARY KEY (account_id, access_id);

ALTER TABLE ONLY public.break_glass
    ADD CONSTRAINT break_glass_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.break_glass_rights
    ADD CONSTRAINT break_glass_rights_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.canonical_email_blocks
    ADD CONSTRAINT canonical_email_blocks_canonical_email_hash_key UNIQUE (canonical_email_hash);

ALTER TABLE ONLY public.canonical_email_blocks
    ADD CONSTRAINT canonical_email_blocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.card_publishers
    ADD CONSTRAINT card_publishers_domain_key UNIQUE (domain);

ALTER TABLE ONLY public.card_publishers
    ADD CONSTRAINT card_publishers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chat_people
    ADD CONSTRAINT chat_people_pkey PRIMARY KEY (chat_id, account_id, role);

ALTER TABLE ONLY public.chat_posts
    ADD CONSTRAINT chat_posts_pkey PRIMARY KEY (chat_id, status_id);

ALTER TABLE ONLY public.chat_prompts
    ADD CONSTRAINT chat_prompts_chat_id_position_key UNIQUE (chat_id, "position");

ALTER TABLE ONLY public.chat_prompts
    ADD CONSTRAINT chat_prompts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chat_reminders
    ADD CONSTRAINT chat_reminders_pkey PRIMARY KEY (chat_id, before);

ALTER TABLE ONLY public.chat_series_dates
    ADD CONSTRAINT chat_series_dates_chat_id_key UNIQUE (chat_id);

ALTER TABLE ONLY public.chat_series_dates
    ADD CONSTRAINT chat_series_dates_pkey PRIMARY KEY (series_id, held_on);

ALTER TABLE ONLY public.chat_series
    ADD CONSTRAINT chat_series_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.collection_items
    ADD CONSTRAINT collection_items_collection_id_account_uri_key UNIQUE (collection_id, account_uri);

ALTER TABLE ONLY public.collection_items
    ADD CONSTRAINT collection_items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.condition_follow_tags
    ADD CONSTRAINT condition_follow_tags_pkey PRIMARY KEY (account_id, condition_id, tag_id);

ALTER TABLE ONLY public.condition_follows
    ADD CONSTRAINT condition_follows_pkey PRIMARY KEY (account_id, condition_id);

ALTER TABLE ONLY public.conversation_mutes
    ADD CONSTRAINT conversation_mutes_pkey PRIMARY KEY (account_id, conversation_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.credential_roots
    ADD CONSTRAINT credential_roots_domain_key UNIQUE (domain);

ALTER TABLE ONLY public.credential_roots
    ADD CONSTRAINT credential_roots_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.crisis_cases
    ADD CONSTRAINT crisis_cases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.custom_emojis
    ADD CONSTRAINT custom_emojis_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.custom_emojis
    ADD CONSTRAINT custom_emojis_shortcode_key UNIQUE (shortcode);

ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.dead_jobs
    ADD CONSTRAINT dead_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_activity_id_inbox_url_key UNIQUE (activity_id, inbox_url);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery_leases
    ADD CONSTRAINT delivery_leases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.domain_policies
    ADD CONSTRAINT domain_policies_pkey PRIMARY KEY (domain);

ALTER TABLE ONLY public.email_domain_attempts
    ADD CONSTRAINT email_domain_attempts_pkey PRIMARY KEY (block_id, day, address_hash);

ALTER TABLE ONLY public.email_domain_blocks
    ADD CONSTRAINT email_domain_blocks_domain_key UNIQUE (domain);

ALTER TABLE ONLY public.email_domain_blocks
    ADD CONSTRAINT email_domain_blocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.email_tokens
    ADD CONSTRAINT email_tokens_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.endorsements
    ADD CONSTRAINT endorsements_account_id_target_account_id_key UNIQUE (account_id, target_account_id);

ALTER TABLE ONLY public.endorsements
    ADD CONSTRAINT endorsements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.external_logins
    ADD CONSTRAINT external_logins_issuer_subject_key UNIQUE (issuer, subject);

ALTER TABLE ONLY public.external_logins
    ADD CONSTRAINT external_logins_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT favourites_account_id_status_id_key UNIQUE (account_id, status_id);

ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT favourites_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT favourites_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.featured_tags
    ADD CONSTRAINT featured_tags_account_id_tag_id_key UNIQUE (account_id, tag_id);

ALTER TABLE ONLY public.featured_tags
    ADD CONSTRAINT featured_tags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fetches
    ADD CONSTRAINT fetches_pkey PRIMARY KEY (object_uri, host, kind);

ALTER TABLE ONLY public.filter_keywords
    ADD CONSTRAINT filter_keywords_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.filter_statuses
    ADD CONSTRAINT filter_statuses_filter_id_status_id_key UNIQUE (filter_id, status_id);

ALTER TABLE ONLY public.filter_statuses
    ADD CONSTRAINT filter_statuses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.filters
    ADD CONSTRAINT filters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_account_id_target_account_id_key UNIQUE (account_id, target_account_id);

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.guard_decisions
    ADD CONSTRAINT guard_decisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guard_holds
    ADD CONSTRAINT guard_holds_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.guard_warnings
    ADD CONSTRAINT guard_warnings_pkey PRIMARY KEY (account_id, text_hash);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, key);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, "position");

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_leases
    ADD CONSTRAINT inbox_leases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_origin_activity_uri_key UNIQUE (origin, activity_uri);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incident_notices
    ADD CONSTRAINT incident_notices_pkey PRIMARY KEY (incident_id, whom);

ALTER TABLE ONLY public.incident_posts
    ADD CONSTRAINT incident_posts_pkey PRIMARY KEY (incident_id, object_uri);

ALTER TABLE ONLY public.incident_states
    ADD CONSTRAINT incident_states_pkey PRIMARY KEY (incident_id, state);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_code_hash_key UNIQUE (code_hash);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ip_blocks
    ADD CONSTRAINT ip_blocks_ip_key UNIQUE (ip);

ALTER TABLE ONLY public.ip_blocks
    ADD CONSTRAINT ip_blocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.list_accounts
    ADD CONSTRAINT list_accounts_list_id_account_id_key UNIQUE (list_id, account_id);

ALTER TABLE ONLY public.list_accounts
    ADD CONSTRAINT list_accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lists
    ADD CONSTRAINT lists_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.markers
    ADD CONSTRAINT markers_pkey PRIMARY KEY (account_id, timeline);

ALTER TABLE ONLY public.media_attachments
    ADD CONSTRAINT media_attachments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_trash
    ADD CONSTRAINT media_trash_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_pkey PRIMARY KEY (status_id, account_id);

ALTER TABLE ONLY public.moderation_log
    ADD CONSTRAINT moderation_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_account_id_target_account_id_key UNIQUE (account_id, target_account_id);

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.network_acts
    ADD CONSTRAINT network_acts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.network_conditions
    ADD CONSTRAINT network_conditions_pkey PRIMARY KEY (network_id, condition_id);

ALTER TABLE ONLY public.network_consents
    ADD CONSTRAINT network_consents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.network_resources
    ADD CONSTRAINT network_resources_network_id_kind_value_key UNIQUE (network_id, kind, value);

ALTER TABLE ONLY public.network_resources
    ADD CONSTRAINT network_resources_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.network_roles
    ADD CONSTRAINT network_roles_pkey PRIMARY KEY (network_id, account_id, role);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_account_id_key UNIQUE (account_id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_permissions
    ADD CONSTRAINT notification_permissions_pkey PRIMARY KEY (account_id, from_account_id);

ALTER TABLE ONLY public.notification_policies
    ADD CONSTRAINT notification_policies_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.notification_requests
    ADD CONSTRAINT notification_requests_account_id_from_account_id_key UNIQUE (account_id, from_account_id);

ALTER TABLE ONLY public.notification_requests
    ADD CONSTRAINT notification_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oauth_apps
    ADD CONSTRAINT oauth_apps_client_id_key UNIQUE (client_id);

ALTER TABLE ONLY public.oauth_apps
    ADD CONSTRAINT oauth_apps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_pkey PRIMARY KEY (code_hash);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.peers
    ADD CONSTRAINT peers_pkey PRIMARY KEY (host);

ALTER TABLE ONLY public.policy_texts
    ADD CONSTRAINT policy_texts_pkey PRIMARY KEY (kind, effective_date);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_poll_id_account_id_choice_key UNIQUE (poll_id, account_id, choice);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_status_id_key UNIQUE (status_id);

ALTER TABLE ONLY public.preview_cards
    ADD CONSTRAINT preview_cards_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.preview_cards
    ADD CONSTRAINT preview_cards_url_key UNIQUE (url);

ALTER TABLE ONLY public.pseudonym_orders
    ADD CONSTRAINT pseudonym_orders_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.push_subscriptions
    ADD CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.push_subscriptions
    ADD CONSTRAINT push_subscriptions_token_id_key UNIQUE (token_id);

ALTER TABLE ONLY public.question_endorsements
    ADD CONSTRAINT question_endorsements_pkey PRIMARY KEY (question_id, status_id, account_id);

ALTER TABLE ONLY public.question_notices
    ADD CONSTRAINT question_notices_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_status_id_key UNIQUE (status_id);

ALTER TABLE ONLY public.quote_consents
    ADD CONSTRAINT quote_consents_pkey PRIMARY KEY (network_id, account_id);

ALTER TABLE ONLY public.quotes
    ADD CONSTRAINT quotes_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, code_hash);

ALTER TABLE ONLY public.reference_notices
    ADD CONSTRAINT reference_notices_pkey PRIMARY KEY (kind, value);

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.roster_changes
    ADD CONSTRAINT roster_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.roster_changes
    ADD CONSTRAINT roster_changes_roster_id_domain_key UNIQUE (roster_id, domain);

ALTER TABLE ONLY public.roster_members
    ADD CONSTRAINT roster_members_pkey PRIMARY KEY (roster_id, domain);

ALTER TABLE ONLY public.rosters
    ADD CONSTRAINT rosters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rosters
    ADD CONSTRAINT rosters_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.scheduled_statuses
    ADD CONSTRAINT scheduled_statuses_account_id_idempotency_key_key UNIQUE (account_id, idempotency_key);

ALTER TABLE ONLY public.scheduled_statuses
    ADD CONSTRAINT scheduled_statuses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.search_progress
    ADD CONSTRAINT search_progress_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.security_keys
    ADD CONSTRAINT security_keys_credential_id_key UNIQUE (credential_id);

ALTER TABLE ONLY public.security_keys
    ADD CONSTRAINT security_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE ONLY public.settings_changes
    ADD CONSTRAINT settings_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.status_cards
    ADD CONSTRAINT status_cards_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.status_collections
    ADD CONSTRAINT status_collections_pkey PRIMARY KEY (status_id, collection_id);

ALTER TABLE ONLY public.status_edits
    ADD CONSTRAINT status_edits_pkey PRIMARY KEY (status_id, version);

ALTER TABLE ONLY public.status_pins
    ADD CONSTRAINT status_pins_pkey PRIMARY KEY (account_id, status_id);

ALTER TABLE ONLY public.status_stats
    ADD CONSTRAINT status_stats_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.status_tags
    ADD CONSTRAINT status_tags_pkey PRIMARY KEY (tag_id, status_id);

ALTER TABLE ONLY public.status_trend_reviews
    ADD CONSTRAINT status_trend_reviews_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.status_words
    ADD CONSTRAINT status_words_pkey PRIMARY KEY (status_id);

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.strikes
    ADD CONSTRAINT strikes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.suggestion_dismissals
    ADD CONSTRAINT suggestion_dismissals_pkey PRIMARY KEY (account_id, target_account_id);

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_uri_key UNIQUE (uri);

ALTER TABLE ONLY public.summary_interests
    ADD CONSTRAINT summary_interests_pkey PRIMARY KEY (summary_id, account_id);

ALTER TABLE ONLY public.summary_marks
    ADD CONSTRAINT summary_marks_pkey PRIMARY KEY (summary_id, account_id);

ALTER TABLE ONLY public.summary_references
    ADD CONSTRAINT summary_references_pkey PRIMARY KEY (summary_id, version, "position");

ALTER TABLE ONLY public.summary_retractions
    ADD CONSTRAINT summary_retractions_pkey PRIMARY KEY (summary_id);

ALTER TABLE ONLY public.summary_sources
    ADD CONSTRAINT summary_sources_pkey PRIMARY KEY (summary_id, status_id);

ALTER TABLE ONLY public.summary_statements
    ADD CONSTRAINT summary_statements_pkey PRIMARY KEY (summary_id, version, "position");

ALTER TABLE ONLY public.summary_versions
    ADD CONSTRAINT summary_versions_pkey PRIMARY KEY (summary_id, version);

ALTER TABLE ONLY public.tag_follows
    ADD CONSTRAINT tag_follows_account_id_tag_id_key UNIQUE (account_id, tag_id);

ALTER TABLE ONLY public.tag_follows
    ADD CONSTRAINT tag_follows_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_name_key UNIQUE (name);

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.thread_refreshes
    ADD CONSTRAINT thread_refreshes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.thread_refreshes
    ADD CONSTRAINT thread_refreshes_status_id_key UNIQUE (status_id);

ALTER TABLE ONLY public.tombstones
    ADD CONSTRAINT tombstones_pkey PRIMARY KEY (uri);

ALTER TABLE ONLY public.used_challenges
    ADD CONSTRAINT used_challenges_pkey PRIMARY KEY (challenge_hash);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.warning_presets
    ADD CONSTRAINT warning_presets_pkey PRIMARY KEY (id);

CREATE INDEX account_conversations_by_account ON public.account_conversations USING btree (account_id, last_status_id DESC);

CREATE INDEX account_conversations_by_status ON public.account_conversations USING btree (last_status_id);

CREATE UNIQUE INDEX account_conversations_once ON public.account_conversations USING btree (account_id, conversation_id, hash_array_extended(participants, (0)::bigint));

CREATE INDEX account_moves_of ON public.account_moves USING btree (account_id, created_at DESC);

CREATE INDEX accounts_by_display_name_prefix ON public.accounts USING btree (lower(display_name) text_pattern_ops);

CREATE INDEX accounts_by_domain ON public.accounts USING btree (lower(domain)) WHERE (domain IS NOT NULL);

CREATE UNIQUE INDEX accounts_by_handle ON public.accounts USING btree (lower(username), COALESCE(lower(domain), ''::text));

CREATE INDEX accounts_by_name_prefix ON public.accounts USING btree (lower(username) text_pattern_ops);

CREATE INDEX accounts_by_skeleton ON public.accounts USING btree (public.name_skeleton(username)) WHERE (domain IS NULL);

CREATE INDEX accounts_discoverable ON public.accounts USING btree (id DESC) WHERE (discoverable AND (suspended_at IS NULL) AND (deleted_at IS NULL) AND (silenced_at IS NULL));

CREATE INDEX accounts_under_moderation ON public.accounts USING btree (id DESC) WHERE ((suspended_at IS NOT NULL) OR (silenced_at IS NOT NULL) OR (sensitized_at IS NOT NULL));

CREATE INDEX activities_by_account ON public.activities USING btree (account_id, id DESC) WHERE public;

CREATE INDEX activities_by_object ON public.activities USING btree (object_uri);

CREATE INDEX actor_keys_by_account ON public.actor_keys USING btree (account_id);

CREATE INDEX adverse_events_author ON public.adverse_events USING btree (account_id, id DESC);

CREATE INDEX adverse_events_queue ON public.adverse_events USING btree (due_at) WHERE (state <> 'dismissed'::text);

CREATE UNIQUE INDEX adverse_events_status ON public.adverse_events USING btree (status_id);

CREATE INDEX appeals_open ON public.appeals USING btree (id) WHERE ((approved_at IS NULL) AND (rejected_at IS NULL));

CREATE INDEX audit_log_by_action ON public.audit_log USING btree (action, id DESC);

CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (actor_id, id DESC) WHERE (actor_id IS NOT NULL);

CREATE INDEX audit_log_by_target ON public.audit_log USING btree (target_kind, target_id, id DESC);

CREATE INDEX audit_log_by_time ON public.audit_log USING btree (at);

CREATE INDEX backups_kind ON public.backups USING btree (kind, finished_at DESC);

CREATE INDEX blocks_by_target ON public.blocks USING btree (target_account_id);

CREATE INDEX bookmarks_by_account ON public.bookmarks USING btree (account_id, id DESC);

CREATE INDEX break_glass_by_opener ON public.break_glass USING btree (opened_by, id DESC);

CREATE INDEX break_glass_people_by_access ON public.break_glass_people USING btree (access_id);

CREATE INDEX break_glass_to_tell ON public.break_glass USING btree (tell_at) WHERE ((told_at IS NULL) AND (tell_at IS NOT NULL));

CREATE INDEX break_glass_unreviewed ON public.break_glass USING btree (opened_at) WHERE (reviewed_at IS NULL);

CREATE INDEX chat_posts_by_status ON public.chat_posts USING btree (status_id);

CREATE INDEX chat_posts_queued ON public.chat_posts USING btree (queued_until) WHERE (queued_until IS NOT NULL);

CREATE INDEX chat_prompts_by_status ON public.chat_prompts USING btree (status_id) WHERE (status_id IS NOT NULL);

CREATE INDEX chat_prompts_due ON public.chat_prompts USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX chat_reminders_due ON public.chat_reminders USING btree (due_at) WHERE (done_at IS NULL);

CREATE INDEX chat_series_by_network ON public.chat_series USING btree (network_id, id DESC);

CREATE INDEX chat_series_due ON public.chat_series USING btree (fill_at) WHERE (fill_at IS NOT NULL);

CREATE INDEX chats_by_hashtag ON public.chats USING btree (lower(hashtag), ends_at);

CREATE INDEX chats_by_network ON public.chats USING btree (network_id, starts_at DESC);

CREATE INDEX chats_by_status ON public.chats USING btree (status_id) WHERE (status_id IS NOT NULL);

CREATE INDEX chats_due ON public.chats USING btree (starts_at) WHERE (state = 'scheduled'::text);

CREATE INDEX collection_items_by_request ON public.collection_items USING btree (request_uri) WHERE (request_uri IS NOT NULL);

CREATE INDEX collection_items_by_stamp ON public.collection_items USING btree (stamp_uri) WHERE (stamp_uri IS NOT NULL);

CREATE INDEX collection_items_by_uri ON public.collection_items USING btree (uri) WHERE (uri IS NOT NULL);

CREATE INDEX collection_items_of ON public.collection_items USING btree (account_id, collection_id) WHERE (account_id IS NOT NULL);

CREATE INDEX collections_by_url ON public.collections USING btree (url) WHERE (url IS NOT NULL);

CREATE INDEX collections_of ON public.collections USING btree (account_id, id DESC);

CREATE INDEX condition_follow_tags_by_tag ON public.condition_follow_tags USING btree (tag_id);

CREATE INDEX credentials_by_account ON public.credentials USING btree (account_id);

CREATE INDEX credentials_revoked_status_idx ON public.credentials USING btree (status_index) WHERE ((revoked_at IS NOT NULL) AND (status_index IS NOT NULL));

CREATE INDEX crisis_cases_open ON public.crisis_cases USING btree (due_at) WHERE (closed_at IS NULL);

CREATE INDEX data_keys_by_account ON public.data_keys USING btree (account_id, conversation_id);

CREATE INDEX deliveries_due_by_host ON public.deliveries USING btree (host, run_at, id) WHERE (state = 'waiting'::text);

CREATE INDEX deliveries_failed ON public.deliveries USING btree (id) WHERE (state = 'failed'::text);

CREATE INDEX deliveries_finished ON public.deliveries USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::text, 'failed'::text]));

CREATE INDEX deliveries_next ON public.deliveries USING btree (run_at) WHERE (state = 'waiting'::text);

CREATE INDEX deliveries_open_by_object ON public.deliveries USING btree (host, object_uri, id) WHERE (state = ANY (ARRAY['waiting'::text, 'parked'::text]));

CREATE INDEX deliveries_parked ON public.deliveries USING btree (host, id) WHERE (state = 'parked'::text);

CREATE UNIQUE INDEX domain_policies_by_id ON public.domain_policies USING btree (id);

CREATE INDEX email_tokens_by_account ON public.email_tokens USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX email_tokens_by_age ON public.email_tokens USING btree (expires_at);

CREATE INDEX email_tokens_by_sign_up ON public.email_tokens USING btree (sign_up_id) WHERE (sign_up_id IS NOT NULL);

CREATE INDEX events_by_transaction ON public.events USING btree (transaction, id);

CREATE INDEX external_logins_by_account ON public.external_logins USING btree (account_id);

CREATE INDEX favourites_by_account ON public.favourites USING btree (account_id, id DESC);

CREATE INDEX favourites_by_status ON public.favourites USING btree (status_id, id DESC);

CREATE INDEX fetches_by_time ON public.fetches USING btree (last_at);

CREATE INDEX filter_keywords_by_filter ON public.filter_keywords USING btree (filter_id);

CREATE INDEX filters_by_account ON public.filters USING btree (account_id);

CREATE INDEX follows_by_target ON public.follows USING btree (target_account_id, id DESC);

CREATE INDEX follows_to_notify ON public.follows USING btree (target_account_id) WHERE notify;

CREATE INDEX guard_holds_open ON public.guard_holds USING btree (status_id) WHERE (state = 'held'::text);

CREATE INDEX guard_warnings_old ON public.guard_warnings USING btree (warned_at);

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX imports_by_account ON public.imports USING btree (account_id);

CREATE INDEX inbox_by_age ON public.inbox USING brin (received_at) WITH (autosummarize='on');

CREATE INDEX inbox_dead ON public.inbox USING btree (id) WHERE (state = 'dead'::text);

CREATE INDEX inbox_held ON public.inbox USING btree (run_at) WHERE ((state = 'waiting'::text) AND (attempts > 0));

CREATE INDEX inbox_in_order ON public.inbox USING btree (id) WHERE (state = 'waiting'::text);

CREATE INDEX incidents_by_discovery ON public.incidents USING btree (discovered_on);

CREATE INDEX jobs_by_order_key ON public.jobs USING btree (order_key, id) WHERE (order_key IS NOT NULL);

CREATE INDEX jobs_due ON public.jobs USING btree (run_at, id);

CREATE INDEX lists_by_account ON public.lists USING btree (account_id, id);

CREATE UNIQUE INDEX media_attachments_by_access_key ON public.media_attachments USING btree (access_key);

CREATE INDEX media_attachments_by_file ON public.media_attachments USING btree (file_key) WHERE (file_key IS NOT NULL);

CREATE INDEX media_attachments_by_status ON public.media_attachments USING btree (status_id, "position");

CREATE INDEX media_attachments_idle ON public.media_attachments USING btree (idle_since) WHERE (status_id IS NULL);

CREATE INDEX media_trash_by_due ON public.media_trash USING btree (due_at);

CREATE INDEX mentions_by_account ON public.mentions USING btree (account_id, status_id DESC);

CREATE INDEX moderation_log_by_target ON public.moderation_log USING btree (target_account_id, id DESC);

CREATE INDEX network_acts_about ON public.network_acts USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX network_acts_by ON public.network_acts USING btree (by_account_id) WHERE (by_account_id IS NOT NULL);

CREATE INDEX network_acts_of_group ON public.network_acts USING btree (group_account_id, kind, id DESC) WHERE (undone_at IS NULL);

CREATE INDEX network_acts_of_status ON public.network_acts USING btree (status_id) WHERE (status_id IS NOT NULL);

CREATE UNIQUE INDEX network_acts_on_people ON public.network_acts USING btree (group_account_id, account_id) WHERE ((account_id IS NOT NULL) AND (undone_at IS NULL));

CREATE UNIQUE INDEX network_acts_on_posts ON public.network_acts USING btree (status_id, kind, group_account_id) WHERE ((status_id IS NOT NULL) AND (undone_at IS NULL));

CREATE INDEX network_consents_by_account ON public.network_consents USING btree (account_id, id DESC);

CREATE UNIQUE INDEX network_consents_standing ON public.network_consents USING btree (network_id, account_id) WHERE (withdrawn_at IS NULL);

CREATE INDEX networks_by_parent ON public.networks USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX notification_requests_by_account ON public.notification_requests USING btree (account_id, id DESC);

CREATE INDEX notifications_by_account ON public.notifications USING btree (account_id, id DESC);

CREATE INDEX notifications_by_collection ON public.notifications USING btree (collection_id) WHERE (collection_id IS NOT NULL);

CREATE INDEX notifications_by_group ON public.notifications USING btree (account_id, group_key, id DESC);

CREATE INDEX notifications_by_status ON public.notifications USING btree (status_id) WHERE (status_id IS NOT NULL);

CREATE INDEX notifications_by_strike ON public.notifications USING btree (strike_id) WHERE (strike_id IS NOT NULL);

CREATE INDEX notifications_filtered ON public.notifications USING btree (account_id, from_account_id, id DESC) WHERE filtered;

CREATE UNIQUE INDEX notifications_once ON public.notifications USING btree (account_id, from_account_id, kind, COALESCE(status_id, report_id, strike_id, collection_id, (0)::bigint)) WHERE (kind <> ALL (ARRAY['update'::text, 'quoted_update'::text, 'collection_update'::text]));

CREATE INDEX oauth_tokens_by_account ON public.oauth_tokens USING btree (account_id);

CREATE INDEX oauth_tokens_by_app ON public.oauth_tokens USING btree (app_id);

CREATE INDEX oauth_tokens_by_code ON public.oauth_tokens USING btree (code_hash) WHERE (code_hash IS NOT NULL);

CREATE INDEX peers_by_age ON public.peers USING btree (updated_at);

CREATE INDEX peers_due ON public.peers USING btree (retry_at) WHERE (retry_at IS NOT NULL);

CREATE INDEX push_subscriptions_by_account ON public.push_subscriptions USING btree (account_id);

CREATE INDEX question_notices_by_question ON public.question_notices USING btree (question_id);

CREATE INDEX questions_by_accepted ON public.questions USING btree (accepted_id) WHERE (accepted_id IS NOT NULL);

CREATE INDEX questions_by_group ON public.questions USING btree (group_id, state, id DESC);

CREATE INDEX quotes_by_request ON public.quotes USING btree (request_uri) WHERE (request_uri IS NOT NULL);

CREATE INDEX quotes_by_stamp ON public.quotes USING btree (stamp_uri) WHERE (stamp_uri IS NOT NULL);

CREATE INDEX quotes_of ON public.quotes USING btree (quoted_status_id, status_id DESC) WHERE (quoted_status_id IS NOT NULL);

CREATE INDEX reports_by_account ON public.reports USING btree (account_id, id DESC);

CREATE INDEX reports_by_target ON public.reports USING btree (target_account_id, id DESC);

CREATE INDEX reports_open ON public.reports USING btree (id DESC) WHERE (handled_at IS NULL);

CREATE INDEX scheduled_statuses_by_account ON public.scheduled_statuses USING btree (account_id, id DESC);

CREATE INDEX scheduled_statuses_by_day ON public.scheduled_statuses USING btree (account_id, scheduled_at);

CREATE INDEX security_keys_by_account ON public.security_keys USING btree (account_id);

CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id);

CREATE INDEX settings_changes_key ON public.settings_changes USING btree (key, id DESC);

CREATE INDEX sign_ups_by_email ON public.sign_ups USING btree (lower(email));

CREATE INDEX sign_ups_by_skeleton ON public.sign_ups USING btree (public.name_skeleton(username));

CREATE UNIQUE INDEX sign_ups_by_username ON public.sign_ups USING btree (lower(username));

CREATE INDEX status_cards_by_card ON public.status_cards USING btree (card_id, status_id DESC);

CREATE INDEX status_collections_by_collection ON public.status_collections USING btree (collection_id);

CREATE INDEX status_tags_by_status ON public.status_tags USING btree (status_id);

CREATE INDEX status_words_by_account ON public.status_words USING btree (account_id, status_id DESC);

CREATE INDEX status_words_by_word ON public.status_words USING gin (words);

CREATE INDEX statuses_awaiting_parent ON public.statuses USING btree (in_reply_to_uri) WHERE ((in_reply_to_id IS NULL) AND (in_reply_to_uri IS NOT NULL));

CREATE INDEX statuses_by_account ON public.statuses USING btree (account_id, id DESC) WHERE (deleted_at IS NULL);

CREATE INDEX statuses_by_app ON public.statuses USING btree (app_id) WHERE (app_id IS NOT NULL);

CREATE INDEX statuses_by_audience ON public.statuses USING btree (audience_account_id, id DESC) WHERE (audience_account_id IS NOT NULL);

CREATE INDEX statuses_by_conversation ON public.statuses USING btree (conversation_id, id);

CREATE INDEX statuses_by_parent ON public.statuses USING btree (in_reply_to_id, id) WHERE (in_reply_to_id IS NOT NULL);

CREATE UNIQUE INDEX statuses_one_boost ON public.statuses USING btree (reblog_of_id, account_id) WHERE ((reblog_of_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX statuses_public ON public.statuses USING btree (id DESC) WHERE ((visibility = 0) AND (reblog_of_id IS NULL) AND (deleted_at IS NULL));

CREATE INDEX statuses_public_local ON public.statuses USING btree (id DESC) WHERE ((visibility = 0) AND local AND (reblog_of_id IS NULL) AND (deleted_at IS NULL));

CREATE INDEX strikes_by_target ON public.strikes USING btree (target_account_id, id DESC);

CREATE INDEX summaries_by_network ON public.summaries USING btree (network_id, id DESC);

CREATE INDEX summaries_by_status ON public.summaries USING btree (status_id) WHERE (status_id IS NOT NULL);

CREATE INDEX summary_references_by_work ON public.summary_references USING btree (kind, value);

CREATE INDEX used_challenges_by_age ON public.used_challenges USING btree (expires_at);

CREATE UNIQUE INDEX users_by_email ON public.users USING btree (lower(email));

CREATE TRIGGER only_added BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER only_pruned BEFORE DELETE ON public.audit_heads FOR EACH ROW EXECUTE FUNCTION public.refuse_early_pruning();

CREATE TRIGGER only_pruned BEFORE DELETE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION public.refuse_early_pruning();

CREATE TRIGGER only_pruned BEFORE DELETE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION public.refuse_early_pruning();

CREATE TRIGGER tell_changed AFTER INSERT OR DELETE OR UPDATE ON public.ip_blocks FOR EACH STATEMENT EXECUTE FUNCTION public.tell_ip_blocks();

CREATE TRIGGER tell_disabled AFTER UPDATE OF disabled_at ON public.users FOR EACH ROW WHEN ((new.disabled_at IS DISTINCT FROM old.disabled_at)) EXECUTE FUNCTION public.tell_person();

CREATE TRIGGER tell_document AFTER DELETE OR UPDATE ON public.actor_keys FOR EACH ROW EXECUTE FUNCTION public.document_changed();

CREATE TRIGGER tell_document AFTER INSERT OR DELETE OR UPDATE ON public.credentials FOR EACH ROW EXECUTE FUNCTION public.document_changed();

CREATE TRIGGER tell_document AFTER UPDATE ON public.networks FOR EACH ROW EXECUTE FUNCTION public.document_changed();

CREATE TRIGGER tell_filters AFTER INSERT OR DELETE OR UPDATE ON public.filter_keywords FOR EACH ROW EXECUTE FUNCTION public.filter_part_changed();

CREATE TRIGGER tell_filters AFTER INSERT OR DELETE OR UPDATE ON public.filter_statuses FOR EACH ROW EXECUTE FUNCTION public.filter_part_changed();

CREATE TRIGGER tell_filters AFTER INSERT OR DELETE OR UPDATE ON public.filters FOR EACH ROW EXECUTE FUNCTION public.filters_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON public.account_domain_blocks FOR EACH ROW EXECUTE FUNCTION public.home_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON public.blocks FOR EACH ROW EXECUTE FUNCTION public.home_blocked();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE OR UPDATE ON public.follows FOR EACH ROW EXECUTE FUNCTION public.home_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON public.list_accounts FOR EACH ROW EXECUTE FUNCTION public.home_list_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE OR UPDATE ON public.lists FOR EACH ROW EXECUTE FUNCTION public.home_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE OR UPDATE ON public.mutes FOR EACH ROW EXECUTE FUNCTION public.home_changed();

CREATE TRIGGER tell_home AFTER INSERT OR DELETE ON public.tag_follows FOR EACH ROW EXECUTE FUNCTION public.home_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON public.bookmarks FOR EACH ROW EXECUTE FUNCTION public.marks_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON public.conversation_mutes FOR EACH ROW EXECUTE FUNCTION public.marks_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON public.favourites FOR EACH ROW EXECUTE FUNCTION public.marks_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE OR UPDATE ON public.follows FOR EACH ROW EXECUTE FUNCTION public.followed_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON public.poll_votes FOR EACH ROW EXECUTE FUNCTION public.marks_changed();

CREATE TRIGGER tell_marks AFTER INSERT OR DELETE ON public.status_pins FOR EACH ROW EXECUTE FUNCTION public.marks_changed();

CREATE TRIGGER tell_removed AFTER DELETE ON public.oauth_tokens FOR EACH ROW EXECUTE FUNCTION public.tell_token();

CREATE TRIGGER tell_removed AFTER DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION public.tell_person();

CREATE TRIGGER tell_revoked AFTER UPDATE OF revoked_at, scopes ON public.oauth_tokens FOR EACH ROW WHEN (((new.revoked_at IS NOT NULL) OR (old.scopes <> new.scopes))) EXECUTE FUNCTION public.tell_token();

CREATE TRIGGER tell_streams AFTER INSERT ON public.notifications REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.tell_notifications();

CREATE TRIGGER tell_suspended AFTER UPDATE OF suspended_at, deleted_at ON public.accounts FOR EACH ROW WHEN (((new.suspended_at IS DISTINCT FROM old.suspended_at) OR (new.deleted_at IS DISTINCT FROM old.deleted_at))) EXECUTE FUNCTION public.tell_account();

ALTER TABLE ONLY public.account_conversations
    ADD CONSTRAINT account_conversations_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_conversations
    ADD CONSTRAINT account_conversations_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_conversations
    ADD CONSTRAINT account_conversations_last_status_id_fkey FOREIGN KEY (last_status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_domain_blocks
    ADD CONSTRAINT account_domain_blocks_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_moves
    ADD CONSTRAINT account_moves_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_notes
    ADD CONSTRAINT account_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_notes
    ADD CONSTRAINT account_notes_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_stats
    ADD CONSTRAINT account_stats_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.actor_keys
    ADD CONSTRAINT actor_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.adverse_events
    ADD CONSTRAINT adverse_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.adverse_events
    ADD CONSTRAINT adverse_events_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.adverse_events
    ADD CONSTRAINT adverse_events_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.affiliations
    ADD CONSTRAINT affiliations_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.affiliations
    ADD CONSTRAINT affiliations_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.announcement_reactions
    ADD CONSTRAINT announcement_reactions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcement_reactions
    ADD CONSTRAINT announcement_reactions_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES public.announcements(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES public.announcements(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_strike_id_fkey FOREIGN KEY (strike_id) REFERENCES public.strikes(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.bookmarks
    ADD CONSTRAINT bookmarks_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.bookmarks
    ADD CONSTRAINT bookmarks_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.break_glass_people
    ADD CONSTRAINT break_glass_people_access_id_fkey FOREIGN KEY (access_id) REFERENCES public.break_glass(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.break_glass_people
    ADD CONSTRAINT break_glass_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.break_glass_rights
    ADD CONSTRAINT break_glass_rights_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_people
    ADD CONSTRAINT chat_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_people
    ADD CONSTRAINT chat_people_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_posts
    ADD CONSTRAINT chat_posts_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_posts
    ADD CONSTRAINT chat_posts_prompt_id_fkey FOREIGN KEY (prompt_id) REFERENCES public.chat_prompts(id);

ALTER TABLE ONLY public.chat_posts
    ADD CONSTRAINT chat_posts_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_prompts
    ADD CONSTRAINT chat_prompts_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_prompts
    ADD CONSTRAINT chat_prompts_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id);

ALTER TABLE ONLY public.chat_reminders
    ADD CONSTRAINT chat_reminders_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_reminders
    ADD CONSTRAINT chat_reminders_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.chat_series
    ADD CONSTRAINT chat_series_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.chat_series_dates
    ADD CONSTRAINT chat_series_dates_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_series_dates
    ADD CONSTRAINT chat_series_dates_series_id_fkey FOREIGN KEY (series_id) REFERENCES public.chat_series(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chat_series
    ADD CONSTRAINT chat_series_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pinned_status_id_fkey FOREIGN KEY (pinned_status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id);

ALTER TABLE ONLY public.collection_items
    ADD CONSTRAINT collection_items_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_items
    ADD CONSTRAINT collection_items_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id);

ALTER TABLE ONLY public.condition_follow_tags
    ADD CONSTRAINT condition_follow_tags_account_id_condition_id_fkey FOREIGN KEY (account_id, condition_id) REFERENCES public.condition_follows(account_id, condition_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.condition_follow_tags
    ADD CONSTRAINT condition_follow_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.condition_follows
    ADD CONSTRAINT condition_follows_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversation_mutes
    ADD CONSTRAINT conversation_mutes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversation_mutes
    ADD CONSTRAINT conversation_mutes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_issuer_account_id_fkey FOREIGN KEY (issuer_account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.crisis_cases
    ADD CONSTRAINT crisis_cases_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.crisis_cases
    ADD CONSTRAINT crisis_cases_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.crisis_cases
    ADD CONSTRAINT crisis_cases_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES public.activities(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.email_domain_attempts
    ADD CONSTRAINT email_domain_attempts_block_id_fkey FOREIGN KEY (block_id) REFERENCES public.email_domain_blocks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.email_tokens
    ADD CONSTRAINT email_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.email_tokens
    ADD CONSTRAINT email_tokens_sign_up_id_fkey FOREIGN KEY (sign_up_id) REFERENCES public.sign_ups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.endorsements
    ADD CONSTRAINT endorsements_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.endorsements
    ADD CONSTRAINT endorsements_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.external_logins
    ADD CONSTRAINT external_logins_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT favourites_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT favourites_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.featured_tags
    ADD CONSTRAINT featured_tags_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.featured_tags
    ADD CONSTRAINT featured_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.filter_keywords
    ADD CONSTRAINT filter_keywords_filter_id_fkey FOREIGN KEY (filter_id) REFERENCES public.filters(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.filter_statuses
    ADD CONSTRAINT filter_statuses_filter_id_fkey FOREIGN KEY (filter_id) REFERENCES public.filters(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.filter_statuses
    ADD CONSTRAINT filter_statuses_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.filters
    ADD CONSTRAINT filters_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guard_decisions
    ADD CONSTRAINT guard_decisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.guard_decisions
    ADD CONSTRAINT guard_decisions_by_account_id_fkey FOREIGN KEY (by_account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.guard_holds
    ADD CONSTRAINT guard_holds_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.guard_holds
    ADD CONSTRAINT guard_holds_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.guard_warnings
    ADD CONSTRAINT guard_warnings_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_notices
    ADD CONSTRAINT incident_notices_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incidents(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_posts
    ADD CONSTRAINT incident_posts_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incidents(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incident_states
    ADD CONSTRAINT incident_states_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incidents(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.list_accounts
    ADD CONSTRAINT list_accounts_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.list_accounts
    ADD CONSTRAINT list_accounts_list_id_fkey FOREIGN KEY (list_id) REFERENCES public.lists(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.lists
    ADD CONSTRAINT lists_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.markers
    ADD CONSTRAINT markers_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.media_attachments
    ADD CONSTRAINT media_attachments_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.media_attachments
    ADD CONSTRAINT media_attachments_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.moderation_log
    ADD CONSTRAINT moderation_log_by_account_id_fkey FOREIGN KEY (by_account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.moderation_log
    ADD CONSTRAINT moderation_log_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.moderation_log
    ADD CONSTRAINT moderation_log_strike_id_fkey FOREIGN KEY (strike_id) REFERENCES public.strikes(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.moderation_log
    ADD CONSTRAINT moderation_log_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_acts
    ADD CONSTRAINT network_acts_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_acts
    ADD CONSTRAINT network_acts_by_account_id_fkey FOREIGN KEY (by_account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.network_acts
    ADD CONSTRAINT network_acts_group_account_id_fkey FOREIGN KEY (group_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_acts
    ADD CONSTRAINT network_acts_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_conditions
    ADD CONSTRAINT network_conditions_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_consents
    ADD CONSTRAINT network_consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_consents
    ADD CONSTRAINT network_consents_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_resources
    ADD CONSTRAINT network_resources_added_by_fkey FOREIGN KEY (added_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.network_resources
    ADD CONSTRAINT network_resources_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_roles
    ADD CONSTRAINT network_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_roles
    ADD CONSTRAINT network_roles_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.networks(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.notification_permissions
    ADD CONSTRAINT notification_permissions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_permissions
    ADD CONSTRAINT notification_permissions_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_policies
    ADD CONSTRAINT notification_policies_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_requests
    ADD CONSTRAINT notification_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_requests
    ADD CONSTRAINT notification_requests_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_requests
    ADD CONSTRAINT notification_requests_last_status_id_fkey FOREIGN KEY (last_status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_strike_id_fkey FOREIGN KEY (strike_id) REFERENCES public.strikes(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.oauth_apps(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.oauth_apps(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_poll_id_fkey FOREIGN KEY (poll_id) REFERENCES public.polls(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.pseudonym_orders
    ADD CONSTRAINT pseudonym_orders_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.pseudonym_orders
    ADD CONSTRAINT pseudonym_orders_strike_id_fkey FOREIGN KEY (strike_id) REFERENCES public.strikes(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.push_subscriptions
    ADD CONSTRAINT push_subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.push_subscriptions
    ADD CONSTRAINT push_subscriptions_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.oauth_tokens(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.question_endorsements
    ADD CONSTRAINT question_endorsements_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.question_endorsements
    ADD CONSTRAINT question_endorsements_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES public.credentials(id);

ALTER TABLE ONLY public.question_endorsements
    ADD CONSTRAINT question_endorsements_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.question_endorsements
    ADD CONSTRAINT question_endorsements_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.question_notices
    ADD CONSTRAINT question_notices_question_id_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.question_notices
    ADD CONSTRAINT question_notices_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_accepted_id_fkey FOREIGN KEY (accepted_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.quote_consents
    ADD CONSTRAINT quote_consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.quote_consents
    ADD CONSTRAINT quote_consents_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.quotes
    ADD CONSTRAINT quotes_quoted_status_id_fkey FOREIGN KEY (quoted_status_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.quotes
    ADD CONSTRAINT quotes_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reference_notices
    ADD CONSTRAINT reference_notices_noted_by_fkey FOREIGN KEY (noted_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_assigned_account_id_fkey FOREIGN KEY (assigned_account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_handled_by_fkey FOREIGN KEY (handled_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.roster_changes
    ADD CONSTRAINT roster_changes_roster_id_fkey FOREIGN KEY (roster_id) REFERENCES public.rosters(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roster_members
    ADD CONSTRAINT roster_members_roster_id_fkey FOREIGN KEY (roster_id) REFERENCES public.rosters(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scheduled_statuses
    ADD CONSTRAINT scheduled_statuses_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.security_keys
    ADD CONSTRAINT security_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.users(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.oauth_apps(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES public.invitations(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.status_cards
    ADD CONSTRAINT status_cards_card_id_fkey FOREIGN KEY (card_id) REFERENCES public.preview_cards(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_cards
    ADD CONSTRAINT status_cards_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_collections
    ADD CONSTRAINT status_collections_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_collections
    ADD CONSTRAINT status_collections_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_edits
    ADD CONSTRAINT status_edits_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_pins
    ADD CONSTRAINT status_pins_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_pins
    ADD CONSTRAINT status_pins_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_stats
    ADD CONSTRAINT status_stats_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_tags
    ADD CONSTRAINT status_tags_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_tags
    ADD CONSTRAINT status_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_trend_reviews
    ADD CONSTRAINT status_trend_reviews_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.status_words
    ADD CONSTRAINT status_words_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_audience_account_id_fkey FOREIGN KEY (audience_account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_in_reply_to_id_fkey FOREIGN KEY (in_reply_to_id) REFERENCES public.statuses(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.statuses
    ADD CONSTRAINT statuses_reblog_of_id_fkey FOREIGN KEY (reblog_of_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.strikes
    ADD CONSTRAINT strikes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.strikes
    ADD CONSTRAINT strikes_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.strikes
    ADD CONSTRAINT strikes_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.suggestion_dismissals
    ADD CONSTRAINT suggestion_dismissals_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.suggestion_dismissals
    ADD CONSTRAINT suggestion_dismissals_target_account_id_fkey FOREIGN KEY (target_account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id);

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT summaries_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id);

ALTER TABLE ONLY public.summary_interests
    ADD CONSTRAINT summary_interests_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_interests
    ADD CONSTRAINT summary_interests_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES public.summaries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_marks
    ADD CONSTRAINT summary_marks_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_marks
    ADD CONSTRAINT summary_marks_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES public.summaries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_references
    ADD CONSTRAINT summary_references_summary_id_version_fkey FOREIGN KEY (summary_id, version) REFERENCES public.summary_versions(summary_id, version) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_retractions
    ADD CONSTRAINT summary_retractions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.summary_retractions
    ADD CONSTRAINT summary_retractions_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES public.summaries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_sources
    ADD CONSTRAINT summary_sources_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_sources
    ADD CONSTRAINT summary_sources_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES public.summaries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_statements
    ADD CONSTRAINT summary_statements_summary_id_version_fkey FOREIGN KEY (summary_id, version) REFERENCES public.summary_versions(summary_id, version) ON DELETE CASCADE;

ALTER TABLE ONLY public.summary_versions
    ADD CONSTRAINT summary_versions_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.summary_versions
    ADD CONSTRAINT summary_versions_reviewer_credential_id_fkey FOREIGN KEY (reviewer_credential_id) REFERENCES public.credentials(id);

ALTER TABLE ONLY public.summary_versions
    ADD CONSTRAINT summary_versions_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.summary_versions
    ADD CONSTRAINT summary_versions_summary_id_fkey FOREIGN KEY (summary_id) REFERENCES public.summaries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tag_follows
    ADD CONSTRAINT tag_follows_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tag_follows
    ADD CONSTRAINT tag_follows_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.thread_refreshes
    ADD CONSTRAINT thread_refreshes_status_id_fkey FOREIGN KEY (status_id) REFERENCES public.statuses(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

