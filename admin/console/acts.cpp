#include "admin/console/acts.hpp"

#include "storage/accounts.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::console {
namespace {

/// In the order of the form: the mildest first.
constexpr std::array<std::string_view, 6> actions{"none", "pseudonym", "sensitive", "silence", "disable", "suspend"};
constexpr std::array<std::string_view, 5> texts{"privacy", "advice", "advertising", "hurtful", "taken_over"};
constexpr int most_presets = 100;
constexpr std::string_view lifted = "lift ";

template <std::size_t size> bool among(const std::array<std::string_view, size>& all, std::string_view one)
{
    return std::ranges::find(all, one) != all.end();
}

json::object choice(std::string_view value, std::string label, std::string_view chosen)
{
    return {{"value", value}, {"label", std::move(label)}, {"chosen", value == chosen}};
}

} // namespace

moderation::Staff staff_of(const Visit& visit)
{
    moderation::Staff staff;
    staff.account = visit.ctx.account_id();
    staff.role = visit.admin ? "admin" : "moderator";
    staff.via = "page";
    return staff;
}

Act act_in(const http::Params& params)
{
    Act act;
    act.action = params.text_or("action", "");
    act.preset = params.text_or("preset", "");
    act.words = text::trim(params.text_or("text", ""));
    act.letter = !params.flag("no_letter").value_or(false);
    return act;
}

std::string
act_fields(const Visit& visit, storage::Transaction& tx, const Act& chosen, Nothing nothing, std::string_view problem)
{
    json::array acts;
    if (nothing == Nothing::offered) acts.push_back(choice("", visit.words("act_nothing"), chosen.action));
    for (const auto action : actions)
        acts.push_back(choice(action, visit.words("act_" + std::string(action)), chosen.action));
    json::array presets;
    json::array shown;
    const auto add = [&](std::string_view value, const std::string& title, const std::string& body) {
        presets.push_back(choice(value, title, chosen.preset));
        shown.push_back({{"label", title}, {"text", body}});
    };
    presets.push_back(choice("", visit.words("preset_none"), chosen.preset));
    for (const auto& one : storage::warning_presets::list(tx, most_presets))
        add(to_string(one.id), one.title, one.body);
    for (const auto name : texts) {
        const auto key = "canned_" + std::string(name);
        add(name, visit.words(key), visit.words(key + "_text"));
    }
    json::object values;
    values["problem"] = !problem.empty();
    values["actions"] = std::move(acts);
    values["presets"] = std::move(presets);
    values["preset_texts"] = std::move(shown);
    values["text"] = chosen.words;
    values["no_letter"] = !chosen.letter;
    return piece(visit, "act_fields", std::move(values));
}

result<moderation::Order> order_of(storage::Transaction& tx, AccountId target, const Act& act)
{
    moderation::Order order;
    order.target = target;
    order.action = act.action;
    order.mail = act.letter;
    order.text = act.words;
    if (act.preset.empty()) return order;
    if (const auto id = parse_id<WarningPresetId>(act.preset)) {
        order.preset = *id;
        return order;
    }
    if (!among(texts, act.preset)) return errc::invalid_argument;
    const auto user = storage::accounts::find_user(tx, target);
    order.text = words_in(user ? user->locale : std::string{})("canned_" + act.preset + "_text");
    if (!act.words.empty()) order.text.append("\n\n").append(act.words);
    return order;
}

std::string_view why_not(const boost::system::error_code& error)
{
    return error == errc::forbidden ? "act_not_yours" : "act_not_possible";
}

std::string what_was_done(const Visit& visit, std::string_view action)
{
    const bool back = action.starts_with(lifted);
    const auto name = back ? action.substr(lifted.size()) : action;
    if (!among(actions, name)) return std::string(action);
    const auto done = visit.words("did_" + std::string(name));
    return back ? visit.words("did_lift") + ": " + done : done;
}

} // namespace rounds::console
