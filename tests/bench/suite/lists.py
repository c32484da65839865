"""Lists, posts and addresses in an instance of a large size: what one answer costs when the tables are full."""
import time

from .seeds import seed_home

# Besides the readers, authors and posts of seeds.py: what each list of a reader shows. Rows are written around the server.
BELONGINGS = r"""
SET session_replication_role = replica;
BEGIN;
CREATE TEMP TABLE r AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM accounts WHERE username ~ '^reader\d+$' AND domain IS NULL;
CREATE TEMP TABLE a AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM accounts WHERE username ~ '^author\d+$' AND domain IS NOT NULL;
CREATE TEMP TABLE s AS SELECT row_number() OVER (ORDER BY id) AS n, id, account_id FROM statuses WHERE NOT local;
CREATE UNIQUE INDEX ON a (n);
CREATE UNIQUE INDEX ON s (n);

-- Each reader's own: likes, bookmarks, notifications, followers, blocks, mutes.
INSERT INTO favourites (id, account_id, status_id)
SELECT next_id(), r.id, s.id FROM r CROSS JOIN generate_series(1, :each) AS k
JOIN s ON s.n = 1 + (r.n * 7919 + k * 13) % :statuses;
INSERT INTO bookmarks (id, account_id, status_id)
SELECT next_id(), r.id, s.id FROM r CROSS JOIN generate_series(1, :each) AS k
JOIN s ON s.n = 1 + (r.n * 6007 + k * 17) % :statuses;
INSERT INTO notifications (account_id, from_account_id, kind, status_id)
SELECT r.id, s.account_id, (ARRAY['mention', 'reblog', 'favourite', 'status'])[1 + k % 4], s.id
FROM r CROSS JOIN generate_series(1, :each) AS k JOIN s ON s.n = 1 + (r.n * 4999 + k * 19) % :statuses;
INSERT INTO follows (id, account_id, target_account_id, uri, accepted_at)
SELECT next_id(), a.id, r.id, 'https://peer.example/f/' || r.n || '-' || k, now()
FROM r CROSS JOIN generate_series(1, :each) AS k JOIN a ON a.n = 1 + (r.n * 31 + k) % :authors;
INSERT INTO blocks (id, account_id, target_account_id)
SELECT next_id(), r.id, a.id FROM r CROSS JOIN generate_series(1, 200) AS k JOIN a ON a.n = 1 + (r.n * 37 + k * 101) % :authors
ON CONFLICT DO NOTHING;
INSERT INTO mutes (id, account_id, target_account_id)
SELECT next_id(), r.id, a.id FROM r CROSS JOIN generate_series(1, 200) AS k JOIN a ON a.n = 1 + (r.n * 41 + k * 103) % :authors
ON CONFLICT DO NOTHING;

-- A list of a hundred accounts, the same tag on a part of all posts, one that only few have, one long thread.
INSERT INTO lists (id, account_id, title) SELECT next_id(), id, 'Bench' FROM r;
INSERT INTO list_accounts (list_id, account_id)
SELECT l.id, f.target_account_id FROM lists l CROSS JOIN LATERAL (
    SELECT target_account_id FROM follows WHERE account_id = l.account_id ORDER BY id LIMIT 100) f;
INSERT INTO tags (name, display_name) VALUES ('common', 'common'), ('rare', 'rare');
INSERT INTO status_tags (status_id, tag_id) SELECT s.id, t.id FROM s JOIN tags t ON t.name = 'common' WHERE s.n % 20 = 0;
INSERT INTO status_tags (status_id, tag_id) SELECT s.id, t.id FROM s JOIN tags t ON t.name = 'rare' WHERE s.n % 50000 = 0;
INSERT INTO conversations (id) SELECT next_id();
UPDATE statuses SET in_reply_to_id = (SELECT id FROM s WHERE n = 1), conversation_id = (SELECT max(id) FROM conversations)
WHERE id IN (SELECT id FROM s WHERE n BETWEEN 2 AND 500);
INSERT INTO status_words (status_id, account_id, words)
SELECT s.id, s.account_id, to_tsvector('simple', 'slept better after the second week of short walks ' || (s.n % 5000)) FROM s;
COMMIT;
RESET session_replication_role;
VACUUM ANALYZE;
"""

AIM_MS = 50


def targets(server):
    """Name and address of each list, and of a page far back where there is one."""
    one = lambda text: server.sql(text)  # noqa: E731
    middle = one("SELECT id FROM statuses ORDER BY id OFFSET (SELECT count(*) / 2 FROM statuses) LIMIT 1")
    author = one("SELECT id FROM accounts WHERE username = 'author1'")
    root = one("SELECT id FROM statuses WHERE id = (SELECT min(in_reply_to_id) FROM statuses)")
    return {
        "home": "/api/v1/timelines/home?limit=40", "home, far back": f"/api/v1/timelines/home?limit=40&max_id={middle}",
        "public": "/api/v1/timelines/public?limit=40", "public, far back": f"/api/v1/timelines/public?limit=40&max_id={middle}",
        "public local": "/api/v1/timelines/public?local=true&limit=40", "public media": "/api/v1/timelines/public?only_media=true&limit=40",
        "tag": "/api/v1/timelines/tag/common?limit=40", "tag, rare": "/api/v1/timelines/tag/rare?limit=40",
        "account statuses": f"/api/v1/accounts/{author}/statuses?limit=40",
        "account media": f"/api/v1/accounts/{author}/statuses?limit=40&only_media=true",
        "context of 500": f"/api/v1/statuses/{root}/context",
        "notifications": "/api/v1/notifications?limit=40", "notifications, grouped": "/api/v2/notifications?limit=40",
        "notifications, mentions": "/api/v1/notifications?limit=40&types[]=mention",
        "unread notifications": "/api/v2/notifications/unread_count",
        "favourites": "/api/v1/favourites?limit=40", "bookmarks": "/api/v1/bookmarks?limit=40",
        "blocks": "/api/v1/blocks?limit=80", "mutes": "/api/v1/mutes?limit=80", "lists": "/api/v1/lists",
        "conversations": "/api/v1/conversations?limit=40", "followed tags": "/api/v1/followed_tags?limit=40",
        "follow requests": "/api/v1/follow_requests?limit=80", "suggestions": "/api/v2/suggestions?limit=40",
        "directory": "/api/v1/directory?limit=40", "trending tags": "/api/v1/trends/tags", "trending posts": "/api/v1/trends/statuses",
        "favourited by": f"/api/v1/statuses/{root}/favourited_by?limit=80",
        "search accounts": "/api/v1/accounts/search?q=author123&limit=40", "search words": "/api/v2/search?q=walks&type=statuses",
        "search a rare word": "/api/v2/search?q=4711&type=statuses", "search tags": "/api/v2/search?q=comm&type=hashtags",
        "collections": f"/api/v1/accounts/{author}/collections", "filters": "/api/v2/filters", "scheduled": "/api/v1/scheduled_statuses",
    }


def own_targets(server, reader):
    number = server.sql(f"SELECT id FROM accounts WHERE username = '{reader}' AND domain IS NULL")
    list_id = server.sql(f"SELECT id FROM lists WHERE account_id = {number}")
    return {"followers": f"/api/v1/accounts/{number}/followers?limit=80", "following": f"/api/v1/accounts/{number}/following?limit=80",
            "list": f"/api/v1/timelines/list/{list_id}?limit=40", "list accounts": f"/api/v1/lists/{list_id}/accounts?limit=80",
            "relationships": f"/api/v1/accounts/relationships?id[]={number}"}


def lists(rig, table):
    """p50 and p99 of each list endpoint at 1,000,000 posts and 100,000 accounts"""
    readers, authors = rig.size(200, 10), rig.size(99_800, 200)
    statuses = rig.size(1_000_000, 4000)
    server = rig.start_server()
    tokens = seed_home(server, readers=readers, authors=authors, follows=rig.size(300, 30), statuses=statuses)
    server.sql(BELONGINGS, each=rig.size(2000, 50), statuses=statuses, authors=authors)
    server.stop()
    server.start()
    everybody, first = rig.folder / "tokens", rig.folder / "token"
    everybody.write_text("\n".join(tokens) + "\n")
    first.write_text(tokens[0] + "\n")
    slow = []
    for file, addresses in ((everybody, targets(server)), (first, own_targets(server, "reader1"))):
        for name, target in addresses.items():
            measured = rig.tool("bench_load", "get", "--base", server.base, "--target", target, "--tokens", file, "--concurrency", 1,
                                "--count", rig.size(400, 20), "--seconds", 60)
            if measured["accepted"] != measured["answered"]:
                raise RuntimeError(f"{target}: {measured}")
            figure = table.figure(f"lists: {name}", "ms (p50)", aim=f"p99 < {AIM_MS} ms")
            figure.add(measured["p50_ms"], p99_ms=measured["p99_ms"], bytes=measured["mean_body"])
            if measured["p99_ms"] >= AIM_MS:
                slow.append(f"{name} {measured['p99_ms']:.0f} ms")
    print(f"     at or above {AIM_MS} ms: {', '.join(slow) or 'none'}", flush=True)


FOLLOWERS = r"""
SET session_replication_role = replica;
INSERT INTO follows (id, account_id, target_account_id, uri, accepted_at)
SELECT next_id(), r.id, :author, 'https://bench.example/f/' || r.id, now()
FROM (SELECT id FROM accounts WHERE username ~ '^reader\d+$' AND domain IS NULL ORDER BY id LIMIT :count) r
ON CONFLICT DO NOTHING;
RESET session_replication_role;
ANALYZE follows;
"""


def posts_by_followers(rig, table):
    """Posts per second of somebody with 10, 1,000 and 100,000 followers here"""
    server = rig.start_server()
    most = rig.size(100_000, 200)
    seed_home(server, readers=most, authors=10, follows=1, statuses=100)
    base = None
    for count in sorted({10, rig.size(1000, 50), most}):
        author = server.add_user(f"author_of_{count}")
        server.sql(FOLLOWERS, author=author["id"], count=count)
        client = server.client(f"author_of_{count}")
        client.post("/api/v1/statuses", status="The first one")
        posts = rig.size(200, 10)
        figure = table.figure(f"posts, {count:,} local followers", "posts/s", "with 10" if base else "", aim="0.8" if base else "")
        started = time.monotonic()
        for n in range(posts):
            client.post("/api/v1/statuses", status=f"Post {n} of somebody with {count} followers")
        rate = posts / (time.monotonic() - started)
        figure.add(rate, base)
        base = base or rate


def addresses(rig, table):
    """Actor documents and WebFinger, against a bare answer of the floor"""
    floor, server = rig.start_floor(), rig.start_server()
    ann = server.add_user("ann")
    actor = ann["uri"][len(server.base):]
    finger = f"/.well-known/webfinger?resource=acct:ann@{server.domain}"
    load = ["--concurrency", 32, "--seconds", rig.size(5, 1)]
    for name, target in (("actor_get", actor), ("webfinger", finger)):
        figure = table.figure(name, "answers/s", "/hello", aim="0.6")
        for _ in range(rig.runs):
            limit = rig.tool("bench_load", "get", "--base", floor.base, "--target", "/hello", *load, "--pid", floor.process.pid)
            ours = rig.tool("bench_load", "get", "--base", server.base, "--target", target, "--accept", "application/activity+json",
                            *load, *server.processes)
            if ours["accepted"] != ours["answered"]:
                raise RuntimeError(f"{target}: {ours}")
            figure.add(ours["per_s"], limit["per_s"], p50_ms=ours["p50_ms"], p99_ms=ours["p99_ms"], cpu_us=ours["cpu_us_per_op"])
