#include "server/audit/log/lines.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::audit {
namespace {

std::optional<std::int64_t> number_at(const json::object& object, std::string_view key)
{
    const auto text = string_at(object, key);
    const bool negative = text.starts_with('-');
    const auto number = text::parse_int(negative ? text.substr(1) : text);
    if (!number) return std::nullopt;
    return negative ? -*number : *number;
}

Time time_from(std::int64_t microseconds)
{
    return Time{std::chrono::microseconds{microseconds}};
}

Entry read_content(const json::object& o)
{
    Entry entry;
    entry.at = time_from(number_at(o, "at").value_or(0));
    if (const auto actor = number_at(o, "actor")) entry.actor = AccountId{*actor};
    entry.via = string_at(o, "via");
    entry.action = string_at(o, "action");
    entry.target_kind = string_at(o, "target_kind");
    entry.target = number_at(o, "target");
    entry.related = number_at(o, "related");
    entry.rule = string_at(o, "rule");
    return entry;
}

result<Head> read_head(const json::object& o)
{
    Head head;
    const auto seq = number_at(o, "seq");
    const auto entry = number_at(o, "entry");
    const auto at = number_at(o, "sealed_at");
    const auto hash = crypto::from_hex(string_at(o, "hash"));
    const auto signature = crypto::from_hex(string_at(o, "signature"));
    if (!seq || !entry || !at || !hash || !signature) return errc::invalid_argument;
    head.seq = *seq;
    head.entry = *entry;
    head.sealed_at = time_from(*at);
    head.hash = *hash;
    head.signature = *signature;
    head.public_key = string_at(o, "key");
    return head;
}

result<Checkpoint> read_checkpoint(const json::object& o)
{
    Checkpoint checkpoint;
    const auto seq = number_at(o, "seq");
    const auto entry = number_at(o, "entry");
    const auto until = number_at(o, "until");
    const auto at = number_at(o, "signed_at");
    const auto hash = crypto::from_hex(string_at(o, "hash"));
    const auto signature = crypto::from_hex(string_at(o, "signature"));
    if (!seq || !entry || !until || !at || !hash || !signature) return errc::invalid_argument;
    checkpoint.seq = *seq;
    checkpoint.entry = *entry;
    checkpoint.hash = *hash;
    checkpoint.until = time_from(*until);
    checkpoint.signed_at = time_from(*at);
    checkpoint.public_key = string_at(o, "key");
    checkpoint.signature = *signature;
    return checkpoint;
}

result<Succession> read_succession(const json::object& o)
{
    Succession succession;
    const auto seq = number_at(o, "seq");
    const auto signature = crypto::from_hex(string_at(o, "signature"));
    if (!seq || !signature) return errc::invalid_argument;
    succession.seq = *seq;
    succession.before = string_at(o, "before");
    succession.public_key = string_at(o, "key");
    succession.signature = *signature;
    return succession;
}

result<Sealed> read_sealed(const json::object& o)
{
    Sealed sealed;
    const auto seq = number_at(o, "seq");
    const auto entry = number_at(o, "entry");
    const auto leaf = crypto::from_hex(string_at(o, "leaf"));
    const auto hash = crypto::from_hex(string_at(o, "hash"));
    if (!seq || !entry || !leaf || !hash) return errc::invalid_argument;
    sealed.seal = {.seq = *seq, .entry = *entry, .leaf = *leaf, .hash = *hash};
    if (const auto* content = object_at(o, "content")) {
        sealed.entry = read_content(*content);
        sealed.entry->id = *entry;
    }
    return sealed;
}

/// The whole text, or nothing of it is taken for written.
void write_all(int descriptor, std::string_view text, const std::filesystem::path& file)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0)
            throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// What is written next begins a line of its own.
void cut_unfinished_line(int descriptor, const std::filesystem::path& file)
{
    const auto size = lseek(descriptor, 0, SEEK_END);
    auto end = size;
    for (char last = 0; end > 0; --end) {
        if (pread(descriptor, &last, 1, end - 1) != 1) break;
        if (last == '\n') break;
    }
    if (end != size && ftruncate(descriptor, end) != 0)
        throw std::runtime_error(fmt::format("{}: {}", file.string(), std::generic_category().message(errno)));
}

} // namespace

std::string line_of(const Sealed& sealed)
{
    std::string content = sealed.entry ? content_json(*sealed.entry) : std::string("null");
    return fmt::format(
        R"({{"seq":"{}","entry":"{}","leaf":"{}","hash":"{}","content":{}}})",
        sealed.seal.seq,
        sealed.seal.entry,
        crypto::to_hex(sealed.seal.leaf),
        crypto::to_hex(sealed.seal.hash),
        content
    );
}

std::string line_of(const Head& head)
{
    return fmt::format(
        R"({{"head":{{"seq":"{}","entry":"{}","hash":"{}","sealed_at":"{}","key":"{}","signature":"{}"}}}})",
        head.seq,
        head.entry,
        crypto::to_hex(head.hash),
        head.sealed_at.time_since_epoch().count(),
        head.public_key,
        crypto::to_hex(head.signature)
    );
}

std::string line_of(const Checkpoint& checkpoint)
{
    return fmt::format(
        R"({{"checkpoint":{{"seq":"{}","entry":"{}","hash":"{}","until":"{}","signed_at":"{}","key":"{}","signature":"{}"}}}})",
        checkpoint.seq,
        checkpoint.entry,
        crypto::to_hex(checkpoint.hash),
        checkpoint.until.time_since_epoch().count(),
        checkpoint.signed_at.time_since_epoch().count(),
        checkpoint.public_key,
        crypto::to_hex(checkpoint.signature)
    );
}

std::string line_of(const Succession& succession)
{
    return fmt::format(
        R"({{"succession":{{"seq":"{}","before":"{}","key":"{}","signature":"{}"}}}})",
        succession.seq,
        succession.before,
        succession.public_key,
        crypto::to_hex(succession.signature)
    );
}

result<Line> read_line(std::string_view text)
{
    const auto value = parse_json(text, 1 << 16);
    if (!value) return value.error();
    if (!value->is_object()) return errc::invalid_argument;
    Line line;
    if (const auto* head = object_at(value->get_object(), "head")) {
        const auto read = read_head(*head);
        if (!read) return read.error();
        line.head = *read;
        return line;
    }
    if (const auto* checkpoint = object_at(value->get_object(), "checkpoint")) {
        const auto read = read_checkpoint(*checkpoint);
        if (!read) return read.error();
        line.checkpoint = *read;
        return line;
    }
    if (const auto* succession = object_at(value->get_object(), "succession")) {
        const auto read = read_succession(*succession);
        if (!read) return read.error();
        line.succession = *read;
        return line;
    }
    const auto read = read_sealed(value->get_object());
    if (!read) return read.error();
    line.sealed = *read;
    return line;
}

std::size_t read_export(std::istream& in, Verifier& verifier)
{
    std::size_t number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        if (text.empty()) continue;
        const auto line = read_line(text);
        if (!line) return number;
        if (line->succession) verifier.add_succession(*line->succession);
        if (line->checkpoint) verifier.add_checkpoint(*line->checkpoint);
        if (line->sealed) verifier.add(*line->sealed);
        if (line->head) verifier.add_head(*line->head);
    }
    return 0;
}

void HeadsFile::append(const Witness& fresh) const
{
    std::string text;
    for (const auto& succession : fresh.successions) text += line_of(succession) + '\n';
    for (const auto& checkpoint : fresh.checkpoints) text += line_of(checkpoint) + '\n';
    for (const auto& head : fresh.heads) text += line_of(head) + '\n';
    if (text.empty()) return;
    std::filesystem::create_directories(file_.parent_path());
    const int descriptor = open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        throw std::runtime_error(fmt::format("{}: {}", file_.string(), std::generic_category().message(errno)));
    try {
        cut_unfinished_line(descriptor, file_);
        write_all(descriptor, text, file_);
    } catch (...) {
        close(descriptor);
        throw;
    }
    const bool kept = fsync(descriptor) == 0;
    close(descriptor);
    if (!kept) throw std::runtime_error(fmt::format("{}: cannot be brought to disk", file_.string()));
}

Witness HeadsFile::read() const
{
    Witness witness;
    std::ifstream in(file_);
    std::size_t number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        // Without its end of line it was never finished (the power went, the disk was full): it is written again.
        if (text.empty() || in.eof()) continue;
        const auto line = read_line(text);
        if (!line || line->sealed)
            throw std::runtime_error(fmt::format("{}: line {} is no head of an audit log", file_.string(), number));
        if (line->head) witness.heads.push_back(*line->head);
        if (line->checkpoint) witness.checkpoints.push_back(*line->checkpoint);
        if (line->succession) witness.successions.push_back(*line->succession);
    }
    return witness;
}

std::filesystem::path heads_file(const std::filesystem::path& data)
{
    return data / "audit" / "heads.jsonl";
}

} // namespace rounds::audit
