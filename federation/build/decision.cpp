#include "federation/build/decision.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {
namespace {

namespace prop = vocab::prop;

json::object decide(std::string_view type, const Head& head, const Decision& decision)
{
    auto activity = envelope(type, head);
    activity[prop::object] = decision.object;
    activity[prop::audience] = decision.group;
    activity[prop::summary] = decision.reason;
    return activity;
}

} // namespace

json::object build_removal(const Head& head, const Decision& decision)
{
    return decide(vocab::type::delete_, head, decision);
}

json::object build_ban(const Head& head, const Decision& decision)
{
    auto activity = decide(vocab::type::block, head, decision);
    activity[prop::target] = decision.group;
    activity["removeData"] = decision.with_posts;
    if (decision.until) {
        activity[prop::end_time] = to_iso8601(*decision.until);
        activity["expires"] = activity[prop::end_time]; // what Lemmy read before
    }
    return activity;
}

json::object build_lock(const Head& head, const Decision& decision)
{
    return decide(vocab::type::lock, head, decision);
}

json::object build_undo_decision(const Head& head, json::object activity, std::string_view group)
{
    auto undo = build_undo(head, std::move(activity));
    undo[prop::audience] = group;
    return undo;
}

} // namespace rounds::build
