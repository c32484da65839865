#pragma once

#include "storage/base/json.hpp"
#include "storage/model/account.hpp"

#include <string>
#include <string_view>

/// Discovery of our own actors and of this server.
namespace rounds::discovery {

/// Which actor a WebFinger query (RFC 7033) means.
struct Wanted
{
    std::string username; ///< empty: by `uri`
    std::string uri;
};
/// Understands acct:user@domain (also without "acct:" and with a leading @), actor ids and profile pages of ours; host
/// and scheme in any case. invalid_argument when it is none of these, not_found when it is on another domain.
[[nodiscard]] result<Wanted> read_resource(std::string_view resource, std::string_view base, std::string_view domain);

/// JSON Resource Descriptor of an actor of ours.
[[nodiscard]] json::object build_jrd(const storage::Account& account, std::string_view domain);

/// XRD that says where WebFinger is (RFC 6415).
[[nodiscard]] std::string build_host_meta(std::string_view base);

} // namespace rounds::discovery
