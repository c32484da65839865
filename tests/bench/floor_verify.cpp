#include "tests/bench/floor_verify.hpp"

#include "federation/signatures/digest.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

namespace rounds::bench {
namespace {

std::string_view field(const FloorRequest& request, std::string_view name)
{
    const auto value = request[boost::beast::string_view(name.data(), name.size())];
    return {value.data(), value.size()};
}

/// The value of name="value" in a Signature header.
std::string_view parameter(std::string_view header, std::string_view name)
{
    for (auto part : text::split(header, ',')) {
        part = text::trim(part);
        if (part.starts_with(name) && part.substr(name.size()).starts_with("=\"") && part.ends_with('"'))
            return part.substr(name.size() + 2, part.size() - name.size() - 3);
    }
    return {};
}

std::string signed_text(const FloorRequest& request, std::string_view names)
{
    std::string text;
    for (const auto name : text::split(names, ' ')) {
        if (!text.empty()) text += '\n';
        text.append(name).append(": ");
        if (name == "(request-target)")
            text.append("post ").append(request.target().data(), request.target().size());
        else
            text.append(field(request, name));
    }
    return text;
}

} // namespace

bool is_signed(const FloorRequest& request, KeyRing& keys)
{
    if (field(request, "Digest") != signatures::make_digest(request.body())) return false;
    const auto header = field(request, "Signature");
    const auto signature = crypto::from_base64(parameter(header, "signature"));
    if (!signature) return false;
    const auto key = keys.find(std::string(parameter(header, "keyId")));
    return key.verify(signed_text(request, parameter(header, "headers")), *signature);
}

} // namespace rounds::bench
