#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/graph.hpp"
#include "storage/publications.hpp"

/// Between two actors: only the other one's own inbox hears of it, and none of it carries a proof that a third server
/// could show around (health.md 2.6).
namespace rounds::workers {

namespace {

namespace accounts = storage::accounts;
namespace publications = storage::publications;

struct Pair
{
    Account account;
    Account target;
};

result<Pair> pair_of(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target) return errc::invalid_argument;
    auto account = accounts::find(out.tx, *saying.account);
    if (!account) return account.error();
    auto target = accounts::find(out.tx, *saying.target);
    if (!target) return target.error();
    if (!account->local() || target->local()) return errc::not_found;
    return Pair{std::move(*account), std::move(*target)};
}

struct LikeParts
{
    Account liker;
    Account author;
    std::string object_uri;
    build::Head head;
};

/// Who likes, what and whose. not_found when there is nobody to tell.
result<LikeParts> like_parts(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.status) return errc::invalid_argument;
    auto liker = accounts::find(out.tx, *saying.account);
    if (!liker) return liker.error();
    const auto post = publications::trace(out.tx, *saying.status);
    if (!post) return post.error();
    auto author = accounts::find(out.tx, post->account);
    if (!author) return author.error();
    if (!liker->local() || author->local()) return errc::not_found;
    auto uri = saying.text;
    if (uri.empty())
        uri = publications::like_uri(out.tx, *saying.account, *saying.status)
                  .value_or(out.urls.activity(*liker, "like", to_string(*saying.status)));
    build::Head head{.id = uri, .actor = liker->uri, .audience = {.to = {author->uri}, .cc = {}}, .published = {}};
    return LikeParts{std::move(*liker), std::move(*author), post->uri, std::move(head)};
}

} // namespace

Outgoing::Letter letter_to(const Account& from, std::string_view kind, const std::string& about, AccountId to)
{
    return {
        .from = from.id,
        .kind = std::string(kind),
        .object_uri = about,
        .shown = false,
        .proof = false,
        .to =
            {.accounts = {to}, .followers_of = {}, .receivers_of = {}, .receivers_from = {}, .personal_inboxes = true},
    };
}

result<void> plain(const result<std::string>& posted)
{
    return posted ? result<void>{} : result<void>{posted.error()};
}

result<void> say_favourited(Outgoing& out, const SavedSaying& saying)
{
    const auto parts = like_parts(out, saying);
    if (!parts) return {};
    const auto letter = letter_to(parts->liker, "Like", parts->head.id, parts->author.id);
    return plain(out.post(letter, build::build_like(parts->head, parts->object_uri)));
}

result<void> say_favourite_undone(Outgoing& out, const SavedSaying& saying)
{
    const auto parts = like_parts(out, saying);
    if (!parts) return {};
    auto like = build::build_like(parts->head, parts->object_uri);
    const auto head = out.head(parts->liker.uri, "Undo", parts->head.audience);
    const auto letter = letter_to(parts->liker, "Undo", parts->head.id, parts->author.id);
    return plain(out.post(letter, build::build_undo(head, std::move(like))));
}

result<void> say_follow_requested(Outgoing& out, const SavedSaying& saying)
{
    const auto pair = pair_of(out, saying);
    if (!pair) return {};
    const auto follow = storage::graph::find_follow(out.tx, pair->account.id, pair->target.id);
    if (!follow) return {}; // taken back before it left
    const build::Head head{
        .id = follow->uri, .actor = pair->account.uri, .audience = {.to = {pair->target.uri}, .cc = {}}, .published = {}
    };
    const auto letter = letter_to(pair->account, "Follow", follow->uri, pair->target.id);
    return plain(out.post(letter, build::build_follow(head, pair->target.uri)));
}

result<void> say_follow_undone(Outgoing& out, const SavedSaying& saying)
{
    const auto pair = pair_of(out, saying);
    if (!pair) return {};
    const auto head = out.head(pair->account.uri, "Undo", {.to = {pair->target.uri}, .cc = {}});
    const build::FollowRef follow{.id = saying.text, .actor = pair->account.uri, .object = pair->target.uri};
    const auto letter = letter_to(pair->account, "Undo", saying.text, pair->target.id);
    return plain(out.post(letter, build::build_undo_follow(head, follow)));
}

result<void> say_follow_answered(Outgoing& out, const SavedSaying& saying)
{
    const auto pair = pair_of(out, saying);
    if (!pair) return {};
    const bool accepted = saying.what == social::Say::follow_accepted;
    const std::string kind = accepted ? "Accept" : "Reject";
    const auto head = out.head(pair->account.uri, kind, {.to = {pair->target.uri}, .cc = {}});
    const build::FollowRef follow{.id = saying.text, .actor = pair->target.uri, .object = pair->account.uri};
    const auto letter = letter_to(pair->account, kind, saying.text, pair->target.id);
    return plain(out.post(letter, accepted ? build::build_accept(head, follow) : build::build_reject(head, follow)));
}

} // namespace rounds::workers
