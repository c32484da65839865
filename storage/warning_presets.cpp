#include "storage/warning_presets.hpp"

#include "storage/base/text.hpp"

namespace rounds::storage::warning_presets {
namespace {

const Statement add_sql{"warning_presets.add", R"(
    INSERT INTO warning_presets (title, body) VALUES ($1, $2) RETURNING id, title, body, created_at)"};
const Statement find_sql{
    "warning_presets.find", "SELECT id, title, body, created_at FROM warning_presets WHERE id = $1"
};
const Statement list_sql{"warning_presets.list", R"(
    SELECT id, title, body, created_at FROM warning_presets ORDER BY title, id LIMIT $1)"};
const Statement remove_sql{"warning_presets.remove", "DELETE FROM warning_presets WHERE id = $1"};

template <class Row> Preset preset_from(const Row& row)
{
    return {
        .id = row.template get<WarningPresetId>("id"),
        .title = row.template get<std::string>("title"),
        .body = row.template get<std::string>("body"),
        .created_at = row.template get<Time>("created_at"),
    };
}

bool fits(const std::string& text, std::size_t most)
{
    return !text::trim(text).empty() && text::count_code_points(text) <= most;
}

} // namespace

result<Preset> add(Transaction& tx, const std::string& title, const std::string& body)
{
    if (!fits(title, longest_title) || !fits(body, longest_body)) return errc::invalid_argument;
    return preset_from(tx.exec(add_sql, title, body).front());
}

result<Preset> find(Transaction& tx, WarningPresetId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return preset_from(rows.front());
}

std::vector<Preset> list(Transaction& tx, int limit)
{
    std::vector<Preset> all;
    for (const auto row : tx.exec(list_sql, limit)) all.push_back(preset_from(row));
    return all;
}

result<void> remove(Transaction& tx, WarningPresetId id)
{
    if (tx.exec(remove_sql, id).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::warning_presets
