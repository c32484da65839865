#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/publications.hpp"

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

namespace rounds::inbound {

namespace asio = boost::asio;

/// The server that asks for a document, as its signature proves.
struct Reader
{
    std::string actor;                  ///< id of the signer; empty: nobody proved anything
    std::string host;                   ///< host[:port] of it
    std::optional<AccountId> account{}; ///< the signer as it is known here; set by admit()

    [[nodiscard]] bool known() const noexcept { return !actor.empty(); }
};

/// Authorised fetch: with it, unauthorized for whoever does not sign, or not rightly. Without it such a reader is a
/// stranger who is shown what is public. forbidden for servers that the domain policy refuses.
[[nodiscard]] asio::awaitable<result<Reader>> read_as(app::Context& ctx);

/// Looks up who signs. forbidden for actors that were suspended here, however good their signature (N27).
[[nodiscard]] result<void> admit(storage::Transaction& tx, Reader& reader);
/// The account is suspended, or blocked the signer: nothing it said is for this reader. A server that signs with an
/// actor of its own asks for all its people and is not meant by a block.
[[nodiscard]] bool is_closed_to(storage::Transaction& tx, const Reader& reader, AccountId account);

/// Nothing of authors who are suspended, and nothing for readers they blocked. Public and unlisted posts for every
/// other reader; private ones for servers with a follower of the author or somebody it names; direct ones for servers
/// with somebody it names. A post that a server may read, all its people could: what is for fewer eyes is sent to those
/// alone.
[[nodiscard]] bool may_read(storage::Transaction& tx, const storage::publications::Trace& post, const Reader& reader);

/// The request prefers ActivityPub to a page for people.
[[nodiscard]] bool wants_activity(const http::Request& request) noexcept;

/// application/activity+json with Vary, Cache-Control after the configuration, and an ETag.
[[nodiscard]] http::Response activity_response(const app::Context& ctx, std::string body, unsigned status = 200);
[[nodiscard]] http::Response
activity_response(const app::Context& ctx, const json::object& object, unsigned status = 200);
/// 401, 403, 404 or 410 without a body worth reading.
[[nodiscard]] http::Response document_problem(const app::Context& ctx, const boost::system::error_code& error);

} // namespace rounds::inbound
