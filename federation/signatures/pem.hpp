#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rounds::signatures {

struct PemBlock
{
    std::string label; ///< "PUBLIC KEY"
    std::string der;
};

/// The first block of PEM text (RFC 7468), tolerant about line lengths and blanks; nothing when there is none, or in
/// more than 16 kB.
[[nodiscard]] std::optional<PemBlock> first_pem_block(std::string_view text);

/// One block with lines of 64 characters and a final line end.
[[nodiscard]] std::string pem_block(std::string_view label, std::string_view der);

} // namespace rounds::signatures
