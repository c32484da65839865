#include "federation/discovery/actor_document.hpp"
#include "storage/base/url.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// Every address and key of an actor is of its own origin.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto value = parse_json(fuzz::text_of(data, size));
    const auto* object = value ? value->if_object() : nullptr;
    if (object == nullptr) return 0;
    const auto actor = discovery::read_actor(*object);
    if (!actor) return 0;
    const auto& uri = actor->account.uri;
    fuzz::demand(discovery::is_canonical_id(uri), "the id is canonical");
    fuzz::demand(same_origin(actor->account.inbox_url, uri), "the inbox is its own");
    fuzz::demand(actor->keys.size() <= discovery::keys_per_actor, "keys are bounded");
    for (const auto& key : actor->keys) fuzz::demand(same_origin(key.key_uri, uri), "keys are its own");
    return 0;
}
