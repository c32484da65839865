#include "federation/vocab/types.hpp"
#include "server/inbound/documents.hpp"
#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/activities.hpp"
#include "storage/network_doors.hpp"
#include "storage/polls.hpp"
#include "storage/publications.hpp"

namespace rounds::workers {

namespace {

namespace publications = storage::publications;
using inbound::PostDocument;
using storage::Visibility;

/// Those it names; its followers unless it is direct; whose post it answers when it is open to all; the network.
Recipients recipients_of(const PostDocument& document)
{
    const auto& status = document.view.status;
    Recipients to;
    for (const auto& mention : document.view.mentions) to.accounts.push_back(mention.account);
    if (status.visibility == Visibility::direct) return to;
    to.followers_of.push_back(status.account);
    if (document.network) to.accounts.push_back(document.network->id);
    const bool open = status.visibility != Visibility::private_;
    if (open && document.parent_author) to.accounts.push_back(*document.parent_author);
    return to;
}

result<PostDocument> local_post(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.status) return errc::invalid_argument;
    if (storage::networks::post_stays_here(out.tx, *saying.status)) return errc::not_found;
    auto document = inbound::post_document(out.tx, out.urls, *saying.status, out.now);
    if (document && !document->view.status.local) return errc::not_found;
    return document;
}

/// New wording, or only what is beside it: counts of its poll, quotes.
enum class News { wording, beside_wording };

result<void> send_post(
    Outgoing& out,
    const PostDocument& document,
    std::string_view kind,
    const std::string& id,
    News news = News::wording,
    std::vector<AccountId> more = {}
)
{
    const auto& status = document.view.status;
    const auto& author = document.view.author.account;
    const build::Head head{
        .id = id,
        .actor = author.uri,
        .audience = document.audience,
        .published = status.edited_at.value_or(status.created_at),
    };
    const bool shown = document.audience.is_public();
    auto to = recipients_of(document);
    to.accounts.insert(to.accounts.end(), more.begin(), more.end());
    // Who got a post through a network's bare Announce reads no wrapped one: its new wording is told to them directly.
    if (kind == vocab::type::update && shown && document.network && document.network->local())
        to.followers_of.push_back(document.network->id);
    const Outgoing::Letter letter{
        .from = author.id,
        .kind = std::string(kind),
        .object_uri = status.uri,
        .shown = shown && news == News::wording, // an outbox full of the rest is of no use to anybody
        .proof = shown,
        .to = std::move(to),
    };
    auto activity = kind == vocab::type::create ? build::build_create(head, document.object)
                                                : build::build_update(head, document.object);
    const auto text = out.post(letter, std::move(activity));
    return text ? result<void>{} : result<void>{text.error()};
}

} // namespace

result<void> say_created(Outgoing& out, const SavedSaying& saying)
{
    const auto document = local_post(out, saying);
    if (!document) return {};
    const auto& author = document->view.author.account;
    return send_post(
        out, *document, vocab::type::create, out.urls.activity(author, "create", to_string(document->view.status.id))
    );
}

result<void> say_edited(Outgoing& out, const SavedSaying& saying)
{
    const auto document = local_post(out, saying);
    if (!document) return {};
    return send_post(
        out, *document, vocab::type::update, out.urls.activity(document->view.author.account, "update", out.job)
    );
}

/// New counts: to whom the post went, and to the servers of those who voted.
result<void> say_poll_changed(Outgoing& out, const SavedSaying& saying)
{
    const auto document = local_post(out, saying);
    if (!document || !document->view.poll) return {};
    storage::polls::began_update(out.tx, document->view.poll->id);
    return send_post(
        out,
        *document,
        vocab::type::update,
        out.urls.activity(document->view.author.account, "update", out.job),
        News::beside_wording,
        storage::polls::remote_voters(out.tx, document->view.poll->id)
    );
}

/// Who may quote it, or whether it may show what it quotes: the wording is as it was.
result<void> say_quote_changed(Outgoing& out, const SavedSaying& saying)
{
    const auto document = local_post(out, saying);
    if (!document) return {};
    return send_post(
        out,
        *document,
        vocab::type::update,
        out.urls.activity(document->view.author.account, "update", out.job),
        News::beside_wording
    );
}

/// Everyone who ever received the post hears that it is gone, and who may have come across it since.
result<void> say_deleted(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.status) return errc::invalid_argument;
    const auto trace = publications::trace(out.tx, *saying.status);
    if (!trace || !trace->local || trace->reblog_of) return {};
    if (storage::networks::post_stays_here(out.tx, trace->id)) return {};
    const auto author = publications::local_actor(out.tx, trace->account);
    if (!author) return {};
    const bool open = trace->visibility == Visibility::public_ || trace->visibility == Visibility::unlisted;
    build::Audience audience;
    if (open) build::add_once(audience.to, vocab::public_collection);
    if (trace->visibility != Visibility::direct) build::add_once(audience.cc, author->followers_url);
    Outgoing::Letter letter{
        .from = author->id,
        .kind = "Delete",
        .object_uri = trace->uri,
        .shown = open,
        .proof = open,
        .to = {.accounts = {}, .followers_of = {}, .receivers_of = trace->uri, .receivers_from = {}},
    };
    if (trace->visibility != Visibility::direct) letter.to.followers_of.push_back(author->id);
    storage::activities::withdraw(out.tx, trace->uri);
    const auto head = out.head(author->uri, "Delete", audience);
    const auto text = out.post(letter, build::build_delete(head, trace->uri));
    return text ? result<void>{} : result<void>{text.error()};
}

result<void> say_boosted(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.status) return errc::invalid_argument;
    if (storage::networks::post_stays_here(out.tx, *saying.status)) return {};
    auto document = inbound::boost_document(out.tx, *saying.status);
    if (!document || !document->boost.local) return {};
    const bool open = document->boost.visibility == Visibility::public_ && !document->narrow;
    Outgoing::Letter letter{
        .from = document->booster.id,
        .kind = "Announce",
        .object_uri = document->boost.uri,
        .shown = open,
        .proof = open,
        .to = {.accounts = {document->author}, .followers_of = {}, .receivers_of = {}, .receivers_from = {}},
    };
    if (document->narrow)
        letter.to.personal_inboxes = true;
    else
        letter.to.followers_of.push_back(document->booster.id);
    const auto text = out.post(letter, std::move(document->activity));
    return text ? result<void>{} : result<void>{text.error()};
}

result<void> say_boost_undone(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.status) return errc::invalid_argument;
    const auto trace = publications::trace(out.tx, *saying.status);
    if (!trace || !trace->local || !trace->reblog_of) return {};
    const auto announce = storage::activities::find_by_uri(out.tx, trace->uri);
    const auto actor = publications::local_actor(out.tx, trace->account);
    // Never said, nothing to take back.
    if (!announce || !actor) return {};
    const auto said = parse_json(announce->body);
    if (!said || !said->is_object()) return errc::invalid_argument;
    build::Audience audience;
    for (const auto& [key, list] : {std::pair{"to", &audience.to}, std::pair{"cc", &audience.cc}})
        if (const auto* ids = array_at(said->as_object(), key))
            for (const auto& id : *ids)
                if (const auto* text = id.if_string()) list->emplace_back(*text);
    storage::activities::withdraw(out.tx, trace->uri);
    const auto head = out.head(actor->uri, "Undo", audience);
    const auto text = out.post(
        {.from = actor->id,
         .kind = "Undo",
         .object_uri = trace->uri,
         .shown = announce->public_,
         .proof = announce->public_,
         .to = {.accounts = {}, .followers_of = {}, .receivers_of = trace->uri, .receivers_from = {}}},
        build::build_undo(head, said->as_object())
    );
    return text ? result<void>{} : result<void>{text.error()};
}

} // namespace rounds::workers
