#include "server/web/directory.hpp"

#include "federation/peers/look_alike.hpp"
#include "server/app/app.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/base/text.hpp"
#include "storage/rosters.hpp"

#include <algorithm>
#include <set>

namespace rounds::web {
namespace {

using storage::Transaction;
using storage::rosters::Entry;

constexpr int most_entries = 5000;
constexpr std::size_t most_shown_chats = 5;

/// What is asked for; empty: all.
struct Filter
{
    std::string region;
    std::string kind;
    std::string condition;
};

const json::array& list_at(const Entry& entry, std::string_view key)
{
    static const json::array none;
    const auto* list = entry.entry ? array_at(*entry.entry, key) : nullptr;
    return list != nullptr ? *list : none;
}

/// Names of the conditions that its networks are about.
std::set<std::string> conditions_of(const Entry& entry)
{
    std::set<std::string> names;
    for (const auto& network : list_at(entry, "networks"))
        for (const auto& name : network.at("conditions").as_array()) names.emplace(name.as_string());
    return names;
}

bool shown(const Entry& entry, const Filter& filter)
{
    if (!filter.region.empty() && entry.member.region != filter.region) return false;
    if (!filter.kind.empty() && entry.member.kind != filter.kind) return false;
    if (filter.condition.empty()) return true;
    return std::ranges::any_of(conditions_of(entry), [&](const auto& name) {
        return text::iequals(name, filter.condition);
    });
}

json::array network_values(const Entry& entry)
{
    json::array list;
    for (const auto& value : list_at(entry, "networks")) {
        std::vector<std::string> names;
        for (const auto& name : value.at("conditions").as_array()) names.emplace_back(name.as_string());
        json::object network;
        network["address"] = value.at("url");
        network["network_title"] = value.at("name");
        network["handle"] = value.at("handle");
        network["conditions"] = text::join(names, ", ");
        list.push_back(std::move(network));
    }
    return list;
}

/// Those that are not over, the next one first.
json::array chat_values(const Entry& entry, Language language, Time now)
{
    json::array list;
    for (const auto& value : list_at(entry, "chats")) {
        const auto starts = parse_iso8601(std::string_view(value.at("starts").as_string()));
        const auto ends = parse_iso8601(std::string_view(value.at("ends").as_string()));
        if (!starts || !ends || *ends <= now || list.size() == most_shown_chats) continue;
        json::object chat;
        chat["chat_address"] = value.at("url");
        chat["chat_title"] = value.at("name");
        chat["chat_when"] = long_time(*starts, language);
        chat["live"] = *starts <= now;
        list.push_back(std::move(chat));
    }
    return list;
}

json::object entry_values(const Entry& entry, Language language, Time now)
{
    json::object values;
    values["name"] = entry.member.name;
    values["kind"] = word(language, entry.member.kind == "society" ? "society" : "hospital");
    values["region"] = entry.member.region;
    values["domain"] = peers::to_display_domain(entry.member.domain);
    values["address"] = entry.entry ? string_at(*entry.entry, "url") : std::string_view();
    values["medium"] = entry.member.medium;
    values["proven"] = long_date(*entry.proven_at, language);
    values["networks"] = network_values(entry);
    auto chats = chat_values(entry, language, now);
    values["has_chats"] = !chats.empty();
    values["chats"] = std::move(chats);
    return values;
}

json::array choices(const std::set<std::string>& of, std::string_view chosen)
{
    json::array list;
    for (const auto& value : of)
        list.push_back(json::object{{"value", value}, {"selected", text::iequals(value, chosen)}});
    return list;
}

json::object page_values(const std::vector<Entry>& entries, const Filter& filter, Language language, Time now)
{
    std::set<std::string> regions;
    std::set<std::string> conditions;
    std::vector<const Entry*> chosen;
    for (const auto& entry : entries) {
        if (!entry.member.region.empty()) regions.insert(entry.member.region);
        conditions.merge(conditions_of(entry));
        if (shown(entry, filter)) chosen.push_back(&entry);
    }
    std::ranges::sort(chosen, {}, [](const Entry* one) { return std::tie(one->member.region, one->member.name); });
    json::array list;
    for (const auto* entry : chosen) list.push_back(entry_values(*entry, language, now));
    json::object values;
    values["t"] = code_of(language);
    values["regions"] = choices(regions, filter.region);
    values["all_conditions"] = choices(conditions, filter.condition);
    values["hospitals_only"] = filter.kind == "hospital";
    values["societies_only"] = filter.kind == "society";
    values["count"] = list.size();
    values["one"] = list.size() == 1;
    values["has_entries"] = !list.empty();
    values["entries"] = std::move(list);
    return values;
}

} // namespace

boost::asio::awaitable<http::Response> directory(app::Context& ctx)
{
    auto& app = ctx.app();
    const auto language = language_of(ctx);
    const Filter filter{
        ctx.params().text_or("region", ""), ctx.params().text_or("kind", ""), ctx.params().text_or("condition", "")
    };
    const auto entries =
        co_await app.db.transact([](Transaction& tx) { return storage::rosters::proven(tx, most_entries); });
    const auto values = page_values(entries, filter, language, app.clock.now());
    Page page;
    page.title = word(language, "directory");
    page.body = render("directory", values);
    page.description = word(language, "directory_description");
    page.canonical = app.urls.base() + "/directory";
    co_return respond(ctx, page);
}

} // namespace rounds::web
