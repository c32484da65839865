#include "server/http/multipart.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// The first line is the Content-Type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    const auto end = text.find('\n');
    const auto body = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto parts = http::parse_multipart(text.substr(0, end), body);
    if (!parts) return 0;
    fuzz::demand(parts->size() <= 1000, "parts are bounded");
    for (const auto& part : *parts) {
        fuzz::demand(
            part.content.empty() || (part.content.data() >= body.data() &&
                                     part.content.data() + part.content.size() <= body.data() + body.size()),
            "content lies in the body"
        );
        if (part.file_name)
            fuzz::demand(
                part.file_name->find('/') == std::string::npos && part.file_name->size() <= 255,
                "a file name is no path"
            );
    }
    return 0;
}
