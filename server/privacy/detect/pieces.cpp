#include "server/privacy/detect/pieces.hpp"

namespace rounds::privacy {
namespace {

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

Pieces::Pieces(const Scan& scan) : scan_(&scan)
{
    const auto text = scan.lower();
    scan.worked(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        const bool number = digit(text[at]);
        while (at < text.size() && (number ? digit(text[at]) : letter(text[at]))) ++at;
        if (at > begin)
            all_.push_back({{begin, at}, number});
        else
            ++at;
    }
}

std::string_view Pieces::gap(std::size_t i) const noexcept
{
    const auto text = scan_->lower();
    const auto from = all_[i].place.end;
    return text.substr(from, (i + 1 < all_.size() ? all_[i + 1].place.begin : text.size()) - from);
}

bool Pieces::together(std::size_t first, std::size_t last) const noexcept
{
    for (auto i = first; i < last; ++i)
        if (gap(i).find_first_of(".!?;\n") != std::string_view::npos) return false;
    return true;
}

} // namespace rounds::privacy
