#pragma once

#include <string>
#include <string_view>

namespace rounds::web {

/// The text as a QR code (ISO/IEC 18004, level M) in an <svg> element with `label` as its name, drawn as one path in
/// the colours black on white, with the quiet zone that readers need. Empty when the text is too long for one (about 2
/// kB).
[[nodiscard]] std::string qr_code_svg(std::string_view text, std::string_view label);

} // namespace rounds::web
