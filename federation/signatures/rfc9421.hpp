#pragma once

#include "federation/signatures/request_signature.hpp"

#include <optional>
#include <string>

namespace rounds::signatures {

/// The Signature-Input and Signature fields of RFC 9421: one label, components without parameters.
[[nodiscard]] result<RequestSignature> parse_rfc9421(const RequestView& request);

/// The signature base (section 2.5); nothing when a listed field is absent.
[[nodiscard]] std::optional<std::string> rfc9421_base(const RequestSignature& signature, const RequestView& request);

} // namespace rounds::signatures
