#include "server/web/question_values.hpp"

#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "server/web/cards.hpp"
#include "storage/questions.hpp"
#include "storage/statuses.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

constexpr std::size_t shown_characters = 160;

json::array
lines(storage::Transaction& tx, const std::vector<storage::Question>& questions, std::optional<AccountId> viewer)
{
    std::vector<StatusId> ids;
    for (const auto& question : questions) ids.push_back(question.status);
    const auto views = storage::statuses::views(tx, social::visible(tx, ids, viewer));
    json::array list;
    for (const auto& question : questions) {
        const auto view = std::ranges::find(views, question.status, [](const auto& one) { return one.status.id; });
        if (view == views.end()) continue;
        json::object values;
        values["question_address"] = "/questions/" + to_string(question.id);
        values["question"] = excerpt(text::to_plain_text(view->status.content), shown_characters);
        values["question_language"] = view->status.language.value_or("");
        values["asked_on"] = to_iso_date(view->status.created_at);
        values["proposed"] = question.proposed_at.has_value();
        values["endorsed"] = question.endorsed;
        list.push_back(std::move(values));
    }
    return list;
}

} // namespace

void put_questions(
    json::object& values,
    storage::Transaction& tx,
    const std::vector<AccountId>& groups,
    std::optional<AccountId> viewer,
    int most
)
{
    auto open = lines(tx, storage::questions::list(tx, groups, "open", false, most), viewer);
    auto solved = lines(tx, storage::questions::list(tx, groups, "solved", false, most), viewer);
    values["has_open"] = !open.empty();
    values["open"] = std::move(open);
    values["has_solved"] = !solved.empty();
    values["solved"] = std::move(solved);
}

} // namespace rounds::web
