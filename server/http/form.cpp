#include "server/http/form.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <optional>
#include <vector>

namespace rounds::http {
namespace {

constexpr std::size_t most_pairs = 1000;
constexpr std::size_t deepest = 8;

/// "a[b][]" as {"a", "b", ""}; nothing when the brackets do not pair.
std::optional<std::vector<std::string_view>> split_name(std::string_view name)
{
    const auto open = name.find('[');
    std::vector<std::string_view> parts{name.substr(0, open)};
    if (parts.front().empty() || parts.front().find(']') != std::string_view::npos) return std::nullopt;
    auto rest = open == std::string_view::npos ? std::string_view{} : name.substr(open);
    while (!rest.empty()) {
        const auto close = rest.find(']');
        if (rest.front() != '[' || close == std::string_view::npos) return std::nullopt;
        parts.push_back(rest.substr(1, close - 1));
        if (parts.back().find('[') != std::string_view::npos) return std::nullopt;
        rest.remove_prefix(close + 1);
    }
    if (parts.size() > deepest) return std::nullopt;
    return parts;
}

/// The container below `slot` that the part after it asks for; null when something else is there.
template <class Container> Container* as_container(json::value& slot)
{
    if (slot.is_null()) slot = Container{};
    if constexpr (std::is_same_v<Container, json::array>)
        return slot.if_array();
    else
        return slot.if_object();
}

/// Whether the last object of an array of objects can still take this member.
bool can_take(json::array& array, std::string_view member)
{
    return !array.empty() && array.back().is_object() && !array.back().get_object().contains(member);
}

/// Where the value of these parts belongs, below `slot`; null when they contradict what is there.
json::value* descend(json::value* slot, const std::vector<std::string_view>& parts)
{
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (!parts[i].empty()) {
            auto* const object = as_container<json::object>(*slot);
            if (object == nullptr) return nullptr;
            slot = &(*object)[parts[i]];
            continue;
        }
        auto* const array = as_container<json::array>(*slot);
        if (array == nullptr) return nullptr;
        const bool more = i + 1 < parts.size();
        const bool same_object = more && !parts[i + 1].empty() && can_take(*array, parts[i + 1]);
        if (!same_object) array->emplace_back(nullptr);
        slot = &array->back();
    }
    return slot;
}

bool count_within(const json::value& tree, std::size_t depth, std::size_t& keys)
{
    const auto inside = [&](const json::value& child) {
        if (keys == 0) return false;
        --keys;
        return count_within(child, depth - 1, keys);
    };
    if (const auto* object = tree.if_object()) {
        if (depth == 0) return false;
        for (const auto& member : *object)
            if (!inside(member.value())) return false;
    } else if (const auto* array = tree.if_array()) {
        if (depth == 0) return false;
        for (const auto& element : *array)
            if (!inside(element)) return false;
    }
    return true;
}

} // namespace

result<void> FormTree::add(std::string_view name, std::string_view value)
{
    if (++pairs_ > most_pairs || !text::is_utf8(name) || !text::is_utf8(value)) return errc::invalid_argument;
    const auto parts = split_name(name);
    if (!parts) return errc::invalid_argument;
    auto* const slot = descend(&root_[parts->front()], *parts);
    if (slot == nullptr || slot->is_structured()) return errc::invalid_argument;
    *slot = value;
    return {};
}

result<void> FormTree::add_urlencoded(std::string_view text)
{
    for (const auto pair : text::split(text, '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equals), true);
        const auto value =
            percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
        if (!name || !value) return errc::invalid_argument;
        if (const auto added = add(*name, *value); !added) return added.error();
    }
    return {};
}

bool within_bounds(const json::value& tree, std::size_t depth, std::size_t keys)
{
    return count_within(tree, depth, keys);
}

} // namespace rounds::http
