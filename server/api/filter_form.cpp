#include "server/api/filter_form.hpp"

#include "server/api/state.hpp"
#include "server/api/wake.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::api {
namespace {

constexpr std::size_t longest = 256;

result<std::vector<KeywordChange>> keywords_from(const http::Params& params)
{
    std::vector<KeywordChange> keywords;
    for (const auto& one : params.objects("keywords_attributes")) {
        KeywordChange change;
        if (const auto id = one.integer("id")) change.id = *id;
        change.keyword = one.text("keyword");
        change.whole_word = one.flag("whole_word");
        change.destroy = one.flag("_destroy").value_or(false);
        const bool blank = !change.keyword || text::trim(*change.keyword).empty();
        if (!change.id && blank) return invalid::keyword_blank;
        if (change.keyword && text::count_code_points(*change.keyword) > longest) return invalid::text_too_long;
        keywords.push_back(std::move(change));
    }
    return keywords;
}

} // namespace

result<std::vector<std::string>> contexts_from(const http::Params& params)
{
    constexpr std::array<std::string_view, 5> known{"home", "notifications", "public", "thread", "account"};
    std::vector<std::string> contexts;
    for (const auto& one : params.texts("context")) {
        if (std::ranges::find(known, one) == known.end()) return invalid::filter_context;
        if (std::ranges::find(contexts, one) == contexts.end()) contexts.push_back(one);
    }
    if (contexts.empty()) return invalid::filter_context;
    return contexts;
}

std::optional<Time> expiry_from(const http::Params& params, Time now)
{
    constexpr long long longest_expiry = 100LL * 366 * 86400;
    const auto seconds = params.integer("expires_in");
    if (!seconds || *seconds <= 0) return std::nullopt;
    return now + std::chrono::seconds{std::min(*seconds, longest_expiry)};
}

result<FilterForm> FilterForm::from(const http::Params& params, Time now)
{
    constexpr std::array<std::string_view, 3> actions{"warn", "hide", "blur"};
    FilterForm form;
    form.title = params.text("title");
    if (form.title && text::trim(*form.title).empty()) return invalid::title_blank;
    if (form.title && text::count_code_points(*form.title) > longest) return invalid::title_too_long;
    if (params.has("context") || params.has("context[]")) {
        auto contexts = contexts_from(params);
        if (!contexts) return contexts.error();
        form.contexts = std::move(*contexts);
    }
    form.action = params.text("filter_action");
    if (form.action && std::ranges::find(actions, *form.action) == actions.end()) return invalid::filter_action;
    form.expiry_given = params.has("expires_in");
    form.expires_at = expiry_from(params, now);
    auto keywords = keywords_from(params);
    if (!keywords) return keywords.error();
    form.keywords = std::move(*keywords);
    return form;
}

void FilterForm::put_into(storage::filters::Filter& filter) const
{
    filter.title = title.value_or(filter.title);
    filter.contexts = contexts.value_or(filter.contexts);
    filter.action = action.value_or(filter.action);
    if (expiry_given) filter.expires_at = expires_at;
}

void filters_changed(Context& ctx)
{
    ctx.app().api->filters.drop(ctx.account_id());
    wake_workers(ctx);
}

boost::system::error_code filter_error(const boost::system::error_code& error)
{
    return error == errc::too_many ? make_error_code(invalid::filter_limit) : error;
}

} // namespace rounds::api
