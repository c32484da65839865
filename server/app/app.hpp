#pragma once

#include "federation/build/keyring.hpp"
#include "federation/fetch/client.hpp"
#include "federation/peers/trust.hpp"
#include "server/app/config.hpp"
#include "server/app/freshness.hpp"
#include "server/app/resolver.hpp"
#include "server/app/route.hpp"
#include "server/http/metrics.hpp"
#include "server/http/rate_limit.hpp"
#include "server/social/passwords.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/crypto.hpp"
#include "storage/pg/database.hpp"
#include "storage/pg/listener.hpp"

#include <atomic>

namespace rounds::api {
struct State; // caches of the client API: server/api/state.hpp
}
namespace rounds::streaming {
class Hub; // sockets and what they subscribed to: server/streaming/hub.hpp
}
namespace rounds::privacy {
class Guard; // server/privacy/guard.hpp
}
namespace rounds::inbound {
class Service; // gate and actors of other servers: server/inbound/service.hpp
}
namespace rounds::sign_on {
class Provider; // the hospital's OpenID provider: server/sign_on/provider.hpp
}
namespace rounds::media {
class Service; // uploads and files: server/media/service.hpp
}

namespace rounds::app {

class Tokens;    // who a token stands for, cached: server/app/tokens.hpp
class Documents; // of our accounts, cached: server/app/documents.hpp

/// All that is built once, as references; only server/app knows how each is made. Handed down, never global.
struct App
{
    const Config& config;
    const Clock& clock;
    const social::Urls& urls;
    storage::Database& db;      ///< for requests
    storage::Database& work_db; ///< for workers and the inbox's own reads
    fetch::Client& fetch;       ///< THE outbound client
    crypto::SecretBox& secrets;
    storage::Notifier& notifier;
    http::RateLimiter& limits;
    Tokens& tokens;
    Documents& documents;
    social::Passwords& passwords;
    build::Keyring& keyring;
    const fetch::Signer& sign_as_instance; ///< signs GETs as the instance actor
    peers::TrustList& trust;               ///< whom we talk to
    http::Metrics& metrics;
    const privacy::Guard& guard;          ///< looks at what people want to publish
    Resolver resolver{};                  ///< finds accounts and posts of other servers
    Handler chat_page = nullptr;          ///< set where pages are served: /chats/:id for people
    api::State* api = nullptr;            ///< set wherever routes of server/api are served
    streaming::Hub* streams = nullptr;    ///< set wherever routes of server/streaming are served
    inbound::Service* inbound = nullptr;  ///< set wherever anything of other servers is taken in
    media::Service* media = nullptr;      ///< set wherever files are taken in, shown or swept
    sign_on::Provider* sign_on = nullptr; ///< set where staff logs in by an OpenID provider
    Freshness freshness{};                ///< of what is kept in memory
    std::atomic<bool> draining = false;   ///< after SIGTERM: not ready any more
};

} // namespace rounds::app
