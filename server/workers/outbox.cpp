#include "server/workers/outbox.hpp"

#include "storage/activities.hpp"
#include "storage/base/text.hpp"

namespace rounds::workers {

result<void> Outgoing::post_text(const Letter& letter, std::string_view uri, std::string text)
{
    const auto id = storage::activities::add(
        tx,
        {.id = {},
         .uri = std::string(uri),
         .account = letter.from,
         .kind = letter.kind,
         .object_uri = letter.object_uri,
         .body = std::move(text),
         .public_ = letter.shown,
         .created_at = {}}
    );
    if (!id) return id.error();
    storage::deliveries::add(tx, *id, letter.object_uri, letter.to, now);
    return {};
}

result<std::string> Outgoing::post(const Letter& letter, json::object activity)
{
    const std::string uri(string_at(activity, "id"));
    std::shared_ptr<const build::LocalKeys> keys;
    if (letter.proof) {
        const auto loaded = keyring.load(tx, letter.from);
        if (loaded) keys = *loaded;
    }
    auto text = build::finish(std::move(activity), keys.get(), now);
    const auto posted = post_text(letter, uri, text);
    if (!posted) return posted.error();
    return text;
}

build::Head Outgoing::head(std::string_view actor, std::string_view kind, build::Audience audience) const
{
    return {
        .id = build::activity_id(actor, text::to_lower(kind), job),
        .actor = std::string(actor),
        .audience = std::move(audience),
        .published = now,
    };
}

namespace {

result<void> say_it(Outgoing& out, const SavedSaying& saying)
{
    using social::Say;
    switch (saying.what) {
    case Say::status_created:
        return say_created(out, saying);
    case Say::status_edited:
        return say_edited(out, saying);
    case Say::status_deleted:
        return say_deleted(out, saying);
    case Say::status_boosted:
        return say_boosted(out, saying);
    case Say::boost_undone:
        return say_boost_undone(out, saying);
    case Say::favourited:
        return say_favourited(out, saying);
    case Say::favourite_undone:
        return say_favourite_undone(out, saying);
    case Say::follow_requested:
        return say_follow_requested(out, saying);
    case Say::follow_undone:
        return say_follow_undone(out, saying);
    case Say::follow_accepted:
    case Say::follow_rejected:
        return say_follow_answered(out, saying);
    case Say::blocked:
        return {}; // a patient's block is nobody's business (health.md 2.6)
    case Say::profile_updated:
        return say_profile_updated(out, saying);
    case Say::account_deleted:
        return say_account_deleted(out, saying);
    case Say::report_forwarded:
        return say_reported(out, saying);
    case Say::activity_announced:
        return say_announced(out, saying);
    case Say::poll_voted:
        return say_poll_voted(out, saying);
    case Say::poll_changed:
        return say_poll_changed(out, saying);
    case Say::status_pinned:
    case Say::status_unpinned:
        return say_pin(out, saying);
    case Say::quote_requested:
        return say_quote_requested(out, saying);
    case Say::quote_accepted:
    case Say::quote_rejected:
        return say_quote_answered(out, saying);
    case Say::quote_revoked:
        return say_quote_revoked(out, saying);
    case Say::quote_changed:
        return say_quote_changed(out, saying);
    case Say::account_moved:
        return say_moved(out, saying);
    case Say::feature_requested:
        return say_feature_requested(out, saying);
    case Say::feature_accepted:
    case Say::feature_rejected:
        return say_feature_answered(out, saying);
    case Say::feature_revoked:
        return say_feature_revoked(out, saying);
    case Say::collection_created:
    case Say::collection_changed:
    case Say::collection_deleted:
        return say_collection(out, saying);
    case Say::item_added:
    case Say::item_removed:
        return say_collection_item(out, saying);
    }
    return errc::invalid_argument;
}

} // namespace

result<void> carry_out(Outgoing& out, const SavedSaying& saying)
{
    const auto said = say_it(out, saying);
    // Said already: the job ran twice.
    if (!said && said.error() == errc::already_exists) return {};
    return said;
}

} // namespace rounds::workers
