#include "server/backup/archive.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <sodium.h>

namespace rounds::backup {
namespace {

constexpr std::size_t longest_name = 1000;
constexpr std::size_t largest_block = 1UL << 20;

std::string number_bytes(std::size_t number)
{
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift & 0xFF);
    return bytes;
}

} // namespace

struct Digest::Impl
{
    crypto_hash_sha256_state state;
};

Digest::Digest() : impl_(std::make_unique<Impl>())
{
    crypto_hash_sha256_init(&impl_->state);
}

Digest::~Digest() = default;

void Digest::add(std::string_view bytes)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    crypto_hash_sha256_update(&impl_->state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Digest::take()
{
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    crypto_hash_sha256_final(&impl_->state, reinterpret_cast<unsigned char*>(hash.data()));
    crypto_hash_sha256_init(&impl_->state);
    return crypto::to_hex(hash);
}

void ArchiveWriter::begin(std::string name)
{
    entry_ = {.name = std::move(name)};
    out_.write("E" + number_bytes(entry_.name.size()) + entry_.name);
}

void ArchiveWriter::write(std::string_view bytes)
{
    digest_.add(bytes);
    entry_.size += bytes.size();
    while (!bytes.empty()) {
        const auto block = bytes.substr(0, largest_block);
        out_.write(number_bytes(block.size()));
        out_.write(block);
        bytes.remove_prefix(block.size());
    }
}

Entry ArchiveWriter::end()
{
    out_.write(number_bytes(0));
    entry_.sha256 = digest_.take();
    return entry_;
}

Entry ArchiveWriter::put(std::string name, std::string_view bytes)
{
    begin(std::move(name));
    write(bytes);
    return end();
}

void ArchiveWriter::finish()
{
    out_.write("Z");
}

void ArchiveReader::exactly(char* to, std::size_t size)
{
    while (size > 0) {
        const auto got = in_.read(to, size);
        if (got == 0) throw BadFile("the backup ends within a file that it holds");
        to += got;
        size -= got;
    }
}

std::uint32_t ArchiveReader::number()
{
    std::array<char, 4> bytes{};
    exactly(bytes.data(), bytes.size());
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return number;
}

bool ArchiveReader::next()
{
    std::array<char, 4096> passed{};
    while (inside_ && read(passed.data(), passed.size()) > 0) {
    }
    char mark = 0;
    exactly(&mark, 1);
    if (mark == 'Z') {
        // To the end, which is authenticated as such.
        if (in_.read(&mark, 1) != 0) throw BadFile("the backup goes on after its last file");
        return false;
    }
    const auto length = number();
    if (mark != 'E' || length > longest_name) throw BadFile("the backup is of a form that is not known");
    std::string name(length, '\0');
    exactly(name.data(), name.size());
    if (!is_safe_name(name)) throw BadFile("the backup holds a file whose name leads elsewhere");
    entry_ = {.name = std::move(name)};
    (void)digest_.take();
    inside_ = true;
    left_ = 0;
    return true;
}

std::size_t ArchiveReader::read(char* to, std::size_t size)
{
    if (!inside_) return 0;
    if (left_ == 0) {
        left_ = number();
        if (left_ > largest_block) throw BadFile("the backup is of a form that is not known");
        if (left_ == 0) {
            inside_ = false;
            entry_.sha256 = digest_.take();
            return 0;
        }
    }
    const auto wanted = std::min(size, left_);
    exactly(to, wanted);
    left_ -= wanted;
    entry_.size += wanted;
    digest_.add({to, wanted});
    return wanted;
}

std::string ArchiveReader::read_all(std::size_t most)
{
    std::string all;
    std::array<char, 16384> piece{};
    while (const auto got = read(piece.data(), piece.size())) {
        all.append(piece.data(), got);
        if (all.size() > most) throw BadFile("the backup holds " + entry_.name + " of a size that cannot be");
    }
    return all;
}

Entry ArchiveReader::taken()
{
    return entry_;
}

bool is_safe_name(std::string_view name) noexcept
{
    if (name.empty() || name.front() == '/' || name.contains('\0') || name.contains('\\')) return false;
    for (std::size_t from = 0; from <= name.size();) {
        const auto end = std::min(name.find('/', from), name.size());
        const auto part = name.substr(from, end - from);
        if (part.empty() || part == "." || part == "..") return false;
        from = end + 1;
    }
    return true;
}

} // namespace rounds::backup
