#include "server/app/config_options.hpp"

namespace rounds::app {
namespace {

void add_instance(std::vector<Option>& table)
{
    table.push_back(text(
        "instance.domain",
        ROUNDS_FIELD(instance.domain),
        "Name of this server in every address it hands out, with the port when that is not the default. Never changes.",
        false
    ));
    table.push_back(one_of(
        "instance.scheme",
        ROUNDS_FIELD(instance.scheme),
        {"https", "http"},
        "How others reach it. http is for tests on loopback only."
    ));
    table.push_back(text("instance.title", ROUNDS_FIELD(instance.title), "Name shown to people."));
    table.push_back(text("instance.description", ROUNDS_FIELD(instance.description), "One sentence on what this is."));
    table.push_back(text(
        "instance.organisation", ROUNDS_FIELD(instance.organisation), "The hospital or society that answers for it."
    ));
    table.push_back(one_of(
        "instance.kind", ROUNDS_FIELD(instance.kind), {"hospital", "society"}, "What kind of organisation that is."
    ));
    table.push_back(text(
        "instance.region",
        ROUNDS_FIELD(instance.region),
        "Where that is, for the directory: an ISO 3166-2 code like US-CA, or a name."
    ));
    table.push_back(text("instance.contact_email", ROUNDS_FIELD(instance.contact_email), "Where people can write to."));
    table.push_back(text(
        "instance.contact_account",
        ROUNDS_FIELD(instance.contact_account),
        "User name of whom to turn to on the network."
    ));
    table.push_back(list("instance.languages", ROUNDS_FIELD(instance.languages), "ISO 639-1 codes, the main one first.")
    );
    table.push_back(list("instance.rules", ROUNDS_FIELD(instance.rules), "House rules, one text each."));
    table.push_back(text(
        "instance.privacy_policy_file",
        ROUNDS_FIELD(instance.privacy_policy_file),
        "Markdown file with the privacy policy of the organisation. Read at the start; earlier wordings are kept."
    ));
    table.push_back(text(
        "instance.terms_file",
        ROUNDS_FIELD(instance.terms_file),
        "Markdown file with the terms of service. Read at the start; earlier wordings are kept."
    ));
    table.push_back(
        path("paths.data", ROUNDS_FIELD(paths.data), "Folder for keys and, without database.url, the private database.")
    );
}

void add_database(std::vector<Option>& table)
{
    table.push_back(text(
        "database.url",
        ROUNDS_FIELD(database.url),
        "PostgreSQL 15 or newer (libpq connection string). Empty: a private cluster in paths.data."
    ));
    table.push_back(number(
        "database.connections", ROUNDS_FIELD(database.connections), 1, 200, "Connections for requests, a thread each."
    ));
    table.push_back(number(
        "database.worker_connections",
        ROUNDS_FIELD(database.worker_connections),
        1,
        100,
        "Connections for background work."
    ));
    table.push_back(number(
        "database.acquire_timeout_ms",
        ROUNDS_FIELD(database.acquire_timeout_ms),
        10,
        60'000,
        "Longest wait for a free connection before a request is answered 503."
    ));
    table.push_back(number(
        "database.statement_timeout_ms",
        ROUNDS_FIELD(database.statement_timeout_ms),
        100,
        600'000,
        "Longest run of one statement of a request."
    ));
    table.push_back(flag(
        "database.allow_unsafe_settings",
        ROUNDS_FIELD(database.allow_unsafe_settings),
        "Start although fsync, synchronous_commit or full_page_writes are off. For tests: a crash loses what was "
        "accepted."
    ));
}

void add_http(std::vector<Option>& table)
{
    table.push_back(text("http.address", ROUNDS_FIELD(http.address), "Address to listen on.", false));
    table.push_back(number("http.port", ROUNDS_FIELD(http.port), 0, 65'535, "Port to listen on; 0 takes any free one.")
    );
    table.push_back(number("http.threads", ROUNDS_FIELD(http.threads), 1, 64, "I/O threads; one per core is right."));
    table.push_back(text(
        "http.certificate_file",
        ROUNDS_FIELD(http.certificate_file),
        "PEM chain. Empty: plain HTTP, to be used behind a proxy that ends TLS. Read again on SIGHUP."
    ));
    table.push_back(text("http.key_file", ROUNDS_FIELD(http.key_file), "PEM private key of the certificate."));
    table.push_back(list(
        "http.trusted_proxies",
        ROUNDS_FIELD(http.trusted_proxies),
        "Addresses or CIDR ranges whose X-Forwarded-For and X-Forwarded-Proto are believed."
    ));
    table.push_back(
        number("http.body_bytes", ROUNDS_FIELD(http.body_bytes), 1024, 1 << 30, "Largest body of a request.")
    );
    table.push_back(number(
        "http.message_timeout_ms",
        ROUNDS_FIELD(http.message_timeout_ms),
        100,
        600'000,
        "One deadline for a whole request, from its first byte to its last."
    ));
    table.push_back(number(
        "http.idle_timeout_ms",
        ROUNDS_FIELD(http.idle_timeout_ms),
        100,
        3'600'000,
        "Longest pause between two requests."
    ));
    table.push_back(number(
        "http.drain_timeout_ms",
        ROUNDS_FIELD(http.drain_timeout_ms),
        0,
        600'000,
        "After SIGTERM: how long requests in flight may take to finish."
    ));
    table.push_back(
        number("http.connections", ROUNDS_FIELD(http.connections), 1, 1'000'000, "Connections open at once.")
    );
    table.push_back(number(
        "http.metrics_port",
        ROUNDS_FIELD(http.metrics_port),
        0,
        65'535,
        "Port on 127.0.0.1 for /metrics, /livez and /readyz; 0: /livez and /readyz on the main port only."
    ));
}

void add_discovery(std::vector<Option>& table)
{
    table.push_back(list(
        "discovery.staff_picks",
        ROUNDS_FIELD(discovery.staff_picks),
        "Accounts suggested to everybody, as user or user@server."
    ));
    table.push_back(flag(
        "discovery.directory",
        ROUNDS_FIELD(discovery.directory),
        "List the people of this server who chose to be found (discoverable)."
    ));
    table.push_back(flag(
        "discovery.trends",
        ROUNDS_FIELD(discovery.trends),
        "Show which tags, posts and links of the last days are met most; nothing of networks on sensitive conditions."
    ));
    table.push_back(flag(
        "discovery.previews",
        ROUNDS_FIELD(discovery.previews),
        "Read the page that a public post links, to show its title and description below the post."
    ));
    table.push_back(number(
        "discovery.searched_messages",
        ROUNDS_FIELD(discovery.searched_messages),
        0,
        10'000,
        "Direct messages stand in no index: so many of their owner's newest ones are opened when they search. 0: none."
    ));
}

void add_limits(std::vector<Option>& table)
{
    constexpr std::int64_t many = 1'000'000'000;
    table.push_back(number(
        "limits.api_per_5min",
        ROUNDS_FIELD(limits.api_per_5min),
        1,
        many,
        "Client API requests per account, else per address."
    ));
    table.push_back(
        number("limits.media_per_30min", ROUNDS_FIELD(limits.media_per_30min), 1, many, "Uploads per account.")
    );
    table.push_back(number(
        "limits.deletes_per_30min",
        ROUNDS_FIELD(limits.deletes_per_30min),
        1,
        many,
        "Deletions and undone boosts per account."
    ));
    table.push_back(
        number("limits.apps_per_5min", ROUNDS_FIELD(limits.apps_per_5min), 1, many, "App registrations per address.")
    );
    table.push_back(
        number("limits.logins_per_5min", ROUNDS_FIELD(limits.logins_per_5min), 1, many, "Log-in attempts per address.")
    );
    add_account_limits(table);
    table.push_back(
        number("limits.inbox_per_5min", ROUNDS_FIELD(limits.inbox_per_5min), 1, many, "Activities per sending server.")
    );
    table.push_back(number("limits.pages_per_5min", ROUNDS_FIELD(limits.pages_per_5min), 1, many, "Pages per address.")
    );
    table.push_back(
        number("limits.status_characters", ROUNDS_FIELD(limits.status_characters), 1, 100'000, "Characters in a post.")
    );
    table.push_back(
        number("limits.status_mentions", ROUNDS_FIELD(limits.status_mentions), 1, 1000, "People mentioned in a post.")
    );
    table.push_back(number("limits.poll_options", ROUNDS_FIELD(limits.poll_options), 2, 100, "Options of a poll."));
    table.push_back(number(
        "limits.poll_option_characters",
        ROUNDS_FIELD(limits.poll_option_characters),
        1,
        500,
        "Characters in an option of a poll."
    ));
    table.push_back(number(
        "limits.poll_shortest_s", ROUNDS_FIELD(limits.poll_shortest_s), 1, 86'400, "Shortest time that a poll may run."
    ));
    table.push_back(number(
        "limits.poll_longest_s",
        ROUNDS_FIELD(limits.poll_longest_s),
        60,
        31'622'400,
        "Longest time that a poll may run; a month."
    ));
    table.push_back(number(
        "limits.scheduled_statuses",
        ROUNDS_FIELD(limits.scheduled_statuses),
        1,
        100'000,
        "Posts that one account may have scheduled."
    ));
    table.push_back(number(
        "limits.scheduled_per_day",
        ROUNDS_FIELD(limits.scheduled_per_day),
        1,
        100'000,
        "Posts that one account may have scheduled for one day."
    ));
    table.push_back(
        number("limits.featured_tags", ROUNDS_FIELD(limits.featured_tags), 1, 100, "Tags that one account may feature.")
    );
    table.push_back(number(
        "limits.collections",
        ROUNDS_FIELD(limits.collections),
        0,
        1000,
        "Collections of recommended accounts that one person may make."
    ));
    table.push_back(number(
        "limits.collection_accounts",
        ROUNDS_FIELD(limits.collection_accounts),
        1,
        150,
        "Accounts in one collection; Mastodon reads no more than 150."
    ));
    table.push_back(number(
        "limits.inbox_queue",
        ROUNDS_FIELD(limits.inbox_queue),
        10,
        10'000'000,
        "Activities waiting to be stored; more are answered 503 with Retry-After."
    ));
}

void add_streaming(std::vector<Option>& table)
{
    table.push_back(number(
        "streaming.sockets",
        ROUNDS_FIELD(streaming.sockets),
        1,
        1'000'000,
        "Streams open at once; more are answered 503."
    ));
    table.push_back(number(
        "streaming.sockets_per_account",
        ROUNDS_FIELD(streaming.sockets_per_account),
        1,
        1'000'000,
        "Streams that one account may hold open; more are answered 429."
    ));
    table.push_back(number(
        "streaming.subscriptions",
        ROUNDS_FIELD(streaming.subscriptions),
        1,
        1000,
        "Streams that one WebSocket may subscribe to."
    ));
    table.push_back(number(
        "streaming.message_bytes",
        ROUNDS_FIELD(streaming.message_bytes),
        256,
        1 << 16,
        "Largest message taken from a WebSocket."
    ));
    table.push_back(number(
        "streaming.queue_bytes",
        ROUNDS_FIELD(streaming.queue_bytes),
        1 << 14,
        1 << 26,
        "What may wait for a slow reader; beyond, its connection is dropped."
    ));
    table.push_back(number(
        "streaming.ping_s",
        ROUNDS_FIELD(streaming.ping_s),
        1,
        3600,
        "A WebSocket that is silent so long gets a ping; after as long again without an answer it is closed."
    ));
}

void add_push(std::vector<Option>& table)
{
    table.push_back(list(
        "push.hosts",
        ROUNDS_FIELD(push.hosts),
        "Push services that apps may name, with their subdomains. Empty: any server with a public address."
    ));
    table.push_back(number(
        "push.give_up_hours",
        ROUNDS_FIELD(push.give_up_hours),
        1,
        672,
        "Notifications older than that are pushed no more, here and by the push service."
    ));
}

std::vector<Option> make_table()
{
    std::vector<Option> table;
    add_instance(table);
    add_database(table);
    add_http(table);
    add_accounts(table);
    add_sign_on(table);
    add_limits(table);
    add_discovery(table);
    add_media(table);
    add_streaming(table);
    add_federation(table);
    add_push(table);
    add_retention(table);
    add_privacy(table);
    add_guard(table);
    table.push_back(
        one_of("log.level", ROUNDS_FIELD(log.level), {"debug", "info", "warn", "error"}, "Least serious level written.")
    );
    table.push_back(flag("log.json", ROUNDS_FIELD(log.json), "One JSON object per line instead of text."));
    return table;
}

} // namespace

std::span<const Option> config_table()
{
    static const std::vector<Option> table = make_table();
    return table;
}

std::string example_config()
{
    std::string out =
        "# Settings of a Rounds instance. Each can be given by an environment variable as well: instance.domain is\n"
        "# ROUNDS_INSTANCE_DOMAIN. Lines that are commented out show the default.\n"
        "# Generated by `rounds config example`.\n";
    std::string section;
    const Config defaults;
    for (const auto& option : config_table()) {
        const auto dot = option.key.find('.');
        if (section != option.key.substr(0, dot)) {
            section = option.key.substr(0, dot);
            out += fmt::format("\n[{}]\n", section);
        }
        const auto name = option.key.substr(dot + 1);
        out += fmt::format("# {} Takes {}.\n", option.doc, option.allowed);
        if (option.key == "instance.domain")
            out += "domain = \"rounds.hospital.example\"\n";
        else
            out += fmt::format("#{} = {}\n", name, option.as_toml(defaults));
    }
    return out;
}

} // namespace rounds::app
