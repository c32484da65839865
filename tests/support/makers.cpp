#include "tests/support/makers.hpp"

#include <atomic>
#include <fmt/core.h>
#include <stdexcept>

namespace rounds::test {

namespace {

std::string made_up(std::string_view stem)
{
    static std::atomic<int> number{0};
    return fmt::format("{}{}", stem, ++number);
}

template <class T> T must(result<T> made, const char* what)
{
    if (!made) throw std::runtime_error(fmt::format("{}: {}", what, made.error().message()));
    return std::move(*made);
}

void set_addresses(storage::Account& account, const AccountSpec& spec)
{
    const auto base = spec.domain ? "https://" + *spec.domain : std::string(base_url);
    const auto folder = account.group() ? "groups" : "users";
    account.uri =
        account.actor_type == "Application" ? base + "/actor" : fmt::format("{}/{}/{}", base, folder, account.username);
    account.url = fmt::format("{}/@{}", base, account.username);
    account.inbox_url = account.uri + "/inbox";
    account.outbox_url = account.uri + "/outbox";
    account.followers_url = account.uri + "/followers";
    account.following_url = account.uri + "/following";
    account.shared_inbox_url = spec.shared_inbox_url ? spec.shared_inbox_url : base + "/inbox";
}

const storage::Statement add_network_sql{"test.add_network", R"(
    INSERT INTO networks (account_id, title, hashtag, join_policy, posting_policy, created_by)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id)"};
const storage::Statement add_steward_sql{
    "test.add_steward", "INSERT INTO network_roles (network_id, account_id, role) VALUES ($1, $2, 'steward')"
};
const storage::Statement notification_kinds_sql{
    "test.notification_kinds", "SELECT kind FROM notifications WHERE account_id = $1 ORDER BY id"
};
const storage::Statement sayings_sql{
    "test.sayings", "SELECT payload ->> 'what' FROM jobs WHERE kind = 'outbox' ORDER BY id"
};

std::vector<std::string> texts(const storage::Rows& rows)
{
    std::vector<std::string> all;
    for (const auto row : rows) all.push_back(row.at(0).as<std::string>());
    return all;
}

} // namespace

storage::Account make_account(storage::Transaction& tx, AccountSpec spec)
{
    storage::Account account;
    account.username = spec.username.empty() ? made_up("person") : spec.username;
    account.domain = spec.domain;
    account.actor_type = spec.actor_type;
    account.display_name = spec.display_name;
    account.locked = spec.locked;
    account.bot = spec.bot;
    account.discoverable = spec.discoverable;
    set_addresses(account, spec);
    if (spec.domain) return must(storage::accounts::save_remote(tx, account), "make_account");
    account.id = storage::accounts::next_id(tx);
    return must(storage::accounts::create_local(tx, account), "make_account");
}

storage::Account make_user(storage::Transaction& tx, UserSpec spec)
{
    const auto account = make_account(tx, {.username = spec.username, .locked = spec.locked});
    storage::User user;
    user.account = account.id;
    user.email = spec.email.empty() ? account.username + "@mercy.example" : spec.email;
    user.password_hash = spec.password_hash;
    user.role = spec.role;
    user.stakeholder = spec.stakeholder;
    user.confirmed_at = account.created_at;
    storage::accounts::create_user(tx, user);
    return account;
}

Network make_network(storage::Transaction& tx, NetworkSpec spec)
{
    if (spec.username.empty()) spec.username = made_up("network");
    if (spec.title.empty()) spec.title = spec.username;
    if (spec.stewards.empty()) spec.stewards.push_back(make_user(tx).id);
    Network network;
    network.account =
        make_account(tx, {.username = spec.username, .actor_type = "Group", .locked = spec.join_policy == "approval"});
    network.id = tx.exec(
                       add_network_sql,
                       network.account.id,
                       spec.title,
                       spec.username,
                       spec.join_policy,
                       spec.posting_policy,
                       spec.stewards.front()
    )
                     .front()
                     .at(0)
                     .as<NetworkId>();
    for (const auto steward : spec.stewards) tx.exec(add_steward_sql, network.id, steward);
    return network;
}

storage::Status make_status(storage::Transaction& tx, const storage::Account& author, StatusSpec spec)
{
    namespace statuses = storage::statuses;
    storage::Status status;
    status.id = spec.created_at ? statuses::next_id_at(tx, *spec.created_at) : statuses::next_id(tx);
    status.uri = spec.uri.empty() ? fmt::format("{}/statuses/{}", author.uri, to_string(status.id)) : spec.uri;
    status.url = fmt::format("{}/{}", author.url, to_string(status.id));
    status.account = author.id;
    status.visibility = spec.visibility;
    status.local = author.local();
    status.content = spec.content;
    status.spoiler_text = spec.spoiler_text;
    status.sensitive = !spec.spoiler_text.empty();
    status.language = spec.language;
    status.audience = spec.audience;
    status.created_at = spec.created_at ? *spec.created_at : SystemClock{}.now();
    if (spec.in_reply_to) {
        const auto parent = must(statuses::find(tx, *spec.in_reply_to), "make_status: parent");
        status.in_reply_to = parent.id;
        status.in_reply_to_account = parent.account;
        status.in_reply_to_uri = parent.uri;
        status.conversation = parent.conversation;
    }
    if (!status.conversation) status.conversation = statuses::new_conversation(tx, {});
    if (!statuses::insert(tx, status)) throw std::runtime_error("make_status: " + status.uri + " is known");
    statuses::add_mentions(tx, status.id, spec.mentions, false);
    statuses::add_tags(tx, status.id, spec.tags);
    return status;
}

storage::graph::Follow make_follow(storage::Transaction& tx, const storage::Account& by, const storage::Account& target)
{
    storage::graph::Follow follow;
    follow.account = by.id;
    follow.target = target.id;
    follow.uri = made_up(by.uri + "/activities/follow/");
    follow.accepted = true;
    return must(storage::graph::add_follow(tx, follow), "make_follow");
}

std::int64_t count(storage::Transaction& tx, std::string_view sql)
{
    return tx.exec_plain(sql).front().at(0).as<std::int64_t>();
}

std::vector<std::string> notification_kinds(storage::Transaction& tx, AccountId account)
{
    return texts(tx.exec(notification_kinds_sql, account));
}

std::vector<std::string> sayings(storage::Transaction& tx)
{
    return texts(tx.exec(sayings_sql));
}

} // namespace rounds::test
