"""Fills a server's database with people, follows and posts as if they had been there for a while."""

# Rows are written around the server: triggers would tell caches in memory of each, and what is measured is started after.
HOME = r"""
SET session_replication_role = replica;
BEGIN;

-- Authors on 50 other servers.
INSERT INTO accounts (id, username, domain, uri, url, actor_type, display_name, note, inbox_url, shared_inbox_url, fetched_at)
SELECT next_id(now() - interval '30 days' + n * interval '1 ms'), 'author' || n, host, base || '/users/author' || n,
       base || '/@author' || n, 'Person', 'Author ' || n, '<p>Writes about what helped.</p>',
       base || '/users/author' || n || '/inbox', base || '/inbox', now()
FROM generate_series(1, :authors) AS n,
     LATERAL (SELECT 'peer' || (n % 50) || '.example' AS host) AS h,
     LATERAL (SELECT 'https://' || host AS base) AS b;
INSERT INTO account_stats (account_id, statuses_count, followers_count)
SELECT id, :statuses / :authors, 150 FROM accounts WHERE domain IS NOT NULL;
CREATE TEMP TABLE author AS
SELECT row_number() OVER (ORDER BY id) AS n, id, uri, url FROM accounts WHERE username LIKE 'author%' AND domain LIKE 'peer%';
CREATE UNIQUE INDEX ON author (n);

-- Readers here, each with a token of known text.
INSERT INTO accounts (id, username, domain, uri, url, actor_type, display_name, inbox_url, shared_inbox_url, followers_url)
SELECT next_id(now() - interval '29 days' + n * interval '1 ms'), 'reader' || n, NULL, :'base' || '/users/reader' || n,
       :'base' || '/@reader' || n, 'Person', 'Reader ' || n, :'base' || '/users/reader' || n || '/inbox', :'base' || '/inbox',
       :'base' || '/users/reader' || n || '/followers'
FROM generate_series(1, :readers) AS n;
CREATE TEMP TABLE reader AS
SELECT substring(username FROM 'reader(\d+)')::int AS n, id, username FROM accounts WHERE username ~ '^reader\d+$' AND domain IS NULL;
INSERT INTO account_stats (account_id, following_count) SELECT id, :follows FROM reader;
INSERT INTO users (account_id, email, password_hash, confirmed_at)
SELECT id, username || '@bench.localhost', 'cannot log in', now() FROM reader;
INSERT INTO oauth_apps (id, name, redirect_uris, scopes, client_id, secret_hash)
VALUES (next_id(), 'Bench', '{urn:ietf:wg:oauth:2.0:oob}', 'read write follow', 'bench', sha256('bench'));
INSERT INTO oauth_tokens (token_hash, app_id, account_id, scopes, last_used_at)
SELECT sha256(convert_to('bench-token-' || reader.n, 'UTF8')), oauth_apps.id, reader.id, 'read write follow', now()
FROM reader, oauth_apps WHERE client_id = 'bench';

-- Everybody follows a stretch of the authors that begins elsewhere.
INSERT INTO follows (id, account_id, target_account_id, uri, accepted_at)
SELECT (reader.n::bigint << 24) + step, reader.id, author.id, :'base' || '/follows/' || reader.n || '-' || step, now()
FROM reader CROSS JOIN generate_series(0, :follows - 1) AS step
JOIN author ON author.n = 1 + (reader.n * 7 + step * 13) % :authors;

-- Posts of the last days in the order of time, authors in turn.
INSERT INTO statuses (id, uri, url, account_id, visibility, local, content, language, created_at, fetched_at)
SELECT (floor(extract(epoch FROM at) * 1000)::bigint << 16) | (n % 65536), author.uri || '/statuses/' || n, author.url || '/' || n,
       author.id, 0, false, '<p>' || repeat('Slept better after the second week of short walks. ', 12) || n || '</p>', 'en', at, at
FROM generate_series(1, :statuses) AS posts (n),
     LATERAL (SELECT date_trunc('milliseconds', now() - (:statuses - n) * interval '5 s') AS at) AS t,
     LATERAL (SELECT id, uri, url FROM author WHERE author.n = 1 + (posts.n * 31) % :authors) AS author;
INSERT INTO status_stats (status_id, replies_count, reblogs_count, favourites_count)
SELECT id, id % 5, id % 7, id % 11 FROM statuses WHERE account_id IN (SELECT id FROM author);
COMMIT;
RESET session_replication_role;
VACUUM ANALYZE;
"""


def seed_home(server, *, readers, authors, follows, statuses):
    """Readers with `follows` followed authors each; `statuses` posts. Returns the readers' tokens."""
    server.sql(HOME, base=server.base, readers=readers, authors=authors, follows=follows, statuses=statuses)
    found = int(server.sql("SELECT count(*) FROM follows"))
    if found != readers * follows:
        raise RuntimeError(f"{found} follows instead of {readers * follows}")
    return [f"bench-token-{n}" for n in range(1, readers + 1)]
