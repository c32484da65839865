#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

namespace rounds::inbox {
namespace {

constexpr std::size_t max_flagged = 100;
constexpr std::size_t max_reason_characters = 5000;

} // namespace

/// The reason is in `content`, at Lemmy in `summary`.
result<FlagActivity> read_flag(const json::object& activity)
{
    namespace prop = vocab::prop;
    auto head = parts::head(activity, vocab::type::flag);
    if (!head) return head.error();
    FlagActivity flag;
    flag.head = std::move(*head);
    for (const auto& id : vocab::ids_of(activity, prop::object, max_flagged))
        if (!parts::url_or_empty(id).empty()) flag.objects.push_back(id);
    if (flag.objects.empty()) return errc::invalid_argument;
    auto reason = vocab::first_string(activity, prop::content);
    if (reason.empty()) reason = vocab::first_string(activity, prop::summary);
    flag.content = text::truncate(reason, max_reason_characters);
    return flag;
}

} // namespace rounds::inbox
