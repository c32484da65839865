#pragma once

#include "storage/base/error.hpp"

namespace rounds::fetch {

/// Why a request to another server gave no response. A response with any status is no error here.
enum class fetch_errc {
    bad_url = 1, ///< not a URL we would ever fetch
    blocked,     ///< by domain policy, or every address of the host is one we do not connect to
    dns,         ///< the name does not resolve, or not in time
    connect,     ///< no connection to any permitted address, or it was cut
    tls,         ///< the handshake failed or the certificate is not valid for the name
    timeout,     ///< the deadline of the whole exchange passed
    too_large,   ///< the response is larger than asked for
    redirect,    ///< too many, back to a seen URL, downgraded, or without a usable Location
    protocol,    ///< not HTTP as we take it
    busy,        ///< too many requests wait for this host already
    not_activity ///< a document, but not ActivityPub, or not the document of its own id
};

[[nodiscard]] boost::system::error_code make_error_code(fetch_errc code) noexcept;

/// For the label of a metric: "ok", "timeout" ...
[[nodiscard]] const char* outcome_name(boost::system::error_code code) noexcept;

} // namespace rounds::fetch

template <> struct boost::system::is_error_code_enum<rounds::fetch::fetch_errc> : std::true_type
{
};
