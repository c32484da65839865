#include "server/webauthn/cbor.hpp"

#include <limits>

namespace rounds::webauthn {
namespace {

enum class Major : std::uint8_t { number, negative, bytes, text, array, map, tag, simple };

struct Head
{
    Major major{};
    std::uint64_t argument = 0;
};

/// Reads forward; after the first mistake everything is one.
class Reader
{
public:
    explicit Reader(std::string_view left) : left_(left) {}

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool at_end() const noexcept { return left_.empty(); }

    Head head()
    {
        const auto first = take(1);
        if (failed_) return {};
        const auto byte = static_cast<unsigned char>(first.front());
        const Head short_head{static_cast<Major>(byte >> 5U), byte & 0x1fU};
        if (short_head.argument < 24) return short_head;
        if (short_head.argument > 27) return fail(); // indefinite lengths are not canonical (CTAP 2 section 6)
        Head head{short_head.major, 0};
        for (const char c : take(1U << (short_head.argument - 24)))
            head.argument = head.argument << 8U | static_cast<unsigned char>(c);
        return head;
    }
    std::string_view string(Major major)
    {
        const auto found = head();
        if (found.major != major) return fail(), std::string_view{};
        return take(found.argument);
    }
    std::int64_t integer()
    {
        const auto found = head();
        if (found.argument > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return fail(), 0;
        const auto value = static_cast<std::int64_t>(found.argument);
        if (found.major == Major::negative) return -1 - value;
        if (found.major != Major::number) fail();
        return value;
    }
    std::uint64_t map()
    {
        const auto found = head();
        if (found.major != Major::map || found.argument > 16) fail();
        return failed_ ? 0 : found.argument;
    }
    void skip(int depth)
    {
        if (depth == 0) return void(fail());
        const auto found = head();
        if (failed_) return;
        switch (found.major) {
        case Major::number:
        case Major::negative:
        case Major::simple:
            return;
        case Major::bytes:
        case Major::text:
            take(found.argument);
            return;
        case Major::array:
        case Major::map: {
            if (found.argument > left_.size()) return void(fail());
            const auto items = found.major == Major::map ? 2 * found.argument : found.argument;
            for (std::uint64_t i = 0; i < items && !failed_; ++i) skip(depth - 1);
            return;
        }
        case Major::tag:
            fail();
        }
    }
    Head fail()
    {
        failed_ = true;
        left_ = {};
        return {};
    }

private:
    std::string_view take(std::uint64_t size)
    {
        if (failed_ || size > left_.size()) return fail(), std::string_view{};
        const auto taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return taken;
    }

    std::string_view left_;
    bool failed_ = false;
};

constexpr int deepest = 4;

void read_statement(Reader& reader, AttestationObject& object)
{
    const auto members = reader.map();
    object.has_statement = members > 0;
    for (std::uint64_t i = 0; i < members && !reader.failed(); ++i) {
        const auto key = reader.string(Major::text);
        if (key == "sig" && object.signature.empty())
            object.signature = reader.string(Major::bytes);
        else if (key == "alg" && object.algorithm == 0)
            object.algorithm = reader.integer();
        else if (key == "sig" || key == "alg")
            reader.fail();
        else {
            object.has_certificates = object.has_certificates || key == "x5c";
            reader.skip(deepest);
        }
    }
}

} // namespace

result<AttestationObject> read_attestation(std::string_view bytes)
{
    Reader reader(bytes);
    AttestationObject object;
    bool statement = false;
    const auto members = reader.map();
    for (std::uint64_t i = 0; i < members && !reader.failed(); ++i) {
        const auto key = reader.string(Major::text);
        if (key == "fmt" && object.format.empty()) {
            object.format = reader.string(Major::text);
        } else if (key == "authData" && object.authenticator.empty()) {
            object.authenticator = reader.string(Major::bytes);
        } else if (key == "attStmt" && !statement) {
            statement = true;
            read_statement(reader, object);
        } else {
            reader.fail();
        }
    }
    const bool complete = statement && !object.format.empty() && !object.authenticator.empty();
    if (reader.failed() || !reader.at_end() || !complete) return fault::malformed;
    return object;
}

} // namespace rounds::webauthn
