#include "server/app/secret_key.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
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

std::string read_key(const fs::path& file)
{
    struct stat status{};
    if (stat(file.c_str(), &status) != 0)
        throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error(fmt::format("{}: others may read it; set its mode to 0600", file.string()));
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    auto key = crypto::from_hex(text::trim(line));
    if (!key || key->size() != 32)
        throw std::runtime_error(fmt::format("{}: damaged; it holds 64 hexadecimal digits", file.string()));
    return *key;
}

std::string create_key(const fs::path& file)
{
    const auto key = crypto::random_bytes(32);
    const auto content = crypto::to_hex(key) + '\n';
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
    // Secrets sealed with a key that a power cut takes away are lost, so it is on disk before it is used.
    const bool written = write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                         fsync(descriptor) == 0;
    close(descriptor);
    if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
    return key;
}

} // namespace

std::string load_secret_key(const fs::path& data, bool may_create)
{
    if (const auto credential = credential_file(); !credential.empty()) return read_key(credential);
    const auto file = data / "secret.key";
    if (fs::exists(file)) return read_key(file);
    if (!may_create)
        throw std::runtime_error(fmt::format(
            "{}: missing, but the database holds secrets sealed with it; restore it from the backup", file.string()
        ));
    return create_key(file);
}

} // namespace rounds::app
