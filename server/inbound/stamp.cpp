#include "server/inbound/stamp.hpp"

#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/url.hpp"

namespace rounds::inbound {

namespace prop = vocab::prop;

bool is_stamp_for(const json::object& document, const ExpectedStamp& expected)
{
    const auto only = [&](std::string_view key, const std::string& wanted) {
        // One value: in a list of several, the right one would stand beside others.
        const auto values = vocab::one_or_many(document, key, 2);
        return values.size() == 1 && !wanted.empty() && vocab::id_of(*values.front()) == wanted;
    };
    return vocab::type_is(document, vocab::type::quote_authorization) && vocab::own_id(document) == expected.id &&
           same_origin(expected.id, expected.author) && only(prop::attributed_to, expected.author) &&
           only(prop::interacting_object, expected.quoting) && only(prop::interaction_target, expected.quoted);
}

} // namespace rounds::inbound
