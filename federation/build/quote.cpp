#include "federation/build/activities.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

namespace {

namespace prop = vocab::prop;

json::object request_object(const QuoteRequestRef& request)
{
    json::object object;
    object[prop::id] = request.id;
    object[prop::type] = vocab::type::quote_request;
    object[prop::actor] = request.actor;
    object[prop::object] = request.quoted;
    object[prop::instrument] = request.quoting;
    return object;
}

} // namespace

json::object build_quote_request(const Head& head, std::string_view quoted, const json::object& note)
{
    auto activity = envelope(vocab::type::quote_request, head);
    activity[prop::object] = quoted;
    activity[prop::instrument] = note;
    return activity;
}

json::object build_accept_quote(const Head& head, const QuoteRequestRef& request, std::string_view stamp)
{
    auto activity = envelope(vocab::type::accept, head);
    activity[prop::object] = request_object(request);
    activity[prop::result] = stamp;
    return activity;
}

json::object build_reject_quote(const Head& head, const QuoteRequestRef& request)
{
    auto activity = envelope(vocab::type::reject, head);
    activity[prop::object] = request_object(request);
    return activity;
}

json::object build_delete_stamp(const Head& head, std::string_view stamp)
{
    auto activity = envelope(vocab::type::delete_, head);
    json::object object;
    object[prop::id] = stamp;
    object[prop::type] = vocab::type::quote_authorization;
    activity[prop::object] = std::move(object);
    return activity;
}

json::object build_quote_stamp(const QuoteStamp& stamp)
{
    json::object object;
    object[prop::context_document] = vocab::activitystreams_context; // stays the first member
    object[prop::id] = stamp.id;
    object[prop::type] = vocab::type::quote_authorization;
    object[prop::attributed_to] = stamp.author;
    object[prop::interacting_object] = stamp.quoting;
    object[prop::interaction_target] = stamp.quoted;
    vocab::put_context(object);
    return object;
}

} // namespace rounds::build
