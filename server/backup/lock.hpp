#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

/// Backups: sealed files (libsodium's secretstream) that hold an instance, or its keys.
namespace rounds::backup {

/// A file that is no backup, is damaged, or does not open with what was given: one clear line.
class BadFile : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What seals or opens a file: a passphrase (Argon2id), or the two halves of a recipient's key pair. A machine that
/// makes backups for a recipient cannot read them.
struct Lock
{
    std::string passphrase;
    std::string recipient; ///< public half, 32 bytes; seals
    std::string identity;  ///< secret half, 32 bytes; opens
};

/// Bytes in front of a sealed file that tell how its key is had.
inline constexpr std::size_t wrap_size = 81;
inline constexpr std::size_t key_size = 32;

/// From files, each a line; empty paths: not given. Secret ones must not be readable for others. Throws
/// std::runtime_error with one clear line.
[[nodiscard]] Lock read_lock(
    const std::filesystem::path& passphrase_file,
    const std::filesystem::path& recipient_file,
    const std::filesystem::path& identity_file
);

/// Writes a new key pair: `file` (secret) and `file`.pub. Neither may exist.
void make_identity(const std::filesystem::path& file);

/// A new file key, and how it is wrapped.
struct Wrapped
{
    std::string key;
    std::string header; ///< wrap_size bytes
};
[[nodiscard]] Wrapped wrap(const Lock& lock);
/// The file key; BadFile when `lock` is of the wrong kind. A wrong passphrase gives a wrong key.
[[nodiscard]] std::string unwrap(std::string_view header, const Lock& lock);

} // namespace rounds::backup
