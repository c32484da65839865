#include "server/api/handlers.hpp"
#include "server/api/notification_query.hpp"
#include "server/api/people.hpp"
#include "server/api/told.hpp"
#include "server/entities/notification.hpp"

#include <boost/json/serialize.hpp>
#include <set>

namespace rounds::api {
namespace {

using storage::notifications::Group;

std::vector<std::string> grouped_kinds(const http::Params& params)
{
    if (params.has("grouped_types")) return params.texts("grouped_types");
    return storage::notifications::groupable_kinds();
}

/// How much of each account is sent.
enum class Expand { full, partial_avatars };

result<Expand> expand_of(const http::Params& params)
{
    const auto name = params.text_or("expand_accounts", "full");
    if (name == "full") return Expand::full;
    if (name == "partial_avatars") return Expand::partial_avatars;
    return invalid::expand_accounts;
}

void load_groups(Transaction& tx, Told& told, const std::vector<Group>& groups)
{
    std::vector<storage::notifications::Notification> newest;
    std::vector<AccountId> people;
    for (const auto& group : groups) {
        newest.push_back(group.newest);
        people.insert(people.end(), group.sample.begin(), group.sample.end());
    }
    told.load(tx, newest, std::move(people));
}

/// The parts of GroupedNotificationsResults, each account and post once.
class Results
{
public:
    Results(const Told& told, Expand expand, bool on_page, std::optional<std::vector<std::string>> supported)
        : told_(told), expand_(expand), on_page_(on_page), supported_(std::move(supported))
    {
    }

    void add(const Group& group)
    {
        if (!told_.can_tell(group.newest)) return;
        add_account(group.newest.from, true);
        for (const auto id : group.sample) add_account(id, expand_ == Expand::full || id == group.sample.front());
        if (group.newest.status && posts_.insert(*group.newest.status).second)
            statuses_.push_back(told_.shown().json(*group.newest.status));
        auto text = json::serialize(entities::notification_group(group, on_page_));
        if (group.newest.report) {
            text.pop_back();
            text += R"(,"report":)" + told_.report_json(*group.newest.report) + '}';
        }
        if (group.newest.strike) {
            text.pop_back();
            text += R"(,"moderation_warning":)" + told_.warning_json(*group.newest.strike) + '}';
        }
        if (group.newest.collection) {
            text.pop_back();
            text += R"(,"collection":)" + told_.collection_json(*group.newest.collection);
            const auto fallback = supported_ ? told_.fallback_json(group.newest, *supported_) : std::string{};
            if (!fallback.empty()) text += R"(,"fallback":)" + fallback;
            text += '}';
        }
        groups_.push_back(std::move(text));
    }

    [[nodiscard]] std::string json() const
    {
        std::string out = R"({"accounts":)" + json_list(accounts_);
        if (expand_ == Expand::partial_avatars) out += R"(,"partial_accounts":)" + json_list(partial_accounts());
        return out + R"(,"statuses":)" + json_list(statuses_) + R"(,"notification_groups":)" + json_list(groups_) + '}';
    }

private:
    void add_account(AccountId id, bool whole)
    {
        const auto* view = told_.account(id);
        if (view == nullptr) return;
        if (!whole)
            faces_.insert(id);
        else if (whole_.insert(id).second)
            accounts_.push_back(told_.account_json(*view));
    }

    /// Of whom nothing more is sent.
    [[nodiscard]] std::vector<std::string> partial_accounts() const
    {
        std::vector<std::string> pieces;
        for (const auto id : faces_)
            if (!whole_.contains(id))
                pieces.push_back(json::serialize(entities::partial_account(*told_.account(id), told_.shown().site())));
        return pieces;
    }

    const Told& told_;
    Expand expand_;
    bool on_page_;
    std::optional<std::vector<std::string>> supported_;
    std::set<AccountId> whole_;
    std::set<AccountId> faces_;
    std::set<StatusId> posts_;
    std::vector<std::string> accounts_;
    std::vector<std::string> statuses_;
    std::vector<std::string> groups_;
};

} // namespace

/// GET /api/v2/notifications with grouped_types[] and expand_accounts besides what the first version takes. Pages
/// continue by notification: a group that goes on beyond a page is told there again, with its count as a whole.
Answer list_grouped_notifications(Context& ctx)
{
    const auto expand = expand_of(ctx.params());
    if (!expand) co_return fail(expand.error());
    const auto page = page_of(ctx.params(), 40, 80);
    const auto query = notification_query(ctx.params());
    const auto kinds = grouped_kinds(ctx.params());
    Told told{ctx};
    const auto groups = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = storage::notifications::list_groups(tx, ctx.account_id(), query, kinds, page);
        load_groups(tx, told, found);
        if (const auto user = storage::accounts::find_user(tx, ctx.account_id())) told.speak(user->locale);
        return found;
    });
    Results results{told, *expand, true, supported_types(ctx.params())};
    for (const auto& group : groups) results.add(group);
    Edges edges;
    if (!groups.empty())
        edges = {
            .newest = to_int(groups.front().newest.id), .oldest = to_int(groups.back().newest.id), .rows = groups.size()
        };
    co_return paged(ctx, results.json(), edges, page);
}

/// GET /api/v2/notifications/:group_key
Answer show_notification_group(Context& ctx)
{
    Told told{ctx};
    const auto group = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = storage::notifications::find_group(tx, ctx.account_id(), ctx.path_text("group_key"));
        if (found) load_groups(tx, told, {*found});
        if (const auto user = storage::accounts::find_user(tx, ctx.account_id())) told.speak(user->locale);
        return found;
    });
    if (!group) co_return fail(group.error());
    if (!told.can_tell(group->newest)) co_return fail(errc::not_found);
    Results results{told, Expand::full, false, supported_types(ctx.params())};
    results.add(*group);
    co_return http::json_text(results.json());
}

/// GET /api/v2/notifications/:group_key/accounts: everybody behind it, who came last first.
Answer list_notification_group_accounts(Context& ctx)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<AccountPage> {
        const auto key = ctx.path_text("group_key");
        const auto group = storage::notifications::find_group(tx, ctx.account_id(), key);
        if (!group) return group.error();
        return account_page(tx, storage::notifications::group_accounts(tx, ctx.account_id(), key, page), *site);
    });
    if (!found) co_return fail(found.error());
    co_return paged(ctx, found->body, found->edges, page);
}

/// POST /api/v2/notifications/:group_key/dismiss. Twice is no error.
Answer dismiss_notification_group(Context& ctx)
{
    co_await ctx.app().db.transact([&](Transaction& tx) {
        storage::notifications::dismiss_group(tx, ctx.account_id(), ctx.path_text("group_key"));
    });
    co_return empty_answer();
}

/// GET /api/v2/notifications/unread_count: groups with something newer than the marker, counted up to `limit` (100, at
/// most 1000).
Answer count_unread_groups(Context& ctx)
{
    const auto query = notification_query(ctx.params());
    const auto kinds = grouped_kinds(ctx.params());
    const auto limit = limit_of(ctx.params(), 100, 1000);
    json::object o;
    o["count"] = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::notifications::unread_groups(tx, ctx.account_id(), query, kinds, limit);
    });
    co_return http::json_response(o);
}

} // namespace rounds::api
