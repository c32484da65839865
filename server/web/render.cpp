#include "server/web/render.hpp"

#include "storage/base/embedded.hpp"

#include <kainjow/mustache.hpp>
#include <stdexcept>
#include <unordered_map>

namespace rounds::web {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

data to_data(const json::value& value);

data to_data(const json::object& object)
{
    data out{data::type::object};
    for (const auto& [key, member] : object) out.set(std::string(key), to_data(member));
    return out;
}

/// Every key is set, if only to false: a missing one would be looked up in the object around it.
data to_data(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::object:
        return to_data(value.get_object());
    case json::kind::array: {
        data list{data::type::list};
        for (const auto& element : value.get_array()) list.push_back(to_data(element));
        return list;
    }
    case json::kind::string:
        if (value.get_string().empty()) return data{data::type::bool_false};
        return data{std::string(value.get_string())};
    case json::kind::bool_:
        return data{value.get_bool() ? data::type::bool_true : data::type::bool_false};
    case json::kind::int64:
        return data{std::to_string(value.get_int64())};
    case json::kind::uint64:
        return data{std::to_string(value.get_uint64())};
    default:
        return data{data::type::bool_false};
    }
}

mustache parse(std::string_view name)
{
    const auto file_name = std::string(name) + ".html";
    for (const auto& file : embedded::server_web()) {
        if (file.name != file_name) continue;
        mustache parsed{std::string(file.content)};
        if (!parsed.is_valid()) throw std::runtime_error("template " + file_name + ": " + parsed.error_message());
        return parsed;
    }
    throw std::runtime_error("there is no template " + file_name);
}

/// Rendering changes a parsed template's state, so each thread keeps its own.
mustache& parsed(std::string_view name)
{
    thread_local std::unordered_map<std::string, mustache> kept;
    const auto found = kept.find(std::string(name));
    if (found != kept.end()) return found->second;
    return kept.emplace(name, parse(name)).first->second;
}

} // namespace

std::string render(std::string_view name, const json::object& values)
{
    return parsed(name).render(to_data(values));
}

} // namespace rounds::web
