#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rounds::app {

/// What seals secrets in the database. A file holds a key a line, 64 hexadecimal digits. More than one are there only
/// while all is sealed anew (`rounds keys rotate`): the first is the new one. All are 32 bytes.
struct SecretKeys
{
    std::string current;
    std::vector<std::string> earlier{};

    [[nodiscard]] bool operator==(const SecretKeys&) const = default;
};

/// From {data}/secret.key (mode 0600), or the file that $CREDENTIALS_DIRECTORY holds under that name. Made when there
/// is none and `may_create`. Throws std::runtime_error in one clear line when it cannot be read, is damaged, or others
/// can read it.
[[nodiscard]] SecretKeys load_secret_keys(const std::filesystem::path& data, bool may_create);
/// The one in use. Throws as well while there is an earlier one: a server would find half of its secrets closed.
[[nodiscard]] std::string load_secret_key(const std::filesystem::path& data, bool may_create);
/// True when the keys come from $CREDENTIALS_DIRECTORY, which nobody writes to.
[[nodiscard]] bool secret_keys_are_a_credential();

/// Of a file that is named; throws as load_secret_keys.
[[nodiscard]] SecretKeys read_secret_keys(const std::filesystem::path& file);
/// Takes the place of the file as a whole, on disk when this returns, with the owner and mode it had (a new one: mode
/// 0600). Throws std::runtime_error.
void write_secret_keys(const std::filesystem::path& file, const SecretKeys& keys);
/// The lines of a file of keys, and what they say. Throws std::runtime_error that names `shown` when they say nothing.
[[nodiscard]] std::string to_lines(const SecretKeys& keys);
[[nodiscard]] SecretKeys from_lines(const std::string& lines, const std::string& shown);

} // namespace rounds::app
