#include "storage/filters.hpp"

#include "server/api/filter_form.hpp"
#include "server/api/handlers.hpp"
#include "server/entities/filter.hpp"

#include <algorithm>

namespace rounds::api {
namespace {

using storage::filters::Filter;

result<void> change_keyword(Transaction& tx, AccountId owner, const Filter& filter, const KeywordChange& change)
{
    if (!change.id) {
        const auto added =
            storage::filters::add_keyword(tx, filter.id, *change.keyword, change.whole_word.value_or(true));
        if (!added) return added.error();
        return {};
    }
    const auto known = std::ranges::find(filter.keywords, *change.id, &storage::filters::Keyword::id);
    if (known == filter.keywords.end()) return errc::not_found;
    if (change.destroy) return storage::filters::remove_keyword(tx, owner, *change.id);
    auto keyword = *known;
    keyword.keyword = change.keyword.value_or(keyword.keyword);
    keyword.whole_word = change.whole_word.value_or(keyword.whole_word);
    const auto updated = storage::filters::update_keyword(tx, owner, keyword);
    if (!updated) return updated.error();
    return {};
}

result<Filter> change_keywords(Transaction& tx, AccountId owner, FilterId id, const FilterForm& form)
{
    const auto filter = storage::filters::find(tx, owner, id);
    if (!filter) return filter.error();
    for (const auto& change : form.keywords) {
        const auto done = change_keyword(tx, owner, *filter, change);
        if (!done) return done.error();
    }
    return storage::filters::find(tx, owner, id);
}

} // namespace

/// GET /api/v2/filters
Answer list_filters(Context& ctx)
{
    const auto all =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::filters::list(tx, ctx.account_id()); });
    json::array list;
    for (const auto& filter : all) list.push_back(entities::filter(filter));
    co_return http::json_response(list);
}

/// POST /api/v2/filters
Answer create_filter(Context& ctx)
{
    const auto form = FilterForm::from(ctx.params(), ctx.app().clock.now());
    if (!form) co_return fail(form.error());
    if (!form->title) co_return fail(invalid::title_blank);
    if (!form->contexts) co_return fail(invalid::filter_context);
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Filter> {
        Filter filter;
        form->put_into(filter);
        const auto id = storage::filters::create(tx, ctx.account_id(), filter);
        if (!id) return id.error();
        return change_keywords(tx, ctx.account_id(), *id, *form);
    });
    if (!made) co_return fail(filter_error(made.error()));
    filters_changed(ctx);
    co_return http::json_response(entities::filter(*made));
}

/// GET /api/v2/filters/:id
Answer show_filter(Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::filters::find(tx, ctx.account_id(), *id);
    });
    if (!found) co_return fail(found.error());
    co_return http::json_response(entities::filter(*found));
}

/// PUT /api/v2/filters/:id
Answer update_filter(Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto form = FilterForm::from(ctx.params(), ctx.app().clock.now());
    if (!form) co_return fail(form.error());
    const auto changed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Filter> {
        auto filter = storage::filters::find(tx, ctx.account_id(), *id);
        if (!filter) return filter.error();
        form->put_into(*filter);
        const auto done = storage::filters::update(tx, ctx.account_id(), *filter);
        if (!done) return done.error();
        return change_keywords(tx, ctx.account_id(), *id, *form);
    });
    if (!changed) co_return fail(filter_error(changed.error()));
    filters_changed(ctx);
    co_return http::json_response(entities::filter(*changed));
}

/// DELETE /api/v2/filters/:id
Answer delete_filter(Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::filters::remove(tx, ctx.account_id(), *id);
    });
    if (!done) co_return fail(done.error());
    filters_changed(ctx);
    co_return empty_answer();
}

} // namespace rounds::api
