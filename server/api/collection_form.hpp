#pragma once

#include "server/http/params.hpp"
#include "server/social/collections.hpp"
#include "server/social/sign_up.hpp"

#include <vector>

namespace rounds::api {

/// What a request says of a collection of accounts, and what is wrong with it, field by field.
struct CollectionRequest
{
    social::CollectionForm form{};
    std::vector<AccountId> accounts{}; ///< account_ids[], of a new one
    std::vector<social::FieldFault> faults{};

    /// Of a new collection, which needs a name, or a changed one.
    enum class Of { new_one, changed_one };
    [[nodiscard]] static CollectionRequest from(const http::Params& params, Of of);
};

} // namespace rounds::api
