#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"
#include "storage/warning_presets.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;
namespace presets = storage::warning_presets;

constexpr int most_listed = 100;

awaitable<http::Response> show(Visit& visit, std::string_view problem, std::string title, std::string body)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        rows.clear();
        for (const auto& one : presets::list(tx, most_listed))
            rows.push_back({{"id", to_string(one.id)}, {"title", one.title}, {"body", one.body}});
    });
    json::object values;
    values["none"] = rows.empty();
    values["presets"] = std::move(rows);
    values["title"] = std::move(title);
    values["body"] = std::move(body);
    co_return page(visit, {.name = "presets", .title = "presets", .values = std::move(values), .problem = problem});
}

} // namespace

awaitable<http::Response> warning_presets(Visit& visit)
{
    return show(visit, "", "", "");
}

awaitable<http::Response> add_preset(Visit& visit)
{
    const auto& params = visit.ctx.params();
    auto title = std::string(text::trim(params.text_or("title", "")));
    auto body = std::string(text::trim(params.text_or("body", "")));
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto made = presets::add(tx, title, body);
        if (!made) return made.error();
        note(visit, tx, "warning_preset.create", to_int(made->id));
        return {};
    });
    if (!outcome) co_return co_await show(visit, "preset_not_read", std::move(title), std::move(body));
    co_return http::redirect("/console/presets");
}

awaitable<http::Response> remove_preset(Visit& visit)
{
    const auto id = visit.ctx.path_id<WarningPresetId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await perform(visit, "warning_preset.delete", to_string(*id), [&](Transaction& tx) {
        return presets::remove(tx, *id);
    });
    co_return done(visit, outcome, "/console/presets");
}

} // namespace rounds::console
