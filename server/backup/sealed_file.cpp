#include "server/backup/sealed_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "RNDSBKP1";
constexpr std::size_t piece_size = 64UL * 1024;
constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t stream_header = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr unsigned char last_tag = crypto_secretstream_xchacha20poly1305_TAG_FINAL;
/// What stands in the first piece, padded to one length.
constexpr std::array<std::string_view, 2> contents{"rounds instance ", "rounds keys     "};
constexpr std::size_t content_size = contents[0].size();

static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == key_size);

using Bytes = std::vector<unsigned char>;

[[noreturn]] void fail(const fs::path& path)
{
    throw std::system_error(errno, std::generic_category(), path.string());
}

const unsigned char* bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

void write_all(int to, const unsigned char* from, std::size_t size, const fs::path& path)
{
    while (size > 0) {
        const auto done = ::write(to, from, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail(path);
        from += done;
        size -= static_cast<std::size_t>(done);
    }
}

} // namespace

struct SealedWriter::Impl
{
    fs::path file;
    fs::path aside;
    bool replace;
    int descriptor = -1;
    std::uint64_t written = 0;
    std::string waiting;
    crypto_secretstream_xchacha20poly1305_state state{};

    Impl(fs::path given, bool may_replace) : file(std::move(given)), aside(file), replace(may_replace)
    {
        if (!replace && fs::exists(file)) {
            errno = EEXIST;
            fail(file);
        }
        aside += ".new";
        descriptor = open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0) fail(aside);
    }
    ~Impl()
    {
        if (descriptor < 0) return;
        close(descriptor);
        unlink(aside.c_str());
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void put(const unsigned char* from, std::size_t size)
    {
        write_all(descriptor, from, size, aside);
        written += size;
    }

    void push(std::string_view plain, unsigned char tag, std::string_view also)
    {
        Bytes sealed(plain.size() + overhead);
        crypto_secretstream_xchacha20poly1305_push(
            &state, sealed.data(), nullptr, bytes(plain), plain.size(), bytes(also), also.size(), tag
        );
        put(sealed.data(), sealed.size());
    }
};

SealedWriter::SealedWriter(fs::path file, const Lock& lock, Content content, bool replace)
    : impl_(std::make_unique<Impl>(std::move(file), replace))
{
    const auto wrapped = wrap(lock);
    std::array<unsigned char, stream_header> header{};
    crypto_secretstream_xchacha20poly1305_init_push(&impl_->state, header.data(), bytes(wrapped.key));
    const auto front = std::string(magic) + wrapped.header;
    impl_->put(bytes(front), front.size());
    impl_->put(header.data(), header.size());
    impl_->push(contents[static_cast<std::size_t>(content)], 0, front);
}

SealedWriter::~SealedWriter() = default;

void SealedWriter::write(std::string_view given)
{
    auto& waiting = impl_->waiting;
    while (!given.empty()) {
        const auto taken = std::min(piece_size - waiting.size(), given.size());
        waiting += given.substr(0, taken);
        given.remove_prefix(taken);
        if (waiting.size() < piece_size) continue;
        impl_->push(waiting, 0, {});
        waiting.clear();
    }
}

std::uint64_t SealedWriter::finish()
{
    auto& impl = *impl_;
    impl.push(impl.waiting, last_tag, {});
    if (fsync(impl.descriptor) != 0) fail(impl.aside);
    if (rename(impl.aside.c_str(), impl.file.c_str()) != 0) fail(impl.file);
    close(impl.descriptor);
    impl.descriptor = -1;
    const auto parent = impl.file.has_parent_path() ? impl.file.parent_path() : fs::path(".");
    const int folder = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) close(folder);
    if (!synced) fail(parent);
    return impl.written;
}

struct SealedReader::Impl
{
    fs::path file;
    int descriptor = -1;
    std::uint64_t position = 0;
    std::string plain;
    std::size_t used = 0;
    bool ended = false;
    crypto_secretstream_xchacha20poly1305_state state{};

    explicit Impl(fs::path given) : file(std::move(given)), descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (descriptor < 0) fail(file);
    }
    ~Impl()
    {
        if (descriptor >= 0) close(descriptor);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[noreturn]] void bad(std::string_view why) const
    {
        throw BadFile(fmt::format("{}: {}; nothing was changed", file.string(), why));
    }

    /// Up to `size` bytes, fewer at the end of the file only.
    std::string take(std::size_t size)
    {
        std::string got(size, '\0');
        std::size_t have = 0;
        while (have < size) {
            const auto more = ::read(descriptor, got.data() + have, size - have);
            if (more < 0 && errno == EINTR) continue;
            if (more < 0) fail(file);
            if (more == 0) break;
            have += static_cast<std::size_t>(more);
        }
        got.resize(have);
        position += have;
        return got;
    }

    /// False when it is not what was sealed.
    bool pull(const std::string& sealed, std::string_view also, unsigned char& tag)
    {
        if (sealed.size() < overhead) return false;
        plain.resize(sealed.size() - overhead);
        used = 0;
        auto* to =
            reinterpret_cast<unsigned char*>(plain.data()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
        return crypto_secretstream_xchacha20poly1305_pull(
                   &state, to, nullptr, &tag, bytes(sealed), sealed.size(), bytes(also), also.size()
               ) == 0;
    }

    void next()
    {
        const auto at = position;
        const auto sealed = take(piece_size + overhead);
        if (sealed.empty()) bad("it is cut short");
        unsigned char tag = 0;
        if (!pull(sealed, {}, tag)) {
            const bool whole = sealed.size() == piece_size + overhead;
            bad(fmt::format("it was changed{} after byte {}", whole ? "" : " or cut short", at));
        }
        if (tag != last_tag) {
            if (sealed.size() != piece_size + overhead) bad("it is cut short");
            return;
        }
        ended = true;
        if (!take(1).empty()) bad("something was added at its end");
    }
};

SealedReader::SealedReader(const fs::path& file, const Lock& lock, Content expected)
    : impl_(std::make_unique<Impl>(file))
{
    auto& impl = *impl_;
    const auto front = impl.take(magic.size() + wrap_size);
    if (front.size() != magic.size() + wrap_size || !front.starts_with(magic)) impl.bad("it is no backup of Rounds");
    std::string key;
    try {
        key = unwrap(std::string_view(front).substr(magic.size()), lock);
    } catch (const BadFile& error) {
        impl.bad(error.what());
    }
    const auto header = impl.take(stream_header);
    const auto first = impl.take(content_size + overhead);
    if (header.size() != stream_header || first.size() != content_size + overhead) impl.bad("it is cut short");
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&impl.state, bytes(header), bytes(key)) != 0 ||
        !impl.pull(first, front, tag))
        impl.bad(
            lock.passphrase.empty() ? "its beginning was changed" : "wrong passphrase, or its beginning was changed"
        );
    if (impl.plain != contents[static_cast<std::size_t>(expected)])
        impl.bad(
            expected == Content::keys ? "it holds no keys, but an instance (rounds restore)"
                                      : "it holds keys alone (rounds restore key)"
        );
    impl.used = impl.plain.size();
}

SealedReader::~SealedReader() = default;

std::size_t SealedReader::read(char* to, std::size_t size)
{
    auto& impl = *impl_;
    while (impl.used == impl.plain.size()) {
        if (impl.ended) return 0;
        impl.next();
    }
    const auto given = std::min(size, impl.plain.size() - impl.used);
    std::copy_n(impl.plain.data() + impl.used, given, to);
    impl.used += given;
    return given;
}

std::uint64_t SealedReader::position() const noexcept
{
    return impl_->position;
}

} // namespace rounds::backup
