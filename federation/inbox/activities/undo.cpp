#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<UndoActivity> read_undo(const json::object& activity)
{
    namespace prop = vocab::prop;
    auto head = parts::head(activity, vocab::type::undo);
    if (!head) return head.error();
    UndoActivity undo;
    undo.head = std::move(*head);
    const auto values = vocab::one_or_many(activity, prop::object, 2);
    if (values.size() != 1) return errc::invalid_argument;
    undo.id = parts::url_or_empty(vocab::id_of(*values.front()));
    if (const auto* inner = values.front()->if_object()) {
        undo.type = vocab::type_of(*inner);
        undo.actor = parts::url_at(*inner, prop::actor);
        undo.object = parts::url_at(*inner, prop::object);
        undo.target = parts::url_at(*inner, prop::target);
        if (undo.type.empty() || undo.actor.empty()) return errc::invalid_argument;
    }
    if (undo.id.empty() && undo.object.empty()) return errc::invalid_argument;
    return undo;
}

} // namespace rounds::inbox
