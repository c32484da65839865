#pragma once

#include <boost/system/error_category.hpp>
#include <cstddef>
#include <span>
#include <string>

namespace rounds {

/// Errors that are told apart by their names: an enumeration from 1 on, and the name of each in its order.
class NamedFaults final : public boost::system::error_category
{
public:
    /// Both live as long as the program.
    constexpr NamedFaults(const char* what, std::span<const char* const> names) noexcept : what_(what), names_(names) {}

    [[nodiscard]] const char* name() const noexcept override { return what_; }

    [[nodiscard]] std::string message(int code) const override
    {
        const auto at = static_cast<std::size_t>(code) - 1;
        return at < names_.size() ? names_[at] : "unknown";
    }

private:
    const char* what_;
    std::span<const char* const> names_;
};

} // namespace rounds
