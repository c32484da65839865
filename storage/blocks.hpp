#pragma once

#include "storage/accounts.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class BlockId : std::int64_t {};

} // namespace rounds

/// Who may not make an account here, and from where.
namespace rounds::storage::blocks {

struct EmailDomainBlock
{
    BlockId id{};
    std::string domain{}; ///< lower case; covers its subdomains
    bool allow_with_approval = false;
    Time created_at{};
    struct Day
    {
        Time day{};
        std::int64_t accounts = 0; ///< addresses that tried
        std::int64_t uses = 0;
    };
    std::array<Day, 7> history{}; ///< today first
};
/// already_exists.
[[nodiscard]] result<BlockId> add_email_domain(Transaction& tx, std::string_view domain, bool allow_with_approval);
/// Two queries whatever the number.
[[nodiscard]] std::vector<EmailDomainBlock> email_domains(Transaction& tx, const std::vector<BlockId>& ids, Time now);
[[nodiscard]] std::vector<BlockId> list_email_domains(Transaction& tx, const accounts::Page& page);
[[nodiscard]] result<void> remove_email_domain(Transaction& tx, BlockId id);

/// The address as all its spellings have it: lower case, without dots and without "+..." before the "@".
[[nodiscard]] std::string canonical_email(std::string_view email);
/// SHA-256 of that, in hexadecimal.
[[nodiscard]] std::string canonical_hash(std::string_view email);
struct CanonicalBlock
{
    BlockId id{};
    std::string hash{};
};
[[nodiscard]] result<CanonicalBlock> add_canonical(Transaction& tx, std::string_view hash);
[[nodiscard]] result<CanonicalBlock> find_canonical(Transaction& tx, BlockId id);
[[nodiscard]] std::vector<CanonicalBlock> canonical_with(Transaction& tx, std::string_view hash);
[[nodiscard]] std::vector<CanonicalBlock> list_canonical(Transaction& tx, const accounts::Page& page);
[[nodiscard]] result<void> remove_canonical(Transaction& tx, BlockId id);

struct IpBlock
{
    BlockId id{};
    std::string ip{};       ///< "198.51.100.0/24"
    std::string severity{}; ///< sign_up_requires_approval, sign_up_block, no_access
    std::string comment{};
    std::optional<Time> expires_at{};
    Time created_at{};
};
/// invalid_argument when it is no address and no network; already_exists.
[[nodiscard]] result<IpBlock> add_ip(Transaction& tx, const IpBlock& block);
/// The same.
[[nodiscard]] result<IpBlock> change_ip(Transaction& tx, const IpBlock& block);
[[nodiscard]] result<IpBlock> find_ip(Transaction& tx, BlockId id);
[[nodiscard]] std::vector<IpBlock> list_ips(Transaction& tx, const accounts::Page& page);
[[nodiscard]] result<void> remove_ip(Transaction& tx, BlockId id);
/// Networks that may not ask for anything, with the moment at which that ends.
[[nodiscard]] std::vector<IpBlock> without_access(Transaction& tx, Time now);

/// Of the blocks that cover the address; none for what is no address.
[[nodiscard]] std::vector<std::string> ip_severities(Transaction& tx, std::string_view client_address, Time now);

/// What stands against a request for an account.
struct Verdict
{
    bool email = false;   ///< its domain, or the address itself, is blocked
    bool address = false; ///< no accounts are made from there
};
/// Counts the attempt with a hash of `client_address` when the domain of the e-mail is blocked.
[[nodiscard]] Verdict judge_sign_up(Transaction& tx, std::string_view email, std::string_view client_address, Time now);

/// The same question without counting: whether staff has to let it in.
[[nodiscard]] bool needs_approval(Transaction& tx, std::string_view email, std::string_view client_address, Time now);

} // namespace rounds::storage::blocks
