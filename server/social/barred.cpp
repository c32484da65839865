#include "server/social/barred.hpp"

#include "storage/network_acts.hpp"

#include <string>

namespace rounds::social {
namespace {

using storage::Statement;

const Statement stewards_sql{"barred.is_steward", R"(
    SELECT 1 FROM network_roles r JOIN networks n ON n.id = r.network_id
    WHERE n.account_id = $1 AND r.account_id = $2 AND r.role = 'steward' AND (r.until IS NULL OR r.until > now()))"};

class Category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "rounds.network"; }
    [[nodiscard]] std::string message(int code) const override
    {
        if (static_cast<shut>(code) == shut::locked)
            return "The stewards of the network have locked this thread: it takes no more answers.";
        return "The stewards of this network keep you out of it: you cannot join it or post in it. Its message to you "
               "says why and for how long. You can appeal to the moderators of its server.";
    }
};

bool may_answer_all(Transaction& tx, AccountId group, AccountId author)
{
    return group == author || !tx.exec(stewards_sql, group, author).empty();
}

} // namespace

const boost::system::error_category& shut_category() noexcept
{
    static const Category category;
    return category;
}

boost::system::error_code make_error_code(shut code) noexcept
{
    return {static_cast<int>(code), shut_category()};
}

result<void> let_in(Transaction& tx, const std::vector<AccountId>& groups, AccountId account)
{
    if (storage::network_acts::bars_any(tx, groups, account)) return shut::barred;
    return {};
}

result<void> let_post(Transaction& tx, const Status& status, std::vector<AccountId> groups)
{
    if (status.visibility == Visibility::direct) return {}; // a word to the network alone, an appeal perhaps
    if (status.audience) groups.push_back(*status.audience);
    if (const auto open = let_in(tx, groups, status.account); !open) return open.error();
    if (!status.audience || !status.in_reply_to) return {};
    if (storage::network_acts::is_locked(tx, *status.audience, *status.in_reply_to) &&
        !may_answer_all(tx, *status.audience, status.account))
        return shut::locked;
    return {};
}

} // namespace rounds::social
