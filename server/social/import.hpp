#pragma once

#include "server/social/verbs.hpp"
#include "storage/portable.hpp"

/// Lists that people bring from elsewhere: each row does what its person could do by hand.
namespace rounds::social {

/// The kind of the job that works off an import.
inline constexpr std::string_view import_job = "import";
/// Lines of one file.
inline constexpr std::size_t most_imported = 20'000;

/// too_many while three others of the person are being worked off.
[[nodiscard]] result<ImportId> begin_import(
    Transaction& tx, AccountId account, std::string_view kind, const std::vector<storage::portable::Fields>& rows
);

/// What a row names, to be found here or elsewhere before it is done: an account ("ann@mercy.example"), a post (its
/// address), or nothing of the kind.
struct ImportNeed
{
    std::string handle{};
    std::string url{};
};
[[nodiscard]] ImportNeed need_of(std::string_view kind, const storage::portable::Fields& fields);

/// Does it; `account` and `status` are what was found of its need. What is so already is no error. not_found when what
/// it names was not found, otherwise what the verb says.
[[nodiscard]] result<void> import_row(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    std::string_view kind,
    const storage::portable::Fields& fields,
    std::optional<AccountId> account,
    std::optional<StatusId> status,
    Time now
);

} // namespace rounds::social
