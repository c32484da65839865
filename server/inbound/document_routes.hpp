#pragma once

#include "server/app/context.hpp"
#include "server/app/route.hpp"
#include "server/http/message.hpp"

#include <span>

namespace rounds::inbound {

namespace asio = boost::asio;
using app::Context;
using http::Response;

/// What other servers read here: discovery, actors, their collections, posts, activities, conversations.
[[nodiscard]] std::span<const app::Route> document_routes();

// discovery_documents.cpp
asio::awaitable<Response> show_webfinger(Context& ctx);
asio::awaitable<Response> show_host_meta(Context& ctx);
asio::awaitable<Response> show_nodeinfo_index(Context& ctx);
asio::awaitable<Response> show_nodeinfo_20(Context& ctx);
asio::awaitable<Response> show_nodeinfo_21(Context& ctx);

// directory_documents.cpp
asio::awaitable<Response> show_roster(Context& ctx);
asio::awaitable<Response> show_directory_entry(Context& ctx);

// actor_documents.cpp
asio::awaitable<Response> show_person(Context& ctx);
asio::awaitable<Response> show_group(Context& ctx);
asio::awaitable<Response> show_instance_actor(Context& ctx);
asio::awaitable<Response> show_followers(Context& ctx);
asio::awaitable<Response> show_following(Context& ctx);
asio::awaitable<Response> show_outbox(Context& ctx);
asio::awaitable<Response> show_moderators(Context& ctx);
asio::awaitable<Response> show_featured(Context& ctx);
asio::awaitable<Response> show_featured_tags(Context& ctx);

// collection_documents.cpp
asio::awaitable<Response> show_collections(Context& ctx);
asio::awaitable<Response> show_featured_collection(Context& ctx);
asio::awaitable<Response> show_featured_item(Context& ctx);
asio::awaitable<Response> show_feature_stamp(Context& ctx);

// post_documents.cpp
asio::awaitable<Response> show_post(Context& ctx);
asio::awaitable<Response> show_post_activity(Context& ctx);
asio::awaitable<Response> show_replies(Context& ctx);
asio::awaitable<Response> show_activity(Context& ctx);
asio::awaitable<Response> show_conversation(Context& ctx);
asio::awaitable<Response> show_quote_stamp(Context& ctx);
asio::awaitable<Response> show_chat(Context& ctx);
asio::awaitable<Response> show_summary(Context& ctx);

} // namespace rounds::inbound
