#include "storage/base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace rounds {
namespace {

constexpr std::size_t deepest = 32;

boost::system::error_code refused()
{
    return errc::invalid_argument;
}

/// Builds a value as Boost.JSON's own parser does, and stops at what that parser lets pass.
struct StrictHandler
{
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    json::value_stack stack;
    std::vector<std::set<std::string, std::less<>>> keys;
    std::string key;
    std::string digits; ///< of the number being read
    bool nul = false;

    bool on_document_begin(boost::system::error_code&)
    {
        stack.reset();
        return true;
    }
    bool on_document_end(boost::system::error_code&) { return true; }

    bool on_object_begin(boost::system::error_code&)
    {
        keys.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t size, boost::system::error_code&)
    {
        keys.pop_back();
        stack.push_object(size);
        return true;
    }
    bool on_array_begin(boost::system::error_code&) { return true; }
    bool on_array_end(std::size_t size, boost::system::error_code&)
    {
        stack.push_array(size);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, boost::system::error_code&)
    {
        key.append(part);
        stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, boost::system::error_code& error)
    {
        key.append(part);
        if (key.find('\0') != std::string::npos || !keys.back().insert(key).second) {
            error = refused();
            return false;
        }
        key.clear();
        stack.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, boost::system::error_code&)
    {
        nul = nul || part.find('\0') != json::string_view::npos;
        stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, boost::system::error_code& error)
    {
        if (nul || part.find('\0') != json::string_view::npos) {
            error = refused();
            return false;
        }
        stack.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, boost::system::error_code&)
    {
        digits.append(part);
        return true;
    }
    bool on_int64(std::int64_t number, json::string_view, boost::system::error_code&)
    {
        digits.clear();
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, boost::system::error_code&)
    {
        digits.clear();
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, json::string_view part, boost::system::error_code& error)
    {
        // Boost 1.81 may be off by a unit in the last place, which breaks proofs over canonical numbers (RFC 8785).
        // What is too large or too small for from_chars keeps Boost's infinity or zero.
        digits.append(part);
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        digits.clear();
        if (!std::isfinite(number)) {
            error = refused();
            return false;
        }
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool value, boost::system::error_code&)
    {
        stack.push_bool(value);
        return true;
    }
    bool on_null(boost::system::error_code&)
    {
        stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, boost::system::error_code&) { return true; }
    bool on_comment(json::string_view, boost::system::error_code&) { return true; }
};

} // namespace

result<json::value> parse_json(std::string_view text, std::size_t limit)
{
    if (text.size() > limit) return errc::too_large;
    json::parse_options options;
    options.max_depth = deepest;
    json::basic_parser<StrictHandler> parser{options};
    boost::system::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error) return errc::invalid_argument;
    if (used != text.size()) return errc::invalid_argument;
    return parser.handler().stack.release();
}

std::string_view string_at(const json::object& object, std::string_view key) noexcept
{
    const auto* found = object.if_contains(key);
    if (found == nullptr || !found->is_string()) return {};
    const auto& text = found->get_string();
    return {text.data(), text.size()};
}

const json::object* object_at(const json::object& object, std::string_view key) noexcept
{
    const auto* found = object.if_contains(key);
    return found != nullptr ? found->if_object() : nullptr;
}

const json::array* array_at(const json::object& object, std::string_view key) noexcept
{
    const auto* found = object.if_contains(key);
    return found != nullptr ? found->if_array() : nullptr;
}

bool bool_at(const json::object& object, std::string_view key, bool otherwise) noexcept
{
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

json::value string_or_null(std::string_view text)
{
    if (text.empty()) return nullptr;
    return json::string(text);
}

} // namespace rounds
