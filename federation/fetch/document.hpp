#pragma once

#include "federation/fetch/client.hpp"
#include "storage/base/json.hpp"

#include <string>
#include <string_view>

namespace rounds::fetch {

/// application/activity+json, or application/ld+json with the ActivityStreams profile; a charset, other parameters and
/// either quoting are tolerated (security.md N18).
[[nodiscard]] bool is_activity_type(std::string_view content_type);

/// A document that lives where it says it lives.
struct Document
{
    json::object object;
    std::string id; ///< the object's id: the URL it was fetched from
};

/// GETs an ActivityPub document. It counts only when its `id` is the URL it was found at, without a change of origin
/// on the way (FEP-fe34, security.md N11, N17, N18); otherwise its id is fetched once, when that has the origin of
/// where the document was found, and must then say the same of itself. Errors: fetch_errc; not_found for 404, gone for
/// 410, unauthorized for 401 and 403, unavailable for any other status; fetch_errc::not_activity for a wrong type, JSON
/// or id.
[[nodiscard]] asio::awaitable<result<Document>> get_document(Client& client, std::string url, Options options);

} // namespace rounds::fetch
