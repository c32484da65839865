#include "server/social/care.hpp"

#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/accounts.hpp"
#include "storage/guard.hpp"

#include <fmt/format.h>

namespace rounds::social {
namespace {

using namespace std::chrono_literals;
using privacy::Danger;

/// One person has one case in this time, unless it gets worse.
constexpr auto same_case = 24h;
// The name of the instance's own actor (server/app/instance_setup.cpp).
constexpr std::string_view instance_name = "instance.actor";

/// A direct message from the instance, which shows as a mention in every client.
void tell(Transaction& tx, const Urls& urls, const Account& to, const std::string& words, Time now)
{
    const auto instance = storage::accounts::find_by_handle(tx, instance_name, std::nullopt);
    if (!instance) return;
    PostForm form;
    form.text = fmt::format("@{} {}", to.username, words);
    form.visibility = Visibility::direct;
    form.mentions = {to.id};
    const auto sent = post(tx, urls, *instance, form, now);
    if (!sent) throw std::runtime_error("a message of the instance cannot be sent: " + sent.error().message());
}

std::string lines_of(const Care& care)
{
    std::string out;
    for (const auto& line : care.help_lines) out += "\n- " + line;
    if (!out.empty()) return out;
    for (const auto& region : care.regions)
        for (const auto& line : privacy::help_lines(region)) {
            auto entry = fmt::format("\n- {}: {}", line.service, line.how);
            if (out.find(entry) == std::string::npos) out += entry;
        }
    return out;
}

std::string words_of_help(const Care& care, std::string_view locale)
{
    const bool spanish = locale.starts_with("es");
    return (spanish ? "Lo que has escrito nos hace pensar que lo estás pasando muy mal. No estás en problemas y nada "
                      "se ha borrado. "
                      "Hay personas que escuchan, a cualquier hora:"
                    : "What you wrote makes us think that you may be in a very hard place. You are not in trouble, and "
                      "nothing was "
                      "removed. People are there to listen, at any hour:") +
           lines_of(care) +
           (spanish ? "\nSi hay peligro ahora, llama a emergencias. Una persona de nuestro equipo lo sabe y puede "
                      "escribirte en privado."
                    : "\nIf there is danger right now, call your emergency number. Somebody of our team knows and may "
                      "write to you in "
                      "private.");
}

void answer_crisis(
    Transaction& tx, const Urls& urls, const Care& care, const Written& written, std::string_view text, Time now
)
{
    const auto& [author, locale, status] = written;
    const auto danger = privacy::find_crisis(text).danger;
    if (danger == Danger::none) return;
    storage::guard::CrisisCase fresh;
    fresh.status = status.id;
    fresh.account = author.id;
    fresh.danger = std::string(privacy::name_of(danger));
    fresh.due_at = now + (danger == Danger::imminent ? std::chrono::duration_cast<std::chrono::hours>(0h) + care.alarm
                                                     : care.queue);
    fresh.created_at = now;
    const auto id = storage::guard::open_crisis(tx, fresh, now - same_case);
    if (!id) return;
    if (author.local()) tell(tx, urls, author, words_of_help(care, locale), now);
    const auto alarm = fmt::format(
        "Crisis case {} ({}): somebody may need a person. Take it by {} UTC: {}",
        *id,
        fresh.danger,
        to_iso8601(fresh.due_at).substr(11, 5),
        status.url.value_or(status.uri)
    );
    for (const auto staff : storage::guard::staff_on_call(tx, care.on_call)) {
        const auto account = storage::accounts::find(tx, staff);
        if (account && account->id != author.id) tell(tx, urls, *account, alarm, now);
    }
}

storage::guard::Range range_of(const std::optional<privacy::Span>& span)
{
    if (!span) return {};
    return {span->start, span->end};
}

void offer_card(
    Transaction& tx, const Urls& urls, const Care& care, const Written& written, std::string_view text, Time now
)
{
    const auto& [author, locale, status] = written;
    if (!care.adverse_events || !author.local()) return;
    const auto found = privacy::find_adverse_event(text);
    if (!found.told) return;
    storage::guard::AdverseEvent card;
    card.account = author.id;
    card.status = status.id;
    card.serious = found.serious;
    card.aware_at = now;
    card.due_at = now + care.report_within;
    card.patient = range_of(found.patient);
    card.product = range_of(found.product);
    card.event = range_of(found.event);
    const auto id = storage::guard::add_adverse_event(tx, card);
    if (!id) return; // an edit: the card is there
    const bool spanish = locale.starts_with("es");
    const auto where = fmt::format("{}/api/rounds/v1/guard/adverse_events/{}", urls.base(), *id);
    tell(
        tx,
        urls,
        author,
        spanish ? "Lo que cuentas puede ser un efecto adverso de un medicamento o aparato. Hemos preparado un borrador "
                  "con tus palabras; "
                  "solo tú puedes verlo y enviarlo: " +
                      where +
                      " También puedes informar a las autoridades (FDA MedWatch 3500B, Yellow "
                      "Card o tu centro nacional)."
                : "What you tell may be an adverse event of a medicine or device. We prepared a report from your own "
                  "words; only you see "
                  "it and only you can send it: " +
                      where +
                      " You can also report to the authorities yourself (FDA MedWatch 3500B, Yellow "
                      "Card or your national centre).",
        now
    );
}

} // namespace

void look_after(Transaction& tx, const Urls& urls, const Care& care, const Written& written, Time now)
{
    if (written.author.group() || written.author.actor_type == "Application") return;
    const auto& status = written.status;
    const auto text = status.source ? *status.source : text::to_plain_text(status.content);
    answer_crisis(tx, urls, care, written, text, now);
    offer_card(tx, urls, care, written, text, now);
}

Screening
screen(const privacy::Guard& guard, std::string_view title, std::string_view warning, std::string_view plain_text)
{
    auto plain = std::string(title);
    plain.append("\n").append(warning).append("\n").append(plain_text);
    Screening screening{.rules = guard.rules_in(plain)};
    if (!screening.rules.empty()) screening.text_hash = guard.hash_of(plain);
    return screening;
}

void hold_back(
    Transaction& tx, const privacy::Guard& guard, const Status& status, Wording wording, const Screening* screened
)
{
    if (!guard.holds_arriving() || status.reblog_of) return;
    if (status.visibility != Visibility::public_ && status.visibility != Visibility::unlisted) return;
    const auto screen_now = [&] {
        return screen(guard, status.title, status.spoiler_text, text::to_plain_text(status.content));
    };
    const auto found = screened != nullptr ? *screened : screen_now();
    if (found.rules.empty()) {
        if (wording == Wording::changed) storage::guard::unhold(tx, status.id);
        return;
    }
    storage::guard::hold(tx, status.id, found.rules);
    storage::guard::Decision decision;
    decision.account = status.account;
    decision.status = status.id;
    decision.place = "arrived";
    decision.action = "hold";
    decision.rules = found.rules;
    decision.text_hash = found.text_hash;
    storage::guard::add_decision(tx, decision);
}

} // namespace rounds::social
