#include "server/inbound/affiliations.hpp"

#include "federation/signatures/proofs.hpp"
#include "server/knowledge/affiliations.hpp"
#include "storage/accounts.hpp"
#include "storage/affiliations.hpp"
#include "storage/base/log.hpp"

namespace rounds::inbound {
namespace {

namespace affiliations = storage::affiliations;
namespace unworthy = knowledge::unworthy;
using storage::Account;
using storage::Transaction;

constexpr std::size_t largest = 64 << 10;

asio::awaitable<result<std::string>> read_text(fetch::Client& client, std::string url)
{
    fetch::Options options;
    options.accept = "application/vc, application/ld+json, application/json";
    options.max_bytes = largest;
    auto response = co_await client.get(url, std::move(options));
    if (!response) co_return response.error();
    if (response->status == 410) co_return errc::gone;
    if (response->status == 404) co_return errc::not_found;
    if (response->status != 200) co_return errc::unavailable;
    // Whoever can redirect from an address of the issuer does not speak for it.
    if (response->final_url != url) co_return errc::gone;
    co_return std::move(response->body);
}

/// What a check found of one credential of one account.
struct Finding
{
    std::string_view why{}; ///< empty: it is sound, up to who issued it
    bool unreachable = false;
    knowledge::ReadCredential credential{};
    Account issuer{};
};

class Check
{
public:
    Check(const Inbound& inbound, const ReadCredentialText& read) : inbound_(inbound), read_(read) {}

    /// All but whether the issuer is believed.
    asio::awaitable<Finding> credential(const Account& subject, const std::string& uri)
    {
        Finding found;
        if (!inbound_.resolver.host_allowed(uri)) co_return with(std::move(found), unworthy::no_issuer);
        const auto text = co_await read_(uri);
        if (!text && (text.error() == errc::gone || text.error() == errc::not_found))
            co_return with(std::move(found), unworthy::revoked);
        if (!text) co_return unreachable(std::move(found));
        auto reading = knowledge::read_credential(*text, uri);
        found.credential = std::move(reading.credential);
        if (!reading.why.empty()) co_return with(std::move(found), reading.why);
        const auto& issuer_uri = found.credential.issuer;
        // Read anew, so that a key that was taken back does not vouch for anybody any more.
        auto issuer = co_await inbound_.resolver.resolve_actor(issuer_uri, discovery::Freshness::now);
        if (!issuer && issuer.error() == errc::unavailable) co_return unreachable(std::move(found));
        if (!issuer) co_return with(std::move(found), unworthy::no_issuer);
        found.issuer = std::move(*issuer);
        const auto key = co_await inbound_.resolver.find_known_key(found.credential.method);
        if (!key || key->owner != found.issuer.uri) co_return with(std::move(found), unworthy::bad_proof);
        const auto why = knowledge::judge_credential(found.credential, subject, found.issuer, key->key, inbound_.clock);
        if (!why.empty()) co_return with(std::move(found), why);
        for (const auto& entry : found.credential.status) {
            const auto standing = co_await standing_in(found.issuer, entry);
            if (!standing && standing.error() == errc::unavailable) co_return unreachable(std::move(found));
            if (!standing) co_return with(std::move(found), unworthy::unknown_status);
            if (*standing == knowledge::Standing::revoked) co_return with(std::move(found), unworthy::revoked);
        }
        co_return with(std::move(found), {});
    }

    /// By whose word the issuer is believed; empty: by nobody's. `steps` are left: an organisation may be vouched for,
    /// who vouches for it must be believed itself.
    asio::awaitable<std::string> root_of(const Account& issuer, int steps)
    {
        if (!issuer.domain) co_return std::string{};
        auto root = co_await find_root(*issuer.domain);
        if (root || steps == 0) co_return root ? root->title : std::string{};
        const auto links =
            co_await inbound_.db.transact([&](Transaction& tx) { return affiliations::of_account(tx, issuer.id); });
        for (const auto& link : links) {
            const auto found = co_await credential(issuer, link.uri);
            if (found.unreachable || !found.why.empty() || !found.credential.role.starts_with("org_")) continue;
            auto believed = co_await root_of(found.issuer, steps - 1);
            if (!believed.empty()) co_return believed;
        }
        co_return std::string{};
    }

private:
    /// What the issuer's list says of it. unavailable: it could not be asked for.
    asio::awaitable<result<knowledge::Standing>> standing_in(const Account& issuer, const knowledge::StatusEntry& entry)
    {
        const auto text = co_await read_(entry.list);
        if (!text) co_return text.error() == errc::unavailable ? errc::unavailable : errc::invalid_argument;
        const auto value = parse_json(*text, largest);
        const auto* list = value ? value->if_object() : nullptr;
        if (list == nullptr) co_return errc::invalid_argument;
        const auto method = signatures::proof_method(*list);
        if (!method) co_return errc::invalid_argument;
        const auto key = co_await inbound_.resolver.find_known_key(*method);
        if (!key || key->owner != issuer.uri) co_return errc::invalid_argument;
        if (!signatures::verify_proof(*list, key->key, inbound_.clock)) co_return errc::invalid_argument;
        co_return knowledge::standing_at(*list, entry.list, issuer.uri, entry.place);
    }
    static Finding with(Finding found, std::string_view why)
    {
        found.why = why;
        return found;
    }
    static Finding unreachable(Finding found)
    {
        found.unreachable = true;
        return found;
    }
    asio::awaitable<result<affiliations::Root>> find_root(const std::string& domain)
    {
        co_return co_await inbound_.db.transact([&](Transaction& tx) { return affiliations::find_root(tx, domain); });
    }

    const Inbound& inbound_;
    const ReadCredentialText& read_;
};

void take(affiliations::Affiliation& row, const Finding& found, const std::string& root, Time now)
{
    const bool had = row.state == "valid";
    row.checked_at = now;
    row.reason = found.why.empty() && root.empty() ? unworthy::no_root : found.why;
    row.state = row.reason.empty() ? "valid" : "lost";
    if (row.state == "lost") {
        if (had) log::warn("a mark is lost: {} ({})", row.uri, row.reason);
        if (!row.lost_at) row.lost_at = now;
        return;
    }
    const auto& credential = found.credential;
    row.issuer = found.issuer.id;
    row.root = root;
    row.role = credential.role;
    row.specialty_mesh = credential.specialty_mesh;
    row.specialty_name = credential.specialty_name;
    row.name_withheld = credential.name_withheld;
    row.valid_from = credential.valid_from;
    row.valid_until = credential.valid_until;
    if (!row.first_valid_at) row.first_valid_at = now;
    row.lost_at.reset();
}

asio::awaitable<result<void>>
keep(const Inbound& inbound, AccountId account, const std::string& uri, const Finding& found, const std::string& root)
{
    co_return co_await inbound.db.transact([&](Transaction& tx) -> result<void> {
        auto row = affiliations::find(tx, account, uri);
        if (!row) return row.error();
        take(*row, found, root, inbound.clock.now());
        affiliations::save(tx, *row);
        return {};
    });
}

} // namespace

ReadCredentialText credential_reader(fetch::Client& client)
{
    return [&client](std::string url) { return read_text(client, std::move(url)); };
}

asio::awaitable<result<void>>
check_affiliation(const Inbound& inbound, const ReadCredentialText& read, AccountId account, const std::string& uri)
{
    const auto known =
        co_await inbound.db.transact([&](Transaction& tx) { return storage::accounts::find(tx, account); });
    if (!known) co_return known.error();
    // Its own document may have taken the link back, or moved on.
    const auto subject = co_await inbound.resolver.resolve_actor(known->uri, discovery::Freshness::day);
    const auto& present = subject ? *subject : *known;
    const auto linked =
        co_await inbound.db.transact([&](Transaction& tx) { return affiliations::find(tx, account, uri); });
    if (!linked) co_return linked.error();
    Check check(inbound, read);
    const auto found = co_await check.credential(present, uri);
    if (found.unreachable) co_return errc::unavailable;
    std::string root;
    constexpr int between = 1; // root, organisation, person
    if (found.why.empty()) root = co_await check.root_of(found.issuer, between);
    co_return co_await keep(inbound, account, uri, found, root);
}

} // namespace rounds::inbound
