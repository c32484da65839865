#include "server/social/verbs.hpp"
#include "server/social/visibility.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

using storage::Statement;

const Statement own_posts_sql{"reports.own_posts", R"(
    SELECT count(*) FROM statuses WHERE id = ANY ($1::bigint[]) AND account_id = $2 AND reblog_of_id IS NULL)"};

/// All of them are posts of the target that the reporter may see.
bool are_theirs(Transaction& tx, const std::vector<StatusId>& posts, AccountId target, AccountId reporter)
{
    if (visible(tx, posts, reporter).size() != posts.size()) return false;
    return tx.exec(own_posts_sql, posts, target).front().at(0).as<std::size_t>() == posts.size();
}

} // namespace

result<storage::reports::Report> report(Transaction& tx, const Urls& urls, const Account& by, const ReportForm& form)
{
    const auto target = storage::accounts::find(tx, form.target);
    if (!target) return target.error();
    if (target->id == by.id) return errc::forbidden;
    storage::reports::Report wanted;
    wanted.statuses = form.statuses;
    std::ranges::sort(wanted.statuses);
    const auto twice = std::ranges::unique(wanted.statuses);
    wanted.statuses.erase(twice.begin(), twice.end());
    if (!wanted.statuses.empty() && !are_theirs(tx, wanted.statuses, target->id, by.id)) return errc::not_found;

    wanted.id = storage::reports::next_id(tx);
    wanted.uri = urls.base() + "/actor/activities/flag/" + to_string(wanted.id);
    wanted.account = by.id;
    wanted.target = target->id;
    wanted.comment = form.comment;
    wanted.category = form.category;
    wanted.rules = form.rules;
    wanted.forwarded = form.forward && !target->local();
    auto made = storage::reports::add(tx, wanted);
    if (!made) return made;
    notify_staff(tx, by.id, made->id);
    if (made->forwarded) {
        const auto id = to_string(made->id);
        say(tx, {.what = Say::report_forwarded, .account = {}, .target = target->id, .status = {}, .text = id});
    }
    return made;
}

} // namespace rounds::social
