#pragma once

#include "storage/base/clock.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace rounds::push {

/// Says to push services who sends (RFC 8292).
class Vapid
{
public:
    /// `private_key` in DER, `public_key` its point in base64url, `subject` a mailto: or https: address of whom to
    /// write to. Throws std::runtime_error when the key cannot be read.
    Vapid(std::string_view private_key, std::string public_key, std::string subject);
    ~Vapid();
    Vapid(const Vapid&) = delete;
    Vapid& operator=(const Vapid&) = delete;

    /// A token for the push service at this origin ("https://push.example"), good for twelve hours (a day is the most
    /// that section 2 allows).
    [[nodiscard]] std::string token(std::string_view origin, Time now) const;
    [[nodiscard]] const std::string& public_key() const noexcept { return public_key_; }

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::string public_key_;
    std::string subject_;
};

} // namespace rounds::push
