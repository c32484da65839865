#include "server/web/qr_code.hpp"

#include "storage/base/text.hpp"

#include <fmt/format.h>
#include <memory>
#include <qrencode.h>

namespace rounds::web {
namespace {

struct FreeCode
{
    void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};

constexpr int quiet_zone = 4;
constexpr int pixels_per_module = 5;

} // namespace

std::string qr_code_svg(std::string_view text, std::string_view label)
{
    const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
    if (!code) return {};
    const int width = code->width;
    std::string path;
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width;) {
            int run = 0;
            while (x + run < width && (code->data[y * width + x + run] & 1U) != 0) ++run;
            if (run > 0) path += fmt::format("M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, run, run);
            x += run > 0 ? run : 1;
        }
    }
    const int side = width + 2 * quiet_zone;
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges"><rect width="{}" height="{}" fill="#fff"/><path fill="#000" d="{}"/></svg>)",
        text::escape_html(label),
        side * pixels_per_module,
        side * pixels_per_module,
        side,
        side,
        side,
        side,
        path
    );
}

} // namespace rounds::web
