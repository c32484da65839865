#include "server/api/filter_form.hpp"
#include "server/api/handlers.hpp"
#include "server/entities/filter.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/text.hpp"
#include "storage/filters.hpp"

namespace rounds::api {
namespace {

using storage::filters::Filter;
using storage::filters::FilteredStatus;
using storage::filters::Keyword;

/// Ids of keywords and filtered posts have no type of their own.
result<std::int64_t> part_id(const Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) return id.error();
    return to_int(*id);
}

struct KeywordForm
{
    std::optional<std::string> keyword;
    std::optional<bool> whole_word;

    static result<KeywordForm> from(const http::Params& params)
    {
        constexpr std::size_t longest = 256;
        KeywordForm form{.keyword = params.text("keyword"), .whole_word = params.flag("whole_word")};
        if (form.keyword && text::trim(*form.keyword).empty()) return invalid::keyword_blank;
        if (form.keyword && text::count_code_points(*form.keyword) > longest) return invalid::text_too_long;
        return form;
    }
};

template <class Parts, class Render> Answer list_parts(Context& ctx, Parts parts, Render render)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto filter = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::filters::find(tx, ctx.account_id(), *id);
    });
    if (!filter) co_return fail(filter.error());
    json::array list;
    for (const auto& part : (*filter).*parts) list.push_back(render(part));
    co_return http::json_response(list);
}

template <class Find, class Render> Answer show_part(Context& ctx, Find find, Render render)
{
    const auto id = part_id(ctx);
    if (!id) co_return fail(id.error());
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) { return find(tx, ctx.account_id(), *id); });
    if (!found) co_return fail(found.error());
    co_return http::json_response(render(*found));
}

template <class Remove> Answer delete_part(Context& ctx, Remove remove)
{
    const auto id = part_id(ctx);
    if (!id) co_return fail(id.error());
    const auto done =
        co_await ctx.app().db.transact([&](Transaction& tx) { return remove(tx, ctx.account_id(), *id); });
    if (!done) co_return fail(done.error());
    filters_changed(ctx);
    co_return empty_answer();
}

} // namespace

/// GET /api/v2/filters/:id/keywords
Answer list_keywords(Context& ctx)
{
    return list_parts(ctx, &Filter::keywords, entities::filter_keyword);
}

/// GET /api/v2/filters/:id/statuses
Answer list_filter_statuses(Context& ctx)
{
    return list_parts(ctx, &Filter::statuses, entities::filter_status);
}

/// POST /api/v2/filters/:id/keywords
Answer create_keyword(Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto form = KeywordForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    if (!form->keyword) co_return fail(invalid::keyword_blank);
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Keyword> {
        const auto filter = storage::filters::find(tx, ctx.account_id(), *id);
        if (!filter) return filter.error();
        return storage::filters::add_keyword(tx, *id, *form->keyword, form->whole_word.value_or(true));
    });
    if (!made) co_return fail(filter_error(made.error()));
    filters_changed(ctx);
    co_return http::json_response(entities::filter_keyword(*made));
}

/// GET /api/v2/filters/keywords/:id
Answer show_keyword(Context& ctx)
{
    return show_part(ctx, storage::filters::find_keyword, entities::filter_keyword);
}

/// PUT /api/v2/filters/keywords/:id
Answer update_keyword(Context& ctx)
{
    const auto id = part_id(ctx);
    if (!id) co_return fail(id.error());
    const auto form = KeywordForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    const auto changed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Keyword> {
        auto keyword = storage::filters::find_keyword(tx, ctx.account_id(), *id);
        if (!keyword) return keyword.error();
        keyword->keyword = form->keyword.value_or(keyword->keyword);
        keyword->whole_word = form->whole_word.value_or(keyword->whole_word);
        return storage::filters::update_keyword(tx, ctx.account_id(), *keyword);
    });
    if (!changed) co_return fail(changed.error());
    filters_changed(ctx);
    co_return http::json_response(entities::filter_keyword(*changed));
}

/// DELETE /api/v2/filters/keywords/:id
Answer delete_keyword(Context& ctx)
{
    return delete_part(ctx, storage::filters::remove_keyword);
}

/// POST /api/v2/filters/:id/statuses
Answer create_filter_status(Context& ctx)
{
    const auto id = ctx.path_id<FilterId>("id");
    if (!id) co_return fail(id.error());
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return fail(errc::not_found);
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) -> result<FilteredStatus> {
        const auto filter = storage::filters::find(tx, ctx.account_id(), *id);
        if (!filter) return filter.error();
        const auto visible = social::find_visible(tx, *status, ctx.viewer_id());
        if (!visible) return visible.error();
        return storage::filters::add_status(tx, *id, *status);
    });
    if (!made) co_return fail(filter_error(made.error()));
    filters_changed(ctx);
    co_return http::json_response(entities::filter_status(*made));
}

/// GET /api/v2/filters/statuses/:id
Answer show_filter_status(Context& ctx)
{
    return show_part(ctx, storage::filters::find_status, entities::filter_status);
}

/// DELETE /api/v2/filters/statuses/:id: the entry as it was.
Answer delete_filter_status(Context& ctx)
{
    const auto id = part_id(ctx);
    if (!id) co_return fail(id.error());
    const auto gone = co_await ctx.app().db.transact([&](Transaction& tx) -> result<FilteredStatus> {
        auto found = storage::filters::find_status(tx, ctx.account_id(), *id);
        if (!found) return found;
        const auto removed = storage::filters::remove_status(tx, ctx.account_id(), *id);
        if (!removed) return removed.error();
        return found;
    });
    if (!gone) co_return fail(gone.error());
    filters_changed(ctx);
    co_return http::json_response(entities::filter_status(*gone));
}

} // namespace rounds::api
