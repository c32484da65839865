#include "server/inbound/documents.hpp"

#include "federation/build/actor.hpp"
#include "federation/vocab/types.hpp"
#include "server/knowledge/objects.hpp"
#include "server/knowledge/questions.hpp"
#include "storage/accounts.hpp"
#include "storage/credentials.hpp"
#include "storage/networks.hpp"
#include "storage/publications.hpp"
#include "storage/statuses.hpp"

#include <fmt/core.h>

namespace rounds::inbound {

namespace {

namespace accounts = storage::accounts;
namespace publications = storage::publications;
namespace statuses = storage::statuses;

void find_parent(Transaction& tx, const Status& status, build::NoteInput& input, PostDocument& document)
{
    input.in_reply_to = status.in_reply_to_uri;
    if (!status.in_reply_to) return;
    const auto parent = publications::trace(tx, *status.in_reply_to);
    if (!parent) return;
    input.in_reply_to = parent->uri;
    const auto author = accounts::find(tx, parent->account);
    if (!author) return;
    input.in_reply_to_author = author->uri;
    document.parent_author = author->id;
}

std::vector<std::string> strings_of(const json::object& object, std::string_view key)
{
    std::vector<std::string> found;
    if (const auto* array = array_at(object, key))
        for (const auto& value : *array)
            if (const auto* text = value.if_string()) found.emplace_back(*text);
    return found;
}

std::string shown_name(const Account& account)
{
    return account.display_name.empty() ? account.acct() : account.display_name;
}

void put_network_rules(Transaction& tx, const Account& account, build::ActorInput& input)
{
    const auto network = storage::networks::find_by_account(tx, account.id);
    if (!network) return;
    input.posting_restricted = network->posting_policy == "stewards";
    input.sensitive = network->sensitive;
}

} // namespace

std::string conversation_uri(Transaction& tx, const social::Urls& urls, ConversationId id)
{
    const auto told = publications::conversation_uri(tx, id);
    if (told && *told) return **told;
    return fmt::format("{}/conversations/{}", urls.base(), to_string(id));
}

result<PostDocument> post_document(Transaction& tx, const social::Urls& urls, StatusId id, Time now)
{
    auto views = statuses::views(tx, {id});
    if (views.empty() || views.front().status.reblog_of) return errc::not_found;
    PostDocument document{
        .view = std::move(views.front()), .audience = {}, .object = {}, .network = {}, .parent_author = {}
    };
    const auto& status = document.view.status;
    build::NoteInput input{
        .view = document.view,
        .base = urls.base(),
        .in_reply_to = {},
        .in_reply_to_author = {},
        .conversation = {},
        .network = {},
        .now = now
    };
    find_parent(tx, status, input, document);
    if (status.conversation) input.conversation = conversation_uri(tx, urls, *status.conversation);
    if (status.audience)
        if (auto network = accounts::find(tx, *status.audience)) input.network = *network;
    document.network = input.network;
    if (auto made = knowledge::build_object(tx, urls, status)) {
        document.object = std::move(*made);
        document.audience = {strings_of(document.object, "to"), strings_of(document.object, "cc")};
        return document;
    }
    document.audience = build::note_audience(input);
    document.object = build::build_note(input);
    if (document.view.author.account.group())
        if (auto told = knowledge::question_object(tx, urls, status)) document.object["kn:question"] = std::move(*told);
    return document;
}

result<json::object>
actor_document(Transaction& tx, const social::Urls& urls, build::Keyring& keyring, const Account& account, Time now)
{
    const auto keys = keyring.load(tx, account.id);
    if (!keys) return keys.error();
    build::ActorInput input{
        .account = account,
        .keys = **keys,
        .domain = urls.domain(),
        .shared_inbox = urls.base() + "/inbox",
        .generator = urls.base() + "/actor",
        .posting_restricted = false,
        .sensitive = false,
        .credential = {},
        .credential_name = {},
    };
    if (account.group()) put_network_rules(tx, account, input);
    const auto credentials = storage::credentials::valid_of(tx, account.id, now);
    if (!credentials.empty()) {
        input.credential = credentials.front().uri;
        const auto issuer = accounts::find(tx, credentials.front().issuer);
        if (issuer) input.credential_name = "Verified by " + shown_name(*issuer);
    }
    return build::build_actor(input);
}

result<BoostDocument> boost_document(Transaction& tx, StatusId id)
{
    auto boost = statuses::find(tx, id);
    if (!boost) return boost.error();
    if (!boost->reblog_of) return errc::not_found;
    const auto original = publications::trace(tx, *boost->reblog_of);
    if (!original) return original.error();
    const auto author = accounts::find(tx, original->account);
    if (!author) return author.error();
    auto booster = accounts::find(tx, boost->account);
    if (!booster) return booster.error();
    BoostDocument document{.activity = {}, .boost = *boost, .booster = *booster, .author = author->id, .narrow = false};
    document.narrow = publications::stakeholder(tx, booster->id) == "patient";
    build::Head head{.id = boost->uri, .actor = booster->uri, .audience = {}, .published = boost->created_at};
    auto& [to, cc] = head.audience;
    if (document.narrow) {
        build::add_once(to, author->uri);
    } else if (boost->visibility == storage::Visibility::public_) {
        build::add_once(to, vocab::public_collection);
        build::add_once(cc, booster->followers_url.value_or(""));
        build::add_once(cc, author->uri);
    } else {
        build::add_once(to, booster->followers_url.value_or(""));
        build::add_once(cc, author->uri);
        if (boost->visibility == storage::Visibility::unlisted) build::add_once(cc, vocab::public_collection);
    }
    document.activity = build::build_announce(head, original->uri);
    return document;
}

} // namespace rounds::inbound
