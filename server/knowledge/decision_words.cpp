#include "server/knowledge/decision_words.hpp"

#include "storage/base/clock.hpp"

#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

namespace acts = storage::network_acts;

struct Words
{
    std::string_view barred;
    std::string_view until;
    std::string_view barred_for_good;
    std::string_view let_in;
    std::string_view taken_out;
    std::string_view put_back;
    std::string_view locked;
    std::string_view unlocked;
    std::string_view reason;
    std::string_view appeal;
};

// {0}: the network, {1}: the post or the date.
constexpr Words english{
    .barred = "Those who look after the network \"{0}\" keep you out of it: you cannot join it or post in it{1}.",
    .until = " until {}",
    .barred_for_good = " until they let you in again",
    .let_in = "You are no longer kept out of the network \"{0}\": you can join it and post in it again.",
    .taken_out =
        "Those who look after the network \"{0}\" took a post of yours out of it: {1}\n\nThe post itself stays "
        "yours, where it is.",
    .put_back = "Your post is back in the network \"{0}\": {1}",
    .locked = "Those who look after the network \"{0}\" locked your thread: it takes no more answers. {1}",
    .unlocked = "Your thread in the network \"{0}\" takes answers again: {1}",
    .reason = "\n\nThe reason: {}",
    .appeal = "\n\nIf you think that this is wrong, write to the moderators of {}; they decide on appeals: {}/about",
};
constexpr Words spanish{
    .barred = "Quienes cuidan la red \"{0}\" no le dejan participar en ella: no puede unirse ni publicar en ella{1}.",
    .until = " hasta el {}",
    .barred_for_good = " hasta que le dejen volver",
    .let_in = "Ya puede volver a la red \"{0}\": puede unirse y publicar en ella.",
    .taken_out = "Quienes cuidan la red \"{0}\" retiraron de ella una publicación suya: {1}\n\nLa publicación sigue "
                 "siendo suya, donde está.",
    .put_back = "Su publicación vuelve a estar en la red \"{0}\": {1}",
    .locked = "Quienes cuidan la red \"{0}\" cerraron su conversación: no admite más respuestas. {1}",
    .unlocked = "Su conversación en la red \"{0}\" vuelve a admitir respuestas: {1}",
    .reason = "\n\nEl motivo: {}",
    .appeal = "\n\nSi cree que es un error, escriba a los moderadores de {}; ellos deciden sobre las apelaciones: "
              "{}/about",
};

std::string put(std::string_view pattern, std::string_view one, std::string_view other)
{
    return fmt::format(fmt::runtime(pattern), one, other);
}

std::string
what_happened(const Words& words, const Network& network, const Act& act, Outcome outcome, const std::string& post)
{
    const bool done = outcome == Outcome::done;
    if (act.kind == acts::removal) return put(done ? words.taken_out : words.put_back, network.title, post);
    if (act.kind == acts::lock) return put(done ? words.locked : words.unlocked, network.title, post);
    if (!done) return put(words.let_in, network.title, {});
    const auto until = act.until ? put(words.until, to_iso_date(*act.until), {}) : std::string(words.barred_for_good);
    return put(words.barred, network.title, until);
}

} // namespace

void tell_concerned(
    Transaction& tx, const social::Urls& urls, const Network& network, const Act& act, Outcome outcome, Time now
)
{
    std::string post;
    auto whom = act.account;
    if (act.status) {
        const auto status = storage::statuses::find(tx, *act.status);
        if (!status) return;
        whom = status->account;
        post = status->url.value_or(status->uri);
    }
    const auto group = storage::accounts::find(tx, network.account);
    const auto person = whom ? storage::accounts::find(tx, *whom) : result<Account>(errc::not_found);
    if (!group || !person || !person->usable() || person->id == group->id) return;
    if (network.local_only && !person->local()) return;
    const auto user = storage::accounts::find_user(tx, person->id);
    const bool in_spanish = user && user->locale.starts_with("es");
    const auto& words = in_spanish ? spanish : english;

    social::PostForm form;
    form.text = "@" + person->acct() + " " + what_happened(words, network, act, outcome, post);
    if (outcome == Outcome::done) {
        if (!act.reason.empty()) form.text += put(words.reason, act.reason, {});
        form.text += put(words.appeal, urls.domain(), urls.base());
    }
    form.visibility = storage::Visibility::direct;
    form.mentions = {person->id};
    form.language = in_spanish ? "es" : "en";
    (void)social::post(tx, urls, *group, form, now); // a network that cannot write decides nonetheless
}

} // namespace rounds::knowledge
