#include "server/app/tokens.hpp"

#include "storage/base/crypto.hpp"
#include "storage/sessions.hpp"
#include "storage/sign_ups.hpp"
#include "storage/tokens.hpp"

#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace rounds::app {
namespace {

using namespace std::chrono_literals;

constexpr auto keep_for = 1s;
/// Tokens and cookies are 43 characters; anything much longer is not worth hashing.
constexpr std::size_t longest_secret = 200;

/// SHA-256 is as evenly spread as any hash of it.
struct FirstBytes
{
    std::size_t operator()(const std::string& hash) const noexcept
    {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value && i < hash.size(); ++i)
            value = value << 8U | static_cast<unsigned char>(hash[i]);
        return value;
    }
};

} // namespace

struct Tokens::Impl
{
    struct Kept
    {
        Viewer viewer;
        Time until;
        bool used = false; ///< since the last renewal
    };

    storage::Database& db;
    storage::Database& operator_db;
    const Clock& clock;
    bool staff_second_factor;
    std::size_t most;
    mutable std::mutex mutex;
    std::unordered_map<std::string, Kept, FirstBytes> kept;
    /// Grows with each revocation: an answer read before one must not be kept after it.
    std::size_t revocations = 0;
    Time renewed_at{};

    [[nodiscard]] storage::Database& of(Lane lane) const noexcept { return lane == Lane::operators ? operator_db : db; }
    std::optional<Viewer> find(const std::string& hash, std::size_t& seen);
    void keep(const std::string& hash, const Viewer& viewer, std::size_t seen);
    template <class Which> void forget(Which which);
    /// Those that were used since this was called last.
    [[nodiscard]] std::vector<TokenId> take_used(std::size_t& seen);
    void extend(const std::vector<TokenId>& asked, std::vector<storage::tokens::Grant> valid, Time until);
    [[nodiscard]] std::string role_of(const std::string& role, bool second_factor) const
    {
        return staff_second_factor && !second_factor && !role.empty() ? "member" : role;
    }
};

namespace {

/// Not kept: the next request shall see that there is an account now.
result<Viewer> waiting_viewer(const result<storage::sign_ups::Waiting>& found)
{
    if (!found) return errc::unauthorized;
    Viewer viewer;
    viewer.app = found->app;
    viewer.scopes = found->scopes;
    viewer.waiting = found->standing;
    return viewer;
}

} // namespace

std::optional<Viewer> Tokens::Impl::find(const std::string& hash, std::size_t& seen)
{
    const std::scoped_lock lock(mutex);
    seen = revocations;
    const auto found = kept.find(hash);
    if (found == kept.end()) return std::nullopt;
    if (found->second.until > clock.now()) {
        found->second.used = true;
        return found->second.viewer;
    }
    kept.erase(found);
    return std::nullopt;
}

void Tokens::Impl::keep(const std::string& hash, const Viewer& viewer, std::size_t seen)
{
    const std::scoped_lock lock(mutex);
    if (seen != revocations) return;
    const auto now = clock.now();
    if (kept.size() >= most) std::erase_if(kept, [&](const auto& entry) { return entry.second.until <= now; });
    if (kept.size() >= most) kept.erase(kept.begin());
    kept.insert_or_assign(hash, Kept{viewer, now + keep_for});
}

template <class Which> void Tokens::Impl::forget(Which which)
{
    const std::scoped_lock lock(mutex);
    ++revocations;
    std::erase_if(kept, which);
}

std::vector<TokenId> Tokens::Impl::take_used(std::size_t& seen)
{
    std::vector<TokenId> ids;
    const std::scoped_lock lock(mutex);
    seen = revocations;
    for (auto& [hash, entry] : kept)
        if (std::exchange(entry.used, false) && entry.viewer.token) ids.push_back(*entry.viewer.token);
    return ids;
}

/// Under the lock. What was asked for and is not valid any more is forgotten.
void Tokens::Impl::extend(const std::vector<TokenId>& asked, std::vector<storage::tokens::Grant> valid, Time until)
{
    std::unordered_map<TokenId, storage::tokens::Grant> grants;
    for (auto& grant : valid) grants.emplace(grant.token, std::move(grant));
    const std::unordered_set<TokenId> ours(asked.begin(), asked.end());
    for (auto at = kept.begin(); at != kept.end();) {
        auto& entry = at->second;
        const bool asked_for = entry.viewer.token && ours.contains(*entry.viewer.token);
        const auto found = asked_for ? grants.find(*entry.viewer.token) : grants.end();
        if (asked_for && found == grants.end()) {
            at = kept.erase(at);
            continue;
        }
        ++at;
        if (!asked_for) continue;
        entry.viewer.scopes = found->second.scopes;
        entry.viewer.role = role_of(found->second.role, found->second.second_factor);
        // Whose use has to be noted is read again by its next request, which does that.
        if (!found->second.stale) entry.until = std::max(entry.until, until);
    }
}

Tokens::Tokens(
    storage::Database& db,
    const Clock& clock,
    bool staff_second_factor,
    storage::Database* operator_db,
    std::size_t most
)
    : impl_(std::make_unique<Impl>(db, operator_db != nullptr ? *operator_db : db, clock, staff_second_factor, most))
{
}
Tokens::~Tokens() = default;

asio::awaitable<result<Viewer>> Tokens::authenticate(std::string_view bearer, Lane lane)
{
    if (bearer.empty() || bearer.size() > longest_secret) co_return errc::unauthorized;
    const auto hash = crypto::sha256(bearer);
    std::size_t seen = 0;
    if (auto known = impl_->find(hash, seen)) co_return std::move(*known);

    const auto now = impl_->clock.now();
    result<storage::sign_ups::Waiting> waiting = errc::not_found;
    const auto grant = co_await impl_->of(lane).transact([&](storage::Transaction& tx) {
        auto used = storage::tokens::use(tx, hash, now);
        if (!used) waiting = storage::sign_ups::find_by_token(tx, hash);
        return used;
    });
    if (!grant) co_return waiting_viewer(waiting);
    Viewer viewer;
    viewer.account = grant->account;
    viewer.token = grant->token;
    viewer.app = grant->app;
    viewer.scopes = grant->scopes;
    viewer.role = impl_->role_of(grant->role, grant->second_factor);
    impl_->keep(hash, viewer, seen);
    co_return viewer;
}

asio::awaitable<result<Viewer>> Tokens::session(std::string_view cookie, Lane lane)
{
    if (cookie.empty() || cookie.size() > longest_secret) co_return errc::unauthorized;
    // Another domain than that of tokens, so that neither can be used as the other.
    const auto hash = crypto::sha256(cookie);
    const auto key = hash + "session";
    std::size_t seen = 0;
    if (auto known = impl_->find(key, seen)) co_return std::move(*known);

    const auto now = impl_->clock.now();
    const auto session = co_await impl_->of(lane).transact([&](storage::Transaction& tx) {
        return storage::sessions::use(tx, hash, now);
    });
    if (!session) co_return session.error();
    Viewer viewer;
    viewer.account = session->account;
    viewer.role = impl_->role_of(session->role, session->second_factor);
    viewer.session_secret = std::string(cookie);
    impl_->keep(key, viewer, seen);
    co_return viewer;
}

storage::Database& Tokens::operator_db() const noexcept
{
    return impl_->operator_db;
}

void Tokens::forget(TokenId token)
{
    impl_->forget([&](const auto& entry) { return entry.second.viewer.token == token; });
}

void Tokens::forget(AccountId account)
{
    impl_->forget([&](const auto& entry) { return entry.second.viewer.account == account; });
}

void Tokens::forget_session(std::string_view cookie)
{
    impl_->forget([&](const auto& entry) { return !cookie.empty() && entry.second.viewer.session_secret == cookie; });
}

void Tokens::forget_all()
{
    impl_->forget([](const auto&) { return true; });
}

void Tokens::renew()
{
    const auto now = impl_->clock.now();
    if (now - std::exchange(impl_->renewed_at, now) < renew_every) return;
    std::size_t seen = 0;
    const auto ids = impl_->take_used(seen);
    if (ids.empty()) return;
    auto valid =
        impl_->db.transact_blocking([&](storage::Transaction& tx) { return storage::tokens::valid(tx, ids, now); });
    const std::scoped_lock lock(impl_->mutex);
    if (seen == impl_->revocations) impl_->extend(ids, std::move(valid), now + keep_for);
}

void Tokens::apply(const EventReader::Events& events)
{
    for (const auto& event : events) {
        if (event.kind == "reset") forget_all();
        if (event.kind != "access") continue;
        if (event.subject)
            forget(TokenId{*event.subject});
        else if (event.account)
            forget(*event.account);
    }
}

std::size_t Tokens::size() const
{
    const std::scoped_lock lock(impl_->mutex);
    return impl_->kept.size();
}

} // namespace rounds::app
