#include "server/social/access.hpp"

#include "storage/logins.hpp"
#include "storage/sessions.hpp"
#include "storage/tokens.hpp"

namespace rounds::social {

void end_access(storage::Transaction& tx, AccountId account, Time now)
{
    storage::logins::remove_tokens(tx, account);
    storage::sessions::remove_of(tx, account);
    storage::tokens::revoke_of(tx, account, std::nullopt, now);
}

} // namespace rounds::social
