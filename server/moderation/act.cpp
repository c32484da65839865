#include "server/app/config.hpp"
#include "server/app/letters.hpp"
#include "server/app/tokens.hpp"
#include "server/moderation/moderation.hpp"
#include "server/social/delete_account.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/jobs.hpp"
#include "storage/pseudonyms.hpp"

#include <algorithm>
#include <array>

namespace rounds::moderation {
namespace {

using storage::Account;

constexpr std::array<std::string_view, 6> actions{"none", "sensitive", "disable", "silence", "suspend", "pseudonym"};

int rank(std::string_view role) noexcept
{
    if (role == "admin") return 2;
    return role == "moderator" ? 1 : 0;
}

/// Before the moderators' own words: what the person has to do, in their language.
std::string words_of_pseudonym(std::string_view locale, std::string_view words)
{
    const bool spanish = locale.starts_with("es");
    std::string out =
        spanish ? "Le pedimos que cambie el nombre que se muestra en su cuenta por un seudónimo: el actual puede "
                  "revelar quién es usted u otra persona. Puede hacerlo en su aplicación, en el perfil. Hasta entonces "
                  "no se publica nada nuevo; todo lo demás funciona como siempre."
                : "Please change the name that your account shows to a pseudonym: the present one can tell others who "
                  "you or somebody else is. You can do so in your app, in your profile. Until then nothing new is "
                  "posted; all else works as before.";
    if (!words.empty()) out.append("\n\n").append(words);
    return out;
}

/// The action that a strike keeps: apps know these five.
std::string kept_action(const Order& order)
{
    return order.action == "pseudonym" ? "none" : order.action;
}

std::string audited_action(const Order& order)
{
    return order.action == "none" ? "account.warn" : "account." + order.action;
}

void apply(Transaction& tx, const Account& target, std::string_view action, bool on)
{
    if (action == "sensitive") storage::moderation::set_sensitized(tx, target.id, on);
    if (action == "silence") storage::moderation::set_silenced(tx, target.id, on);
    if (action == "suspend") storage::accounts::set_suspended(tx, target.id, on);
    // Log-ins, apps and open streams of the person are refused while it lasts and work again afterwards: a mistake can
    // be taken back. Whose account was taken over gets a new password besides, which ends them for good.
    if (action == "disable") storage::moderation::set_disabled(tx, target.id, on);
    if (action == "pseudonym" && !on) storage::pseudonyms::settle(tx, target.id); // it begins with its strike
    // What others show of the account changes with it: "suspended" is a member of the actor.
    if (action == "suspend" && target.local())
        social::say(
            tx, {.what = social::Say::profile_updated, .account = target.id, .target = {}, .status = {}, .text = {}}
        );
}

void write_letter(Transaction& tx, const app::App& app, const Strike& strike, std::string_view action)
{
    json::object words;
    words["when"] = app::letter_time(app.clock.now());
    words["text"] = strike.text;
    words[action] = true;
    words["appeal"] = app.urls.base() + "/settings/strikes";
    words["days"] = appeal_days;
    app::send_letter(tx, app, {.kind = "strike", .account = strike.target, .words = std::move(words)});
}

result<std::vector<StatusId>> reported_posts(Transaction& tx, const Order& order)
{
    if (!order.report) return std::vector<StatusId>{};
    auto report = storage::reports::find(tx, *order.report);
    if (!report) return report.error();
    if (report->target != order.target) return errc::invalid_argument;
    return std::move(report->statuses);
}

/// A warning settles the report it came from; anything harder all that are open about the account.
void settle_reports(Transaction& tx, const app::App& app, const Staff& staff, const Order& order)
{
    const auto now = app.clock.now();
    std::vector<ReportId> settled;
    if (kept_action(order) != "none") settled = storage::moderation::resolve_all(tx, order.target, staff.account, now);
    if (order.report && std::ranges::find(settled, *order.report) == settled.end())
        if (storage::moderation::resolve(tx, *order.report, staff.account, now)) settled.push_back(*order.report);
    for (const auto id : settled) note(tx, staff, "report.resolve", "report", to_int(id));
}

/// What its holder is told: prepared words, then those for this person alone.
result<std::string> words_of(Transaction& tx, const Order& order)
{
    if (!order.preset) return order.text;
    const auto preset = storage::warning_presets::find(tx, *order.preset);
    if (!preset) return preset.error();
    return order.text.empty() ? preset->body : preset->body + "\n\n" + order.text;
}

} // namespace

bool outranks(std::string_view role, std::string_view target_role) noexcept
{
    return rank(role) > 0 && rank(role) > rank(target_role);
}

result<storage::Account> may_act(Transaction& tx, const Staff& staff, AccountId id)
{
    auto target = storage::accounts::find(tx, id);
    if (!target) return target.error();
    if (staff.account == id || (target->local() && target->actor_type == "Application")) return errc::forbidden;
    const auto user = storage::accounts::find_user(tx, id);
    const std::string role = user ? user->role : "member";
    if (!outranks(staff.role, role)) return errc::forbidden;
    return target;
}

void note(
    Transaction& tx,
    const Staff& staff,
    std::string_view action,
    std::string_view target_kind,
    std::int64_t target,
    std::string_view rule,
    const std::optional<std::int64_t>& related
)
{
    storage::audit::Entry entry;
    entry.actor = staff.account;
    entry.via = staff.via;
    entry.action = action;
    entry.target_kind = target_kind;
    entry.target = target;
    entry.related = related;
    entry.rule = rule;
    storage::audit::add(tx, entry);
}

result<Strike> act(Transaction& tx, const app::App& app, const Staff& staff, const Order& order)
{
    if (std::ranges::find(actions, order.action) == actions.end()) return errc::invalid_argument;
    if (text::count_code_points(order.text) > longest_words) return errc::invalid_argument;
    const auto target = may_act(tx, staff, order.target);
    if (!target) return target.error();
    const auto user = storage::accounts::find_user(tx, target->id);
    const bool of_the_holder = order.action == "disable" || order.action == "pseudonym";
    if (of_the_holder && !user) return errc::invalid_argument;
    auto posts = reported_posts(tx, order);
    if (!posts) return posts.error();
    auto words = words_of(tx, order);
    if (!words) return words.error();

    apply(tx, *target, order.action, true);
    Strike wanted;
    wanted.by = staff.account;
    wanted.target = target->id;
    wanted.action = kept_action(order);
    wanted.text = order.action == "pseudonym" ? words_of_pseudonym(user->locale, *words) : *words;
    wanted.report = order.report;
    wanted.statuses = std::move(*posts);
    auto strike = storage::moderation::add_strike(tx, wanted);
    if (order.action == "pseudonym") storage::pseudonyms::require(tx, target->id, strike.id);
    storage::moderation::LogEntry entry;
    entry.by = staff.account;
    entry.target = target->id;
    entry.action = order.action;
    entry.report = order.report;
    entry.strike = strike.id;
    entry.note = std::move(*words);
    storage::moderation::add_log(tx, entry);
    note(tx, staff, audited_action(order), "account", to_int(target->id), {}, to_int(strike.id));
    settle_reports(tx, app, staff, order);
    if (user) {
        storage::moderation::tell_holder(tx, strike);
        if (order.mail) write_letter(tx, app, strike, order.action);
    }
    return strike;
}

result<void> lift(Transaction& tx, const Staff& staff, AccountId id, std::string_view action)
{
    if (action == "none" || std::ranges::find(actions, action) == actions.end()) return errc::invalid_argument;
    const auto target = may_act(tx, staff, id);
    if (!target) return target.error();
    apply(tx, *target, action, false);
    storage::moderation::LogEntry entry;
    entry.by = staff.account;
    entry.target = target->id;
    entry.action = "lift " + std::string(action);
    storage::moderation::add_log(tx, entry);
    note(tx, staff, "account.lift", "account", to_int(target->id), action);
    return {};
}

result<void> erase(Transaction& tx, const app::App& app, const Staff& staff, AccountId id)
{
    const auto target = may_act(tx, staff, id);
    if (!target) return target.error();
    if (!target->suspended_at) return errc::forbidden;
    note(tx, staff, "account.delete", "account", to_int(id));
    if (target->local()) return social::delete_account(tx, app.urls, *target, app.clock.now());
    // Of another server: nothing is to be told to anybody.
    storage::jobs::add(tx, social::erase_job, json::object{{"account", to_string(id)}});
    storage::accounts::mark_deleted(tx, id);
    return {};
}

void settled(app::App& app, AccountId target)
{
    app.tokens.forget(target);
    for (const auto* channel : {storage::channels::jobs, storage::channels::events}) app.notifier.notify(channel);
}

} // namespace rounds::moderation
