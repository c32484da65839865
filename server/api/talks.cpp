#include "server/api/talks.hpp"

#include "server/entities/account.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::api {

void Talks::load(Transaction& tx, const std::vector<Conversation>& all)
{
    std::vector<AccountId> people;
    std::vector<StatusId> posts;
    for (const auto& one : all) {
        people.insert(people.end(), one.others.begin(), one.others.end());
        if (one.others.empty()) people.push_back(me_);
        posts.push_back(one.last_status);
    }
    for (const auto& view : storage::accounts::views(tx, people))
        if (view.account.usable()) accounts_[view.account.id] = json::serialize(entities::account(view, shown_.site()));
    shown_.load(tx, posts);
}

std::string Talks::json(const Conversation& one) const
{
    const auto others = one.others.empty() ? std::vector{me_} : one.others; // notes to oneself
    std::vector<std::string> people;
    for (const auto id : others)
        if (const auto known = accounts_.find(id); known != accounts_.end()) people.push_back(known->second);
    json::object o;
    o["id"] = to_string(one.id);
    o["unread"] = one.unread;
    auto text = json::serialize(o);
    text.pop_back();
    text += R"(,"accounts":)" + json_list(people) + R"(,"last_status":)";
    text += shown_.has(one.last_status) ? shown_.json(one.last_status) : "null";
    return text + '}';
}

} // namespace rounds::api
