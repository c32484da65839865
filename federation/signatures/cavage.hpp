#pragma once

#include "federation/signatures/request_signature.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::signatures {

/// The Signature field of draft-cavage-http-signatures-12, read strictly: each parameter at most once.
[[nodiscard]] result<RequestSignature> parse_cavage(std::string_view field);

/// The string to sign (section 2.3); nothing when a listed field or parameter is absent. `target` is given apart
/// because some servers sign the path without the query.
[[nodiscard]] std::optional<std::string>
cavage_string(const RequestSignature& signature, const RequestView& request, std::string_view target);

} // namespace rounds::signatures
