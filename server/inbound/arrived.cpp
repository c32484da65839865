#include "server/inbound/arrived.hpp"

#include "federation/fetch/error.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/convert.hpp"
#include "server/inbound/decisions.hpp"
#include "server/inbound/handlers.hpp"
#include "storage/base/guards.hpp"

#include <algorithm>

namespace rounds::inbound {
namespace {

/// The embedded object, presented now: sanitising is work for a processor, not for a transaction.
std::optional<Post> read_post(const inbox::Activity& activity)
{
    const inbox::ObjectReference* reference = nullptr;
    if (const auto* create = std::get_if<inbox::CreateActivity>(&activity)) reference = &create->object;
    if (const auto* update = std::get_if<inbox::UpdateActivity>(&activity)) reference = &update->object;
    if (const auto* request = std::get_if<inbox::QuoteRequestActivity>(&activity)) reference = &request->instrument;
    if (reference == nullptr || !reference->object) return std::nullopt;
    auto object = inbox::read_object(*reference->object);
    if (!object) return std::nullopt;
    return present(std::move(*object));
}

/// The same post that keep_post() writes; others are screened when their wording is known.
std::optional<social::Screening> screen_post(const Arrived& arrived, const privacy::Guard* guard)
{
    if (guard == nullptr || !guard->holds_arriving() || !arrived.post || arrived.inner) return std::nullopt;
    const auto* create = std::get_if<inbox::CreateActivity>(&arrived.activity);
    if (create == nullptr || arrived.post->object.vote) return std::nullopt;
    const auto& recipients = recipients_of(arrived.post->object, create->head.recipients);
    const bool for_all =
        std::ranges::any_of(recipients.to, vocab::is_public) || std::ranges::any_of(recipients.cc, vocab::is_public);
    if (!for_all) return std::nullopt;
    return social::screen(*guard, arrived.post->title, arrived.post->spoiler, arrived.post->words);
}

} // namespace

boost::system::error_code Scope::refuse(std::string_view why)
{
    reason = why;
    return errc::forbidden;
}

result<Arrived> read(storage::inbox::Item item, const privacy::Guard* guard)
{
    auto value = parse_json(item.body);
    auto* document = value ? value->if_object() : nullptr;
    if (document == nullptr) return errc::invalid_argument;
    // As the gate has it: who signed asks.
    if (vocab::type_is(*document, vocab::type::feature_request) && !document->contains(vocab::prop::actor))
        (*document)[vocab::prop::actor] = item.actor_uri;
    auto activity = inbox::read_activity(*document);
    if (!activity) return activity.error();
    // The gate checked it; a row that says otherwise was not written by the gate.
    if (inbox::head_of(*activity).actor != item.actor_uri) return errc::invalid_argument;
    Arrived arrived{.item = std::move(item), .activity = std::move(*activity)};
    if (const auto* announce = std::get_if<inbox::AnnounceActivity>(&arrived.activity);
        announce != nullptr && announce->of_activity) {
        auto inner = inbox::read_activity(*announce->object.object);
        if (!inner && inner.error() == errc::not_found) return inner.error();
        if (inner) arrived.inner = std::move(*inner);
        arrived.inner_document = announce->object.object;
    }
    arrived.post = read_post(arrived.inner ? *arrived.inner : arrived.activity);
    arrived.screening = screen_post(arrived, guard);
    return arrived;
}

bool passing(const boost::system::error_code& error) noexcept
{
    using fetch::fetch_errc;
    return error == errc::unavailable || error == errc::too_many || error == fetch_errc::timeout ||
           error == fetch_errc::connect || error == fetch_errc::dns || error == fetch_errc::busy ||
           error == fetch_errc::tls || error == fetch_errc::protocol;
}

namespace {

struct Apply
{
    Scope& scope;
    const Arrived& arrived;

    result<void> operator()(const inbox::CreateActivity& one) const { return handle_create(scope, one, arrived.post); }
    result<void> operator()(const inbox::UpdateActivity& one) const { return handle_update(scope, one, arrived.post); }
    result<void> operator()(const inbox::DeleteActivity& one) const { return handle_delete(scope, one); }
    result<void> operator()(const inbox::FollowActivity& one) const { return handle_follow(scope, one); }
    result<void> operator()(const inbox::AcceptActivity& one) const { return handle_accept(scope, one); }
    result<void> operator()(const inbox::RejectActivity& one) const { return handle_reject(scope, one); }
    result<void> operator()(const inbox::UndoActivity& one) const { return handle_undo(scope, one); }
    result<void> operator()(const inbox::LikeActivity& one) const { return handle_like(scope, one); }
    result<void> operator()(const inbox::AnnounceActivity& one) const
    {
        return one.of_activity ? handle_group_announce(scope, arrived) : handle_announce(scope, one);
    }
    result<void> operator()(const inbox::AddActivity& one) const { return handle_add(scope, one); }
    result<void> operator()(const inbox::RemoveActivity& one) const { return handle_remove(scope, one); }
    result<void> operator()(const inbox::MoveActivity& one) const { return handle_move(scope, one); }
    result<void> operator()(const inbox::BlockActivity& one) const { return handle_block(scope, one); }
    result<void> operator()(const inbox::FlagActivity& one) const { return handle_flag(scope, one); }
    result<void> operator()(const inbox::LockActivity&) const { return scope.refuse("a lock elsewhere"); }
    result<void> operator()(const inbox::QuoteRequestActivity& one) const
    {
        return handle_quote_request(scope, one, arrived.post);
    }
    result<void> operator()(const inbox::FeatureRequestActivity& one) const
    {
        return handle_feature_request(scope, one);
    }
};

} // namespace

result<void> apply(Scope& scope, const Arrived& arrived)
{
    if (!guards::hold("suspended", scope.actor.usable())) return scope.refuse("the actor is suspended");
    auto applied = handle_decision(scope, arrived.activity);
    if (!applied && applied.error() == errc::not_found) applied = std::visit(Apply{scope, arrived}, arrived.activity);
    if (!applied && applied.error() == errc::already_exists) {
        scope.reason = "known already";
        return {};
    }
    return applied;
}

} // namespace rounds::inbound
