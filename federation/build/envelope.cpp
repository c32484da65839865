#include "federation/build/activities.hpp"

#include "federation/signatures/proofs.hpp"
#include "federation/vocab/contexts.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::build {

json::object envelope(std::string_view type, const Head& head)
{
    json::object activity;
    activity["@context"] = vocab::activitystreams_context; // finish() adds what the whole needs
    activity["id"] = head.id;
    activity["type"] = type;
    activity["actor"] = head.actor;
    if (head.published) activity["published"] = to_iso8601(*head.published);
    put_audience(activity, head.audience);
    return activity;
}

std::string finish(json::object activity, const LocalKeys* keys, Time now)
{
    vocab::put_context(activity, keys != nullptr);
    if (keys != nullptr) signatures::add_proof(activity, keys->ed25519, keys->ed25519_id, now);
    return json::serialize(activity);
}

} // namespace rounds::build
