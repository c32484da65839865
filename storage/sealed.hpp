#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Texts that are sealed in the database (storage/base/vault.hpp): direct messages with all that hangs on them, and
/// what passes through on its way. Readers call open() whatever the row: a text that is not sealed comes back as it is.
namespace rounds::storage::sealed {

/// Whose key seals: an author's for one conversation, or (no conversation) for what the account keeps for itself.
struct Owner
{
    AccountId account{};
    std::optional<ConversationId> conversation{};
};

/// Whose key seals what hangs on a post: nothing for those that are not direct messages.
[[nodiscard]] std::optional<Owner> owner_of(const Status& status);

/// Seals several texts of one owner with one look-up of the key, which is made when there is none.
class Sealer
{
public:
    Sealer(Transaction& tx, const Owner& owner);
    /// `context`: see crypto::Vault::seal.
    [[nodiscard]] std::string operator()(std::string_view plain, std::string_view context) const;

private:
    Transaction& tx_;
    std::int64_t key_;
};

/// Of a text column. The key is read once and kept in memory. Empty when the key was destroyed: the text is gone. What
/// only looks sealed, for it does not open here, comes back as it is: somebody may have written it.
[[nodiscard]] std::string open(Transaction& tx, std::string text, std::string_view context);

/// What passes through (an activity on its way in or out): no key of its own, no query.
[[nodiscard]] std::string seal_passing(const Transaction& tx, std::string_view plain, std::string_view context);

/// Context of the columns of a post, of its earlier wordings and of its poll.
[[nodiscard]] std::string status_context(StatusId id, std::string_view column);

/// Of descriptions of files: their rows change hands between posts.
inline constexpr std::string_view media_context = "media_attachments/description";

/// Destroys the keys of an account: what they sealed cannot be read any more, in no backup that lacks them. The caller
/// makes processes forget them (crypto::Vault::forget_all).
void destroy(Transaction& tx, AccountId account);

} // namespace rounds::storage::sealed
