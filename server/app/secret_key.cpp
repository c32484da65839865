#include "server/app/secret_key.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::app {
namespace {

namespace fs = std::filesystem;

fs::path credential_file()
{
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); // NOLINT(concurrency-mt-unsafe): read at start only
    if (folder == nullptr) return {};
    const auto file = fs::path(folder) / "secret.key";
    return fs::exists(file) ? file : fs::path{};
}

std::runtime_error failure(const fs::path& file, int error)
{
    return std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(error)));
}

std::string key_in(const std::string& line, const std::string& shown)
{
    auto key = crypto::from_hex(text::trim(line));
    if (!key || key->size() != 32)
        throw std::runtime_error(fmt::format("{}: damaged; it holds 64 hexadecimal digits a line", shown));
    return *key;
}

/// Secrets sealed with a key that a power cut takes away are lost, so it is on disk before it is used.
void write_whole(const fs::path& file, const std::string& content, int flags, const struct stat* like)
{
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, S_IRUSR | S_IWUSR);
    if (descriptor < 0) throw failure(file, errno);
    const bool owned = like == nullptr || geteuid() != 0 || fchown(descriptor, like->st_uid, like->st_gid) == 0;
    const bool written = owned &&
                         write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                         fsync(descriptor) == 0;
    close(descriptor);
    if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

void sync_folder(const fs::path& folder)
{
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) throw failure(folder, errno);
    const bool kept = fsync(descriptor) == 0;
    close(descriptor);
    if (!kept) throw std::runtime_error(fmt::format("{}: cannot be brought to disk", folder.string()));
}

} // namespace

std::string to_lines(const SecretKeys& keys)
{
    auto lines = crypto::to_hex(keys.current) + '\n';
    for (const auto& one : keys.earlier) lines += crypto::to_hex(one) + '\n';
    return lines;
}

SecretKeys from_lines(const std::string& lines, const std::string& shown)
{
    std::istringstream in(lines);
    SecretKeys keys;
    for (std::string line; std::getline(in, line);) {
        if (keys.current.empty())
            keys.current = key_in(line, shown);
        else if (!text::trim(line).empty())
            keys.earlier.push_back(key_in(line, shown));
    }
    if (keys.current.empty()) (void)key_in("", shown);
    return keys;
}

SecretKeys read_secret_keys(const fs::path& file)
{
    struct stat status{};
    if (stat(file.c_str(), &status) != 0) throw failure(file, errno);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error(fmt::format("{}: others may read it; set its mode to 0600", file.string()));
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return from_lines(content.str(), file.string());
}

void write_secret_keys(const fs::path& file, const SecretKeys& keys)
{
    struct stat status{};
    const bool there = stat(file.c_str(), &status) == 0;
    auto aside = file;
    aside += ".new";
    write_whole(aside, to_lines(keys), O_TRUNC, there ? &status : nullptr);
    fs::rename(aside, file);
    sync_folder(file.parent_path());
}

bool secret_keys_are_a_credential()
{
    return !credential_file().empty();
}

SecretKeys load_secret_keys(const fs::path& data, bool may_create)
{
    if (const auto credential = credential_file(); !credential.empty()) return read_secret_keys(credential);
    const auto file = data / "secret.key";
    if (fs::exists(file)) return read_secret_keys(file);
    if (!may_create)
        throw std::runtime_error(fmt::format(
            "{}: missing, but the database holds secrets sealed with it; restore it from the backup", file.string()
        ));
    SecretKeys keys{.current = crypto::random_bytes(32)};
    write_whole(file, to_lines(keys), O_EXCL, nullptr);
    return keys;
}

std::string load_secret_key(const fs::path& data, bool may_create)
{
    const auto keys = load_secret_keys(data, may_create);
    if (!keys.earlier.empty())
        throw std::runtime_error(
            "secret.key holds two keys, so sealing anew was begun and not ended: with the instance stopped, run "
            "`rounds keys rotate`"
        );
    return keys.current;
}

} // namespace rounds::app
