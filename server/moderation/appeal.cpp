#include "server/app/letters.hpp"
#include "server/moderation/moderation.hpp"
#include "storage/base/text.hpp"
#include "storage/pseudonyms.hpp"

namespace rounds::moderation {
namespace {

void write_answer(Transaction& tx, const app::App& app, const Appeal& appeal)
{
    json::object words;
    words["granted"] = appeal.approved_at.has_value();
    words["when"] = app::letter_time(appeal.created_at);
    app::send_letter(tx, app, {.kind = "appeal", .account = appeal.account, .words = std::move(words)});
}

} // namespace

result<Appeal> appeal(Transaction& tx, AccountId holder, StrikeId id, std::string_view text, Time now)
{
    const auto words = text::trim(text);
    const auto strike = storage::moderation::find_strike(tx, id);
    if (!strike || strike->target != holder) return errc::not_found;
    if (strike->overruled_at || now - strike->created_at > std::chrono::days{appeal_days}) return errc::forbidden;
    if (words.empty() || text::count_code_points(words) > longest_appeal) return errc::invalid_argument;
    auto made = storage::moderation::add_appeal(tx, id, holder, words);
    if (!made) return made;
    Staff self{.account = holder, .role = "member", .via = "page"};
    note(tx, self, "appeal.create", "appeal", to_int(made->id), {}, to_int(id));
    return made;
}

result<Appeal> decide_appeal(Transaction& tx, const app::App& app, const Staff& staff, AppealId id, bool approved)
{
    const auto known = storage::moderation::find_appeal(tx, id);
    if (!known) return known.error();
    if (staff.account == known->account) return errc::forbidden;
    const auto now = app.clock.now();
    auto decided = storage::moderation::decide(tx, id, approved, staff.account, now);
    if (!decided) return decided;
    note(tx, staff, approved ? "appeal.approve" : "appeal.reject", "appeal", to_int(id), {}, to_int(decided->strike));
    if (approved) {
        const auto strike = storage::moderation::find_strike(tx, decided->strike);
        if (!strike) return strike.error();
        storage::moderation::overrule(tx, strike->id, now);
        const bool asked_for_name = storage::pseudonyms::order_of(tx, strike->target) == strike->id;
        const std::string action = asked_for_name ? "pseudonym" : strike->action;
        if (action != "none") {
            const auto lifted = lift(tx, staff, strike->target, action);
            if (!lifted) return lifted.error();
        }
    }
    write_answer(tx, app, *decided);
    return decided;
}

} // namespace rounds::moderation
