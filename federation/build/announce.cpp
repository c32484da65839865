#include "federation/build/activities.hpp"

#include "federation/signatures/proofs.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::build {

json::object build_announce(const Head& head, std::string_view object_uri)
{
    auto activity = envelope(vocab::type::announce, head);
    activity["object"] = object_uri;
    return activity;
}

result<std::string>
build_announce_activity(const Head& head, std::string_view activity, const LocalKeys* keys, Time now)
{
    const auto parsed = parse_json(activity);
    if (!parsed || !parsed->is_object()) return errc::invalid_argument;
    auto announce = envelope(vocab::type::announce, head);
    announce["audience"] = head.actor;
    vocab::put_context(announce, keys != nullptr); // what is passed on has its own
    // The proof is made over the meaning, which canonicalisation takes from the parsed value; the bytes are put in
    // after.
    announce["object"] = *parsed;
    if (keys != nullptr) signatures::add_proof(announce, keys->ed25519, keys->ed25519_id, now);
    announce.erase("object");
    auto text = json::serialize(announce);
    text.pop_back(); // the closing brace
    text += ",\"object\":";
    text += activity;
    text += '}';
    return text;
}

} // namespace rounds::build
