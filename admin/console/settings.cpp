#include "admin/console/settings.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/config_table.hpp"
#include "server/app/tokens.hpp"
#include "storage/pg/inspect.hpp"
#include "storage/settings_changes.hpp"

#include <algorithm>
#include <array>

namespace rounds::console {
namespace {

using storage::Transaction;
namespace changes = storage::settings_changes;

constexpr int most_changes = 50;
/// Of the process, not of the instance.
constexpr std::array<std::string_view, 3> of_the_process{"http.address", "http.port", "http.metrics_port"};

/// A copy without the one setting that may hold a secret; all others name files that do.
app::Config without_secrets(app::Config config)
{
    config.database.url = storage::without_password(config.database.url);
    return config;
}

changes::Values values_of(const app::Config& config)
{
    changes::Values values;
    for (const auto& option : app::config_table())
        if (std::ranges::find(of_the_process, option.key) == of_the_process.end())
            values.emplace(option.key, option.as_toml(config));
    return values;
}

json::array sections_of(const app::Config& shown)
{
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
    return sections;
}

json::array history(Transaction& tx)
{
    const auto defaults = values_of({});
    json::array rows;
    for (const auto& one : changes::list(tx, most_changes)) {
        const auto first = defaults.find(one.key);
        rows.push_back({
            {"when", when(one.seen_at)},
            {"key", one.key},
            {"value", one.value},
            {"before",
             one.before                ? *one.before
             : first == defaults.end() ? std::string{}
                                       : first->second},
        });
    }
    return rows;
}

} // namespace

void note_settings(storage::Database& db, const app::Config& config)
{
    db.transact_blocking([&](Transaction& tx) { changes::note(tx, values_of(without_secrets(config)), values_of({})); }
    );
}

awaitable<http::Response> settings(Visit& visit)
{
    json::object values;
    values["configured"] = sections_of(without_secrets(visit.app().config));
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) { values["history"] = history(tx); });
    values["has_history"] = !values["history"].as_array().empty();
    co_return page(visit, {.name = "settings", .title = "settings", .values = std::move(values)});
}

} // namespace rounds::console
