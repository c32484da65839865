#include "tests/support/staff_record.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace rounds::test {
namespace {

std::vector<std::string> names_in(std::string_view text)
{
    std::vector<std::string> names;
    for (const auto name : text::split(text, ',')) names.emplace_back(name);
    return names;
}

void read_actions(StaffAct& act, std::string_view text)
{
    const auto plus = text.find('+');
    if (plus != std::string_view::npos) act.also = names_in(text.substr(plus + 1));
    text = text.substr(0, plus);
    act.may_be_idle = text.ends_with('?');
    if (act.may_be_idle) text.remove_suffix(1);
    act.actions = names_in(text);
}

std::vector<StaffAct> read_acts()
{
    std::ifstream in(std::string(ROUNDS_SOURCE_DIR) + "/tests/audit.tsv");
    std::vector<StaffAct> acts;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto cells = text::split(line, '\t');
        StaffAct act;
        act.what = cells.front();
        if (cells.size() > 1 && cells[1] != "-") read_actions(act, cells[1]);
        if (cells.size() > 2) act.how = cells[2];
        acts.push_back(std::move(act));
    }
    return acts;
}

bool among(const std::vector<std::string>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

} // namespace

const std::vector<StaffAct>& staff_acts()
{
    static const auto acts = read_acts();
    return acts;
}

const StaffAct* find_act(std::string_view what)
{
    const auto found = std::ranges::find(staff_acts(), what, &StaffAct::what);
    return found == staff_acts().end() ? nullptr : &*found;
}

std::string_view name_of(http::Method method) noexcept
{
    using enum http::Method;
    if (method == get) return "get";
    if (method == post) return "post";
    if (method == put) return "put";
    if (method == patch) return "patch";
    return "del";
}

std::int64_t last_entry(storage::Database& db)
{
    return db.transact_blocking([](storage::Transaction& tx) {
        return tx.exec_plain("SELECT coalesce(max(id), 0) FROM audit_log").front().at(0).as<std::int64_t>();
    });
}

void expect_on_record_once(storage::Database& db, std::int64_t before, const StaffAct& act)
{
    std::set<std::string> seen;
    std::vector<std::string> actions;
    db.transact_blocking([&](storage::Transaction& tx) {
        const auto rows = tx.exec_plain(
            "SELECT action, concat_ws(' ', action, target_kind, target_id) AS what FROM audit_log WHERE id > " +
            std::to_string(before)
        );
        for (const auto row : rows) {
            actions.push_back(row.get<std::string>("action"));
            EXPECT_TRUE(seen.insert(row.get<std::string>("what")).second)
                << act.what << ": " << row.get<std::string>("what") << " is on record twice";
        }
    });
    const auto own = std::ranges::count_if(actions, [&](const auto& action) { return among(act.actions, action); });
    const bool idle = act.may_be_idle && actions.empty();
    EXPECT_TRUE(own == 1 || idle) << act.what << " is on record " << own << " times as " << act.actions.front();
    for (const auto& action : actions)
        EXPECT_TRUE(among(act.actions, action) || among(act.also, action))
            << act.what << " is on record as " << action << ", of which tests/audit.tsv knows nothing";
}

} // namespace rounds::test
