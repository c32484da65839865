#include "server/moderation/break_glass.hpp"

#include "server/app/letters.hpp"
#include "server/social/verbs.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace rounds::moderation::break_glass {
namespace {

namespace rows = storage::break_glass;

constexpr std::string_view instance_name = "instance.actor"; ///< server/app/instance_setup

/// The role is looked up here, not remembered: a right that was taken away is gone at once.
Refusal may(Transaction& tx, AccountId by)
{
    const auto user = storage::accounts::find_user(tx, by);
    if (!user || user->disabled_at || user->role == "member" || !rows::has_right(tx, by)) return Refusal::no_right;
    return user->second_factor_at ? Refusal::none : Refusal::no_second_factor;
}

void note(Transaction& tx, AccountId by, std::string_view what, const Access& access, std::string_view rule = {})
{
    storage::audit::Entry entry;
    entry.actor = by;
    entry.via = "page";
    entry.action = "break_glass." + std::string(what);
    entry.target_kind = "conversation";
    entry.target = to_int(access.conversation);
    entry.related = to_int(access.id);
    entry.rule = rule;
    storage::audit::add(tx, entry);
}

/// In words of their own language; never whose conversation it is with, for the others may not know of each other.
std::string told_text(const app::App& app, const storage::Account& person, std::string_view reason, bool spanish)
{
    constexpr std::array<std::string_view, 5> english{
        "somebody may be in danger",
        "a report of abuse",
        "a complaint is looked into",
        "the law demands it",
        "urgent care needs it"
    };
    constexpr std::array<std::string_view, 5> in_spanish{
        "alguien puede estar en peligro",
        "una denuncia de abuso",
        "se investiga una queja",
        "la ley lo exige",
        "una atención urgente lo requiere"
    };
    const auto at = static_cast<std::size_t>(std::ranges::find(reasons, reason) - reasons.begin());
    const auto handle = person.local() ? person.username : person.username + '@' + *person.domain;
    const auto page = app.urls.base() + "/settings/opened";
    if (spanish)
        return fmt::format(
            "@{} El personal autorizado de {} ha abierto una de sus conversaciones privadas. Motivo: {}. Puede leerla "
            "durante 30 minutos, una segunda persona lo revisa, y queda registrado. Más en {}",
            handle,
            app.config.instance.title,
            in_spanish[at],
            page
        );
    return fmt::format(
        "@{} Authorised staff of {} has opened one of your private conversations. Reason: {}. They can read it for 30 "
        "minutes, a second person reviews it, and it is on record. More at {}",
        handle,
        app.config.instance.title,
        english[at],
        page
    );
}

/// Each by a message of their own, which every app shows, and by a letter. Who cannot be told has nothing opened.
void tell(Transaction& tx, const app::App& app, const Access& access, const std::vector<AccountId>& people, Time now)
{
    const auto actor = storage::accounts::find_by_handle(tx, instance_name, std::nullopt).value();
    for (const auto id : people) {
        const auto person = storage::accounts::find(tx, id);
        if (!person || !person->usable()) continue;
        const auto user = storage::accounts::find_user(tx, id);
        const bool spanish = user && user->locale.starts_with("es");
        social::PostForm form;
        form.text = told_text(app, *person, access.reason, spanish);
        form.visibility = storage::Visibility::direct;
        form.language = spanish ? "es" : "en";
        form.mentions = {id};
        const auto sent = social::post(tx, app.urls, actor, form, now);
        if (!sent) throw std::runtime_error("a message of the instance cannot be sent: " + sent.error().message());
        if (!user) continue;
        json::object words;
        words["when"] = app::letter_time(access.opened_at);
        words[access.reason] = true;
        app::send_letter(tx, app, {.kind = "conversation_opened", .account = id, .words = std::move(words)});
    }
}

void tell_now(Transaction& tx, const app::App& app, const Access& access, Time now)
{
    tell(tx, app, access, rows::people_of(tx, access.id), now);
    rows::note_told(tx, access.id, now);
}

bool may_delay(const Ask& ask)
{
    if (ask.delay_hours == 0) return true;
    return std::ranges::find(delays, ask.delay_hours) != delays.end() &&
           std::ranges::find(delay_reasons, ask.reason) != delay_reasons.end();
}

/// "danger", or "danger:told_in_72h": that it was decided to tell people later is on record with the opening.
std::string rule_of(const Ask& ask)
{
    return ask.delay_hours == 0 ? ask.reason : fmt::format("{}:told_in_{}h", ask.reason, ask.delay_hours);
}

/// The others who hold the right: one of them is the second person.
void ask_for_review(Transaction& tx, const app::App& app, const Access& access)
{
    for (const auto holder : rows::holders(tx)) {
        if (holder == access.opened_by) continue;
        json::object words;
        words["when"] = app::letter_time(access.opened_at);
        app::send_letter(tx, app, {.kind = "opening_to_review", .account = holder, .words = std::move(words)});
    }
}

} // namespace

Opened open(Transaction& tx, const app::App& app, const Ask& ask)
{
    const auto now = app.clock.now();
    rows::lock_opener(tx, ask.by);
    if (const auto refusal = may(tx, ask.by); refusal != Refusal::none) return {.refusal = refusal};
    const bool listed = std::ranges::find(reasons, ask.reason) != reasons.end();
    const auto words = text::trim(ask.explanation);
    if (!listed || words.size() < shortest_explanation || words.size() > longest_explanation)
        return {.refusal = Refusal::no_reason};
    if (!may_delay(ask)) return {.refusal = Refusal::no_delay};
    if (rows::has_unreviewed(tx, ask.by, now - review_within)) return {.refusal = Refusal::unconfirmed};
    const auto conversation = rows::conversation_of(tx, ask.post);
    if (!conversation) return {.refusal = Refusal::not_found};
    const auto people = rows::people(tx, *conversation);
    if (std::ranges::find(people, ask.by) != people.end()) return {.refusal = Refusal::own};

    Access access;
    access.conversation = *conversation;
    access.opened_by = ask.by;
    access.reason = ask.reason;
    access.explanation = words;
    access.opened_at = now;
    access.expires_at = now + lifetime;
    if (ask.delay_hours > 0) access.tell_at = now + std::chrono::hours(ask.delay_hours);
    access.id = rows::add(tx, access);
    note(tx, ask.by, "open", access, rule_of(ask));
    rows::add_people(tx, access.id, people);
    if (!access.tell_at) tell(tx, app, access, people, now);
    ask_for_review(tx, app, access);
    return {.refusal = Refusal::none, .id = access.id};
}

Reading read(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by)
{
    if (const auto refusal = may(tx, by); refusal != Refusal::none) return {.refusal = refusal};
    auto access = rows::lock(tx, id);
    if (!access || access->opened_by != by) return {.refusal = Refusal::not_found};
    if (!access->open_at(app.clock.now())) return {.refusal = Refusal::over, .access = std::move(*access)};
    note(tx, by, "read", *access); // before anything is opened
    rows::note_reading(tx, id);
    Reading reading;
    reading.posts = storage::statuses::views(tx, rows::posts(tx, access->conversation, most_posts));
    reading.access = std::move(*access);
    return reading;
}

Refusal close(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by)
{
    const auto now = app.clock.now();
    const auto access = rows::lock(tx, id);
    if (!access || access->opened_by != by) return Refusal::not_found;
    if (!access->open_at(now)) return Refusal::over;
    rows::close(tx, id, now);
    note(tx, by, "close", *access);
    return Refusal::none;
}

Refusal review(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by, std::string_view verdict)
{
    if (const auto refusal = may(tx, by); refusal != Refusal::none) return refusal;
    if (verdict != "confirmed" && verdict != "objected") return Refusal::no_reason;
    const auto now = app.clock.now();
    const auto access = rows::lock(tx, id);
    if (!access) return Refusal::not_found;
    if (access->opened_by == by) return Refusal::own;
    if (access->reviewed_at) return Refusal::over;
    rows::review(tx, id, by, verdict, now);
    note(tx, by, verdict == "confirmed" ? "confirm" : "object", *access);
    if (verdict == "objected" && access->open_at(now)) rows::close(tx, id, now);
    if (verdict == "objected" && !access->told()) tell_now(tx, app, *access, now);
    return Refusal::none;
}

std::size_t tell_due(Transaction& tx, const app::App& app, int limit)
{
    const auto now = app.clock.now();
    const auto due = rows::due_to_tell(tx, now, limit);
    for (const auto& access : due) tell_now(tx, app, access, now);
    return due.size();
}

void settled(app::App& app)
{
    app.notifier.notify(storage::channels::events);
    app.notifier.notify(storage::channels::jobs);
}

} // namespace rounds::moderation::break_glass
