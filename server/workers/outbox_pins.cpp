#include "federation/vocab/types.hpp"
#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/publications.hpp"

/// What stands on top of a profile: Add and Remove of its `featured` collection.
namespace rounds::workers {

result<void> say_pin(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.status) return errc::invalid_argument;
    const auto account = storage::accounts::find(out.tx, *saying.account);
    const auto post = storage::publications::trace(out.tx, *saying.status);
    if (!account || !account->local() || !account->featured_url || !post || post->deleted_at) return {};
    const bool pinned = saying.what == social::Say::status_pinned;
    build::Audience audience;
    build::add_once(audience.to, vocab::public_collection);
    build::add_once(audience.cc, account->followers_url.value_or(""));
    const auto kind = pinned ? vocab::type::add : vocab::type::remove;
    const auto head = out.head(account->uri, kind, std::move(audience));
    const auto posted = out.post(
        {.from = account->id,
         .kind = std::string(kind),
         .object_uri = post->uri,
         .shown = false,
         .proof = true,
         .to = {.accounts = {}, .followers_of = {account->id}, .receivers_of = {}, .receivers_from = {}}},
        pinned ? build::build_add(head, post->uri, *account->featured_url)
               : build::build_remove(head, post->uri, *account->featured_url)
    );
    return posted ? result<void>{} : result<void>{posted.error()};
}

} // namespace rounds::workers
