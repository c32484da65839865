#pragma once

#include "storage/base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rounds::social {

/// Longer passwords are refused before anything is hashed (security.md N55).
inline constexpr std::size_t longest_password = 1024;
/// Without a second factor (ASVS 6.2.1); for new passwords only.
inline constexpr std::size_t shortest_password = 15;

/// What a hash costs; the default is OWASP's least for Argon2id: 19 MiB, two passes, one lane (about 25 ms).
struct PasswordCost
{
    std::size_t memory_bytes = 19U * 1024 * 1024;
    unsigned passes = 2;
};

/// The password as it is kept ("$argon2id$..."). Takes its time: for commands and tests; servers use Passwords.
/// invalid_argument for an empty password and for more than longest_password bytes.
[[nodiscard]] result<std::string> hash_password(std::string_view password, const PasswordCost& cost = {});

/// Hashes and checks passwords on threads of its own: at most `threads` at a time, so that a flood of log-ins costs
/// bounded memory and leaves the rest of the server alone; at most `waiting` wait, more are refused with too_many.
class Passwords
{
public:
    explicit Passwords(unsigned threads = 2, std::size_t waiting = 64, PasswordCost cost = {});
    ~Passwords();
    Passwords(const Passwords&) = delete;
    Passwords& operator=(const Passwords&) = delete;

    struct Verdict
    {
        bool correct = false;
        bool outdated = false; ///< correct, but hashed with other costs than today's: hash it again
    };
    /// Compares with a kept hash. An empty `hash` stands for a person that does not exist: it takes the same time and
    /// is never correct. invalid_argument for a password that is empty or too long, at once.
    [[nodiscard]] boost::asio::awaitable<result<Verdict>> verify(std::string password, std::string hash);
    [[nodiscard]] boost::asio::awaitable<result<std::string>> hash(std::string password);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::social
