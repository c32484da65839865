#include "server/api/told.hpp"

#include "server/entities/account.hpp"
#include "server/entities/collection.hpp"
#include "server/entities/notification.hpp"
#include "server/entities/report.hpp"
#include "server/entities/warning.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::api {

using storage::notifications::Notification;

void Told::load(Transaction& tx, const std::vector<Notification>& all, std::vector<AccountId> more)
{
    auto people = std::move(more);
    std::vector<StatusId> posts;
    std::vector<ReportId> reports;
    std::vector<StrikeId> strikes;
    std::vector<CollectionId> collections;
    for (const auto& one : all) {
        people.push_back(one.from);
        if (one.status) posts.push_back(*one.status);
        if (one.report) reports.push_back(*one.report);
        if (one.strike) strikes.push_back(*one.strike);
        if (one.collection) collections.push_back(*one.collection);
    }
    for (auto& collection : storage::collections::find_all(tx, collections))
        collections_.emplace(collection.id, std::move(collection));
    recommended_ = storage::collections::items(tx, collections, std::nullopt);
    std::erase_if(recommended_, [](const auto& item) { return !item.accepted(); });
    for (auto& report : storage::reports::find_all(tx, reports)) {
        people.push_back(report.target);
        reports_.emplace(report.id, std::move(report));
    }
    for (auto& strike : storage::moderation::find_strikes(tx, strikes)) {
        people.push_back(strike.target);
        strikes_.emplace(strike.id, std::move(strike));
    }
    for (auto& appeal : storage::moderation::appeals_of(tx, strikes))
        appeals_.emplace(appeal.strike, std::move(appeal));
    std::ranges::sort(people);
    const auto twice = std::ranges::unique(people);
    people.erase(twice.begin(), twice.end());
    for (auto& view : storage::accounts::views(tx, people)) accounts_.emplace(view.account.id, std::move(view));
    shown_.load(tx, posts);
}

bool Told::can_tell(const Notification& one) const
{
    if (account(one.from) == nullptr) return false;
    if (one.report) {
        const auto report = reports_.find(*one.report);
        if (report == reports_.end() || account(report->second.target) == nullptr) return false;
    }
    if (one.strike) {
        const auto strike = strikes_.find(*one.strike);
        if (strike == strikes_.end() || account(strike->second.target) == nullptr) return false;
    }
    if (one.collection && !collections_.contains(*one.collection)) return false;
    return !one.status || (shown_.has(*one.status) && !shown_.hidden(*one.status, "notifications"));
}

std::string Told::json(const Notification& one, const std::optional<std::vector<std::string>>& supported) const
{
    auto out = json::serialize(entities::notification(one));
    out.pop_back();
    out += R"(,"account":)" + account_json(accounts_.at(one.from));
    if (one.status) out += R"(,"status":)" + shown_.json(*one.status);
    if (one.report) out += R"(,"report":)" + report_json(*one.report);
    if (one.strike) out += R"(,"moderation_warning":)" + warning_json(*one.strike);
    if (one.collection) out += R"(,"collection":)" + collection_json(*one.collection);
    if (const auto fallback = supported ? fallback_json(one, *supported) : std::string{}; !fallback.empty())
        out += R"(,"fallback":)" + fallback;
    out += '}';
    return out;
}

const storage::AccountView* Told::account(AccountId id) const
{
    const auto found = accounts_.find(id);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::string Told::account_json(const storage::AccountView& view) const
{
    return json::serialize(entities::account(view, shown_.site()));
}

std::string Told::report_json(ReportId id) const
{
    const auto& report = reports_.at(id);
    return json::serialize(entities::report(report, accounts_.at(report.target), shown_.site()));
}

std::string Told::collection_json(CollectionId id) const
{
    std::vector<storage::CollectionItem> items;
    std::ranges::copy_if(recommended_, std::back_inserter(items), [&](const auto& i) { return i.collection == id; });
    return json::serialize(entities::collection(collections_.at(id), items, shown_.site()));
}

std::string Told::fallback_json(const Notification& one, const std::vector<std::string>& supported) const
{
    if (!one.collection || std::ranges::find(supported, one.kind) != supported.end()) return {};
    const auto& from = accounts_.at(one.from).account;
    const auto& collection = collections_.at(*one.collection);
    const bool added = one.kind == "added_to_collection";
    const bool spanish = locale_.starts_with("es");
    const auto name = from.display_name.empty() ? from.acct() : from.display_name;
    json::object o;
    if (spanish)
        o["title"] = name + (added ? " le recomienda en una colección" : " ha cambiado una colección en la que está");
    else
        o["title"] = name + (added ? " recommends you in a collection" : " changed a collection that you are in");
    o["summary"] = collection.name;
    o["details"] = collection.description.empty() ? json::value(nullptr) : json::value(collection.description);
    return json::serialize(o);
}

std::string Told::warning_json(StrikeId id) const
{
    const auto& strike = strikes_.at(id);
    const auto appeal = appeals_.find(id);
    const auto* told = appeal == appeals_.end() ? nullptr : &appeal->second;
    return json::serialize(entities::warning(strike, told, accounts_.at(strike.target), shown_.site()));
}

} // namespace rounds::api
