#include "server/rounds_api/marks.hpp"

#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/affiliations.hpp"
#include "storage/credentials.hpp"

namespace rounds::rounds_api {
namespace {

json::object issued_here(Transaction& tx, const storage::Credential& credential)
{
    json::object out;
    out["state"] = "valid";
    out["role"] = credential.role;
    out["specialty_mesh"] = string_or_null(credential.specialty_mesh);
    out["specialty_name"] = string_or_null(credential.specialty_name);
    out["uri"] = credential.uri;
    out["vouched_by"] = account_json(tx, credential.issuer);
    out["believed_by"] = nullptr;
    out["valid_from"] = to_iso8601(credential.valid_from);
    out["valid_until"] = to_iso8601(credential.valid_until);
    out["checked_at"] = nullptr;
    out["reason"] = nullptr;
    return out;
}

json::object issued_elsewhere(Transaction& tx, const storage::affiliations::Affiliation& one, Time now)
{
    const bool counts = one.counts_at(now);
    json::object out;
    out["state"] = counts ? "valid" : "lost";
    out["role"] = one.role;
    out["specialty_mesh"] = string_or_null(one.specialty_mesh);
    out["specialty_name"] = string_or_null(one.specialty_name);
    out["uri"] = one.uri;
    out["vouched_by"] = one.issuer ? account_json(tx, *one.issuer) : nullptr;
    out["believed_by"] = string_or_null(one.root);
    out["valid_from"] = time_or_null(one.valid_from);
    out["valid_until"] = time_or_null(one.valid_until);
    out["checked_at"] = time_or_null(one.checked_at);
    // Valid at its last check, which is too long ago.
    if (counts)
        out["reason"] = nullptr;
    else
        out["reason"] = one.reason.empty() ? std::string_view("unreachable") : std::string_view(one.reason);
    return out;
}

} // namespace

json::array marks_json(Transaction& tx, AccountId account, Time now)
{
    json::array all;
    for (const auto& credential : storage::credentials::valid_of(tx, account, now))
        all.push_back(issued_here(tx, credential));
    for (const auto& one : storage::affiliations::of_account(tx, account))
        if (one.first_valid_at) all.push_back(issued_elsewhere(tx, one, now));
    return all;
}

/// GET /accounts/:id/marks: who vouches for an account, of this server or another, and which marks it has lost.
Answer list_marks(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto account = storage::accounts::find(tx, *id);
        if (!account || !account->usable()) return errc::not_found;
        return marks_json(tx, *id, ctx.app().clock.now());
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
