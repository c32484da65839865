#include "federation/signatures/digest.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// The first line is the header, the rest the body. A right digest is taken beside the header only when both say so.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    const auto end = text.find('\n');
    const auto value = text.substr(0, end);
    const auto body = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::vector<signatures::HeaderView> digest{{"digest", value}};
    const std::vector<signatures::HeaderView> content{{"content-digest", value}};
    const bool matches = signatures::digest_matches(digest, body);
    const bool content_matches = signatures::content_digest_matches(content, body);
    const auto longer = std::string(body) + "x";
    if (matches) fuzz::demand(!signatures::digest_matches(digest, longer), "a digest of another body");
    if (content_matches) fuzz::demand(!signatures::content_digest_matches(content, longer), "a digest of another body");
    const auto right = signatures::make_digest(body);
    const std::vector<signatures::HeaderView> own{{"digest", right}};
    fuzz::demand(signatures::digest_matches(own, body), "our own digest");
    return 0;
}
