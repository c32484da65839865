#include "server/knowledge/condition_follows.hpp"

#include "storage/base/text.hpp"
#include "storage/condition_follows.hpp"

namespace rounds::knowledge {
namespace {

using storage::Transaction;

void follow(Transaction& tx, AccountId account, std::string_view condition)
{
    storage::condition_follows::follow(tx, account, condition, conditions().tags(condition));
}

} // namespace

result<void> follow_condition(Transaction& tx, AccountId account, std::string_view condition)
{
    if (conditions().find(condition) == nullptr) return errc::not_found;
    follow(tx, account, condition);
    return {};
}

result<void> unfollow_condition(Transaction& tx, AccountId account, std::string_view condition)
{
    if (conditions().find(condition) == nullptr) return errc::not_found;
    storage::condition_follows::unfollow(tx, account, condition);
    return {};
}

void tag_followed(Transaction& tx, AccountId account, std::string_view tag)
{
    for (const auto condition : conditions().named_by_tag(tag)) follow(tx, account, condition);
}

void tag_given_up(Transaction& tx, AccountId account, std::string_view tag)
{
    for (const auto condition : conditions().named_by_tag(tag))
        storage::condition_follows::unfollow(tx, account, condition);
    storage::condition_follows::forget_tag(tx, account, text::to_lower(tag));
}

} // namespace rounds::knowledge
