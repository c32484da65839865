#include "server/backup/lock.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sodium.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;

enum class Kind : char { passphrase = 1, recipient = 2 };

constexpr std::string_view public_mark = "rounds-recipient-";
constexpr std::string_view secret_mark = "rounds-identity-";
constexpr std::size_t shortest_passphrase = 12;
constexpr std::uint32_t passes = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr std::uint32_t memory_mb = crypto_pwhash_MEMLIMIT_MODERATE >> 20;
/// A header from outside must not make us take all memory.
constexpr std::uint32_t most_passes = 20;
constexpr std::uint32_t most_memory_mb = 2048;

static_assert(crypto_box_SEALBYTES + key_size + 1 == wrap_size);
static_assert(crypto_box_PUBLICKEYBYTES == key_size && crypto_box_SECRETKEYBYTES == key_size);

unsigned char* bytes(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

const unsigned char* bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

std::string first_line(const fs::path& file, bool secret)
{
    struct stat about{};
    if (stat(file.c_str(), &about) != 0)
        throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
    if (secret && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error(fmt::format("{}: others may read it; set its mode to 0600", file.string()));
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
    return std::string(text::trim(line));
}

std::string key_in(const fs::path& file, std::string_view mark, bool secret)
{
    const auto line = first_line(file, secret);
    if (line.starts_with(mark)) {
        const auto key = crypto::from_base64(line.substr(mark.size()));
        if (key && key->size() == key_size) return *key;
    }
    throw std::runtime_error(fmt::format("{}: holds no line \"{}...\"", file.string(), mark));
}

void put_number(std::string& to, std::uint32_t number)
{
    for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>(number >> shift & 0xFF);
}

std::uint32_t number_at(std::string_view from, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[at + i])) << (8 * i);
    return number;
}

std::string derive(const std::string& passphrase, std::string_view salt, std::uint32_t ops, std::uint32_t memory)
{
    std::string key(key_size, '\0');
    if (crypto_pwhash(
            bytes(key),
            key.size(),
            passphrase.data(),
            passphrase.size(),
            bytes(salt),
            ops,
            static_cast<std::size_t>(memory) << 20,
            crypto_pwhash_ALG_ARGON2ID13
        ) != 0)
        throw std::runtime_error(fmt::format("no {} MB of memory to derive the key from the passphrase", memory));
    return key;
}

void write_new(const fs::path& file, const std::string& content, mode_t mode)
{
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor < 0)
        throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
    const bool written = write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                         fsync(descriptor) == 0;
    close(descriptor);
    if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

void start()
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

} // namespace

Lock read_lock(const fs::path& passphrase_file, const fs::path& recipient_file, const fs::path& identity_file)
{
    Lock lock;
    if (!passphrase_file.empty()) {
        lock.passphrase = first_line(passphrase_file, true);
        if (lock.passphrase.size() < shortest_passphrase)
            throw std::runtime_error(
                fmt::format("{}: a passphrase has {} characters or more", passphrase_file.string(), shortest_passphrase)
            );
    }
    if (!recipient_file.empty()) lock.recipient = key_in(recipient_file, public_mark, false);
    if (!identity_file.empty()) lock.identity = key_in(identity_file, secret_mark, true);
    return lock;
}

void make_identity(const fs::path& file)
{
    start();
    std::string open_half(key_size, '\0');
    std::string secret_half(key_size, '\0');
    crypto_box_keypair(bytes(open_half), bytes(secret_half));
    auto beside = file;
    beside += ".pub";
    write_new(file, std::string(secret_mark) + crypto::to_base64url(secret_half) + '\n', 0600);
    write_new(beside, std::string(public_mark) + crypto::to_base64url(open_half) + '\n', 0644);
}

Wrapped wrap(const Lock& lock)
{
    start();
    if (!lock.recipient.empty()) {
        Wrapped made{
            .key = crypto::random_bytes(key_size), .header = std::string(1, static_cast<char>(Kind::recipient))
        };
        std::string sealed(crypto_box_SEALBYTES + key_size, '\0');
        if (crypto_box_seal(bytes(sealed), bytes(made.key), made.key.size(), bytes(lock.recipient)) != 0)
            throw std::runtime_error("the recipient's key is no key");
        made.header += sealed;
        return made;
    }
    if (lock.passphrase.empty()) throw std::logic_error("nothing to seal with");
    const auto salt = crypto::random_bytes(crypto_pwhash_SALTBYTES);
    Wrapped made{
        .key = derive(lock.passphrase, salt, passes, memory_mb),
        .header = std::string(1, static_cast<char>(Kind::passphrase)) + salt
    };
    put_number(made.header, passes);
    put_number(made.header, memory_mb);
    made.header.resize(wrap_size, '\0');
    return made;
}

std::string unwrap(std::string_view header, const Lock& lock)
{
    start();
    const auto rest = header.substr(1);
    switch (static_cast<Kind>(header.front())) {
    case Kind::recipient: {
        if (lock.identity.empty()) throw BadFile("it was sealed for a recipient: --identity-file is needed");
        std::string open_half(key_size, '\0');
        std::string key(key_size, '\0');
        if (crypto_scalarmult_base(bytes(open_half), bytes(lock.identity)) != 0 ||
            crypto_box_seal_open(bytes(key), bytes(rest), rest.size(), bytes(open_half), bytes(lock.identity)) != 0)
            throw BadFile("it was sealed for another recipient, or its beginning was changed");
        return key;
    }
    case Kind::passphrase: {
        if (lock.passphrase.empty()) throw BadFile("it was sealed with a passphrase: --passphrase-file is needed");
        const auto ops = number_at(rest, crypto_pwhash_SALTBYTES);
        const auto memory = number_at(rest, crypto_pwhash_SALTBYTES + 4);
        if (ops == 0 || ops > most_passes || memory < 1 || memory > most_memory_mb)
            throw BadFile("its beginning was changed");
        return derive(lock.passphrase, rest.substr(0, crypto_pwhash_SALTBYTES), ops, memory);
    }
    }
    throw BadFile("its beginning was changed");
}

} // namespace rounds::backup
