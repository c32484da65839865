#include "server/api/filter_form.hpp"
#include "server/api/handlers.hpp"
#include "server/entities/filter.hpp"
#include "storage/base/text.hpp"
#include "storage/filters.hpp"

namespace rounds::api {
namespace {

using storage::filters::Filter;
using storage::filters::Keyword;

/// A version 1 filter is one keyword together with the filter it belongs to.
struct Pair
{
    Filter filter;
    Keyword keyword;
};

struct PhraseForm
{
    std::string phrase;
    std::vector<std::string> contexts;
    bool whole_word = false;
    bool irreversible = false;
    std::optional<Time> expires_at;

    static result<PhraseForm> from(const http::Params& params, Time now)
    {
        constexpr std::size_t longest = 256;
        PhraseForm form;
        form.phrase = params.text_or("phrase", "");
        if (text::trim(form.phrase).empty()) return invalid::phrase_blank;
        if (text::count_code_points(form.phrase) > longest) return invalid::text_too_long;
        auto contexts = contexts_from(params);
        if (!contexts) return contexts.error();
        form.contexts = std::move(*contexts);
        form.whole_word = params.flag("whole_word").value_or(false);
        form.irreversible = params.flag("irreversible").value_or(false);
        form.expires_at = expiry_from(params, now);
        return form;
    }
    void put_into(Filter& filter) const
    {
        if (filter.title.empty() || filter.keywords.size() == 1) filter.title = phrase;
        filter.contexts = contexts;
        filter.action = irreversible ? "hide" : "warn";
        filter.expires_at = expires_at;
    }
};

result<Pair> find_pair(Transaction& tx, AccountId owner, std::int64_t id)
{
    auto keyword = storage::filters::find_keyword(tx, owner, id);
    if (!keyword) return keyword.error();
    auto filter = storage::filters::find(tx, owner, keyword->filter);
    if (!filter) return filter.error();
    return Pair{.filter = std::move(*filter), .keyword = std::move(*keyword)};
}

result<std::int64_t> keyword_id(const Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) return id.error();
    return to_int(*id);
}

} // namespace

/// GET /api/v1/filters
Answer list_v1_filters(Context& ctx)
{
    const auto all =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::filters::list(tx, ctx.account_id()); });
    json::array list;
    for (const auto& filter : all)
        for (const auto& keyword : filter.keywords) list.push_back(entities::v1_filter(filter, keyword));
    co_return http::json_response(list);
}

/// POST /api/v1/filters
Answer create_v1_filter(Context& ctx)
{
    const auto form = PhraseForm::from(ctx.params(), ctx.app().clock.now());
    if (!form) co_return fail(form.error());
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Pair> {
        Filter filter;
        form->put_into(filter);
        const auto id = storage::filters::create(tx, ctx.account_id(), filter);
        if (!id) return id.error();
        const auto keyword = storage::filters::add_keyword(tx, *id, form->phrase, form->whole_word);
        if (!keyword) return keyword.error();
        return find_pair(tx, ctx.account_id(), keyword->id);
    });
    if (!made) co_return fail(filter_error(made.error()));
    filters_changed(ctx);
    co_return http::json_response(entities::v1_filter(made->filter, made->keyword));
}

/// GET /api/v1/filters/:id
Answer show_v1_filter(Context& ctx)
{
    const auto id = keyword_id(ctx);
    if (!id) co_return fail(id.error());
    const auto pair =
        co_await ctx.app().db.transact([&](Transaction& tx) { return find_pair(tx, ctx.account_id(), *id); });
    if (!pair) co_return fail(pair.error());
    co_return http::json_response(entities::v1_filter(pair->filter, pair->keyword));
}

/// PUT /api/v1/filters/:id
Answer update_v1_filter(Context& ctx)
{
    const auto id = keyword_id(ctx);
    if (!id) co_return fail(id.error());
    const auto form = PhraseForm::from(ctx.params(), ctx.app().clock.now());
    if (!form) co_return fail(form.error());
    const auto changed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Pair> {
        auto pair = find_pair(tx, ctx.account_id(), *id);
        if (!pair) return pair.error();
        form->put_into(pair->filter);
        pair->keyword.keyword = form->phrase;
        pair->keyword.whole_word = form->whole_word;
        const auto done = storage::filters::update(tx, ctx.account_id(), pair->filter);
        if (!done) return done.error();
        const auto keyword = storage::filters::update_keyword(tx, ctx.account_id(), pair->keyword);
        if (!keyword) return keyword.error();
        return pair;
    });
    if (!changed) co_return fail(changed.error());
    filters_changed(ctx);
    co_return http::json_response(entities::v1_filter(changed->filter, changed->keyword));
}

/// DELETE /api/v1/filters/:id: the filter goes with its last keyword.
Answer delete_v1_filter(Context& ctx)
{
    const auto id = keyword_id(ctx);
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto pair = find_pair(tx, ctx.account_id(), *id);
        if (!pair) return pair.error();
        if (pair->filter.keywords.size() == 1 && pair->filter.statuses.empty())
            return storage::filters::remove(tx, ctx.account_id(), pair->filter.id);
        return storage::filters::remove_keyword(tx, ctx.account_id(), *id);
    });
    if (!done) co_return fail(done.error());
    filters_changed(ctx);
    co_return empty_answer();
}

} // namespace rounds::api
