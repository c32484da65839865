#include "storage/search.hpp"
#include "server/api/collections_shown.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/search_messages.hpp"
#include "server/api/search_words.hpp"
#include "server/api/shown.hpp"
#include "server/api/tag_name.hpp"
#include "server/app/config.hpp"
#include "server/entities/tag.hpp"
#include "server/knowledge/conditions.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::api {
namespace {

using Found = app::Resolver::Found;

struct SearchForm
{
    std::string query;
    std::string type; ///< accounts, statuses, hashtags; empty: all
    bool resolve = false;
    bool following = false;
    std::optional<AccountId> account; ///< whose posts; as the operator from:
    std::optional<StatusId> max_id;
    std::optional<StatusId> min_id;
    int limit = 20;
    int offset = 0;

    static result<SearchForm> from(const http::Params& params)
    {
        constexpr std::size_t longest = 2048;
        constexpr long long deepest = 1000;
        SearchForm form;
        form.query = std::string{text::trim(params.text_or("q", ""))};
        if (form.query.empty() || form.query.size() > longest) return invalid::query;
        form.type = params.text_or("type", "");
        form.resolve = params.flag("resolve").value_or(false);
        form.following = params.flag("following").value_or(false);
        form.account = parse_id<AccountId>(params.text_or("account_id", ""));
        form.max_id = parse_id<StatusId>(params.text_or("max_id", ""));
        form.min_id = parse_id<StatusId>(params.text_or("min_id", ""));
        form.limit = limit_of(params, 20, 40);
        form.offset = static_cast<int>(std::clamp<long long>(params.integer("offset").value_or(0), 0, deepest));
        return form;
    }
    [[nodiscard]] bool wants(std::string_view kind) const { return type.empty() || type == kind; }
};

struct Handle
{
    std::string username;
    std::optional<std::string> domain; ///< nothing: of this instance
};

/// "@ann@mercy.example" or "ann@mercy.example" or "@ann".
std::optional<Handle> handle_of(std::string_view query, const std::string& own_domain)
{
    const bool at_sign = query.starts_with('@');
    if (at_sign) query.remove_prefix(1);
    const auto at = query.find('@');
    if (at == std::string_view::npos && !at_sign) return std::nullopt;
    Handle handle{.username = std::string{query.substr(0, at)}, .domain = std::nullopt};
    if (at != std::string_view::npos) handle.domain = text::to_lower(query.substr(at + 1));
    if (handle.domain == own_domain) handle.domain.reset();
    if (handle.username.empty() || handle.username.find(' ') != std::string::npos) return std::nullopt;
    return handle;
}

/// A post or account by the id or page that this instance gave it, or that it already knows.
Found find_known(Transaction& tx, const social::Urls& urls, const std::string& url, std::optional<AccountId> viewer)
{
    Found found;
    if (const auto status = storage::statuses::find_by_uri(tx, url)) {
        if (social::find_visible(tx, status->id, viewer)) found.status = status->id;
        return found;
    }
    if (const auto account = storage::accounts::find_by_uri(tx, url)) {
        found.account = account->id;
        return found;
    }
    const std::string pages = urls.base() + "/@";
    if (!url.starts_with(pages)) return found;
    const auto rest = std::string_view{url}.substr(pages.size());
    const auto slash = rest.find('/');
    const auto account = storage::accounts::find_by_handle(tx, rest.substr(0, slash), std::nullopt);
    if (!account) return found;
    if (slash == std::string_view::npos) {
        found.account = account->id;
    } else if (const auto id = parse_id<StatusId>(rest.substr(slash + 1))) {
        const auto status = social::find_visible(tx, *id, viewer);
        if (status && status->account == account->id) found.status = *id;
    }
    return found;
}

/// What a URL or handle in the query names, asked of other servers when `resolve` allows it.
asio::awaitable<Found> find_exact(Context& ctx, const SearchForm& form)
{
    const auto& resolver = ctx.app().resolver;
    const auto& urls = ctx.app().urls;
    Found found;
    if (form.query.starts_with("https://") || form.query.starts_with("http://")) {
        found = co_await ctx.app().db.transact([&](Transaction& tx) {
            return find_known(tx, urls, form.query, ctx.viewer_id());
        });
        const bool elsewhere = parse_url(form.query) && !same_origin(form.query, urls.base());
        if (!found.account && !found.status && elsewhere && form.resolve && resolver.url) {
            const auto fetched = co_await resolver.url(form.query);
            if (fetched) found = *fetched;
        }
        co_return found;
    }
    auto handle = handle_of(form.query, urls.domain());
    // The whole user name of somebody here is a handle too: apps look people up by it, also those that are blocked.
    if (!handle && !form.following) handle = handle_of('@' + form.query, urls.domain());
    if (!handle) co_return found;
    const auto known = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::accounts::find_by_handle(tx, handle->username, handle->domain);
    });
    if (known && !known->usable()) co_return found;
    if (known) found.account = known->id;
    if (handle->domain && form.resolve && resolver.handle) {
        const auto name = handle->username + '@' + *handle->domain;
        const auto fetched = co_await resolver.handle(name, app::Resolver::Read::when_old);
        if (fetched) found.account = *fetched;
    }
    co_return found;
}

std::vector<AccountId>
find_accounts(Transaction& tx, const SearchForm& form, const Found& exact, std::optional<AccountId> viewer)
{
    std::vector<AccountId> ids;
    if (exact.account && form.offset == 0) ids.push_back(*exact.account);
    const auto at = form.query.starts_with('@') ? form.query.substr(1) : form.query;
    if (form.query.find("://") == std::string::npos)
        for (const auto id : storage::accounts::search(tx, at, viewer, form.following, form.limit, form.offset))
            if (std::ranges::find(ids, id) == ids.end() && std::cmp_less(ids.size(), form.limit)) ids.push_back(id);
    return ids;
}

/// By its address alone, for whoever has that.
json::array
find_collections(Transaction& tx, const SearchForm& form, std::optional<AccountId> viewer, const entities::Site& site)
{
    const bool address = form.query.starts_with("https://") || form.query.starts_with("http://");
    if (!address || !form.wants("collections") || form.offset > 0) return {};
    const auto found = storage::collections::find_by_address(tx, form.query);
    if (!found) return {};
    return collections_json(tx, {*found}, viewer, site);
}

/// The account of from:, nothing when there is none of that name.
std::optional<AccountId> find_author(Transaction& tx, const social::Urls& urls, const std::string& name, AccountId me)
{
    if (name == "me") return me;
    const auto handle = handle_of('@' + name, urls.domain());
    if (!handle) return std::nullopt;
    const auto account = storage::accounts::find_by_handle(tx, handle->username, handle->domain);
    if (!account || !account->usable()) return std::nullopt;
    return account->id;
}

/// The languages whose rules the words are taken under: the one that is asked for, the viewer's, the instance's.
std::vector<std::string> languages_of(Transaction& tx, const Context& ctx, const SearchWords& wanted)
{
    if (wanted.language) return {*wanted.language};
    auto languages = ctx.app().config.instance.languages;
    const auto user = storage::accounts::find_user(tx, ctx.account_id());
    if (user && user->default_language) languages.push_back(*user->default_language);
    return languages;
}

/// Newest first, each once.
void merge(std::vector<StatusId>& found, const std::vector<StatusId>& more, int limit)
{
    found.insert(found.end(), more.begin(), more.end());
    std::ranges::sort(found, std::greater{});
    const auto twice = std::ranges::unique(found);
    found.erase(twice.begin(), twice.end());
    if (std::cmp_greater(found.size(), limit)) found.resize(static_cast<std::size_t>(limit));
}

/// Posts by their words, one's own direct messages among them. A condition is found by whatever name people have for
/// it.
std::vector<StatusId> find_posts(Transaction& tx, const Context& ctx, const SearchForm& form)
{
    constexpr std::size_t most_names = 30;
    const auto wanted = read_search(form.query);
    storage::search::Query query{.viewer = ctx.account_id()};
    if (wanted.from) {
        query.from = find_author(tx, ctx.app().urls, *wanted.from, ctx.account_id());
        if (!query.from) return {};
    } else {
        query.from = form.account;
    }
    std::vector<std::string> alternatives;
    for (const auto name : knowledge::conditions().other_names(wanted.words, most_names))
        alternatives.emplace_back(name);
    if (!wanted.words.empty()) {
        query.text = storage::search::text_query(tx, wanted.words, alternatives, languages_of(tx, ctx, wanted));
    }
    query.at_or_after = wanted.at_or_after;
    query.before = wanted.before;
    query.language = wanted.language;
    query.media = wanted.media;
    query.image = wanted.image;
    query.video = wanted.video;
    query.audio = wanted.audio;
    query.poll = wanted.poll;
    query.link = wanted.link;
    query.reply = wanted.reply;
    query.sensitive = wanted.sensitive;
    query.library = wanted.library;
    query.consented = wanted.consented;
    query.max_id = form.max_id;
    query.min_id = form.min_id;
    query.limit = form.limit;
    query.offset = form.offset;
    auto found = query.text || wanted.words.empty() ? storage::search::statuses(tx, query) : std::vector<StatusId>{};
    if (form.offset > 0) return found;
    const MessageSearch messages{
        .viewer = ctx.account_id(),
        .from = query.from,
        .wanted = wanted,
        .alternatives = alternatives,
        .max_id = form.max_id,
        .min_id = form.min_id
    };
    merge(found, find_messages(tx, messages, ctx.app().config.discovery.searched_messages), form.limit);
    return found;
}

} // namespace

/// GET /api/v2/search. Posts are found by their address, and by words among one's own, those one took up, and those
/// whose authors let them be found (FEP-5feb).
Answer search(Context& ctx)
{
    const auto form = SearchForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    const auto exact = co_await find_exact(ctx, *form);
    const auto viewer = ctx.viewer_id();
    Shown shown{ctx};
    std::string accounts;
    json::array tags;
    json::array collections;
    std::vector<StatusId> posts;
    if (exact.status && form->wants("statuses") && form->offset == 0) posts.push_back(*exact.status);
    co_await ctx.app().db.transact([&](Transaction& tx) {
        accounts = "[]";
        tags.clear();
        collections = find_collections(tx, *form, viewer, shown.site());
        if (form->wants("accounts"))
            accounts = accounts_json(tx, find_accounts(tx, *form, exact, viewer), shown.site());
        if (form->wants("statuses") && !exact.status && form->query.find("://") == std::string::npos)
            posts = find_posts(tx, ctx, *form);
        shown.load(tx, posts);
        const auto name = tag_name(form->query);
        if (!form->wants("hashtags") || !name) return;
        const auto now = ctx.app().clock.now();
        for (const auto& view :
             storage::tags::search(tx, text::to_lower(*name), viewer, form->limit, form->offset, now))
            tags.push_back(entities::tag(view, true, shown.site()));
    });
    co_return http::json_text(
        R"({"accounts":)" + accounts + R"(,"statuses":)" + shown.list(posts) + R"(,"hashtags":)" +
        json::serialize(tags) + R"(,"collections":)" + json::serialize(collections) + '}'
    );
}

/// GET /api/v1/accounts/search. Nothing is found for no words, as Mastodon has it: clients ask while people type.
Answer search_accounts(Context& ctx)
{
    if (text::trim(ctx.params().text_or("q", "")).empty()) co_return http::json_text("[]");
    auto form = SearchForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    form->limit = limit_of(ctx.params(), 40, 80);
    const auto exact = co_await find_exact(ctx, *form);
    const auto site = ctx.app().api->site();
    auto body = co_await ctx.app().db.transact([&](Transaction& tx) {
        return accounts_json(tx, find_accounts(tx, *form, exact, ctx.viewer_id()), *site);
    });
    co_return http::json_text(std::move(body));
}

} // namespace rounds::api
