#include "tests/support/json_match.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace rounds::test {
namespace {

bool text_matches(const json::value& found, std::string_view wanted)
{
    const auto* text = found.if_string();
    if (text == nullptr) return false;
    const std::string_view here(*text);
    if (wanted.starts_with("!~")) return !here.contains(wanted.substr(2));
    if (wanted.starts_with('~')) return here.contains(wanted.substr(1));
    return here == wanted;
}

} // namespace

std::string differences(const json::value& found, const json::value& wanted, std::string_view path)
{
    std::string all;
    if (const auto* object = wanted.if_object()) {
        const auto* here = found.if_object();
        if (here == nullptr) return fmt::format("{} is no object\n", path);
        for (const auto& [key, value] : *object) {
            const auto* member = here->if_contains(key);
            const auto place = fmt::format("{}/{}", path, std::string_view(key));
            all += member == nullptr ? place + " is missing\n" : differences(*member, value, place);
        }
        return all;
    }
    if (const auto* list = wanted.if_array()) {
        const auto* here = found.if_array();
        if (here == nullptr || here->size() != list->size())
            return fmt::format("{} is {}\n", path, json::serialize(found));
        for (std::size_t i = 0; i < list->size(); ++i)
            all += differences((*here)[i], (*list)[i], fmt::format("{}/{}", path, i));
        return all;
    }
    const auto* text = wanted.if_string();
    const bool same = text != nullptr ? text_matches(found, std::string_view(*text)) : found == wanted;
    return same ? all : fmt::format("{} is {}, not {}\n", path, json::serialize(found), json::serialize(wanted));
}

} // namespace rounds::test
