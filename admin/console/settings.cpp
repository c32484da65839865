#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/config_table.hpp"
#include "storage/pg/inspect.hpp"

namespace rounds::console {

awaitable<http::Response> settings(Visit& visit)
{
    // A copy without the one setting that may hold a secret; all others name files that do.
    auto shown = visit.app().config;
    shown.database.url = storage::without_password(shown.database.url);
    const app::Config defaults;
    json::array sections;
    for (const auto& option : app::config_table()) {
        const auto dot = option.key.find('.');
        const auto section = option.key.substr(0, dot);
        if (sections.empty() || sections.back().at("section").as_string() != section)
            sections.push_back({{"section", section}, {"rows", json::array{}}});
        const auto value = option.as_toml(shown);
        sections.back().at("rows").as_array().push_back(
            {{"key", option.key}, {"value", value}, {"doc", option.doc}, {"changed", value != option.as_toml(defaults)}}
        );
    }
    json::object values;
    values["configured"] = std::move(sections);
    co_return page(visit, {.name = "settings", .title = "settings", .values = std::move(values)});
}

} // namespace rounds::console
