#pragma once

#include "server/social/verbs.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::social {

using test::make_account;
using test::make_follow;
using test::make_network;
using test::make_status;
using test::make_user;
using test::notification_kinds;
using test::sayings;
using Kinds = std::vector<std::string>;

/// A database of its own, the instance's addresses, and a time.
class Verbs : public ::testing::Test
{
protected:
    template <class F> void with(F body) { database_.db().transact_blocking(std::move(body)); }

    static PostForm form(std::string text)
    {
        PostForm form;
        form.text = std::move(text);
        return form;
    }
    static storage::AccountStats stats(Transaction& tx, const Account& account)
    {
        return storage::accounts::view(tx, account.id)->stats;
    }
    static storage::StatusStats stats(Transaction& tx, const Status& status)
    {
        return storage::statuses::views(tx, {status.id}).at(0).stats;
    }
    static void mute_conversation(Transaction& tx, const Account& by, const Status& status)
    {
        (void)tx.exec_plain(
            "INSERT INTO conversation_mutes (account_id, conversation_id) SELECT " + to_string(by.id) +
            ", conversation_id FROM statuses WHERE id = " + to_string(status.id)
        );
    }

    test::TestDatabase database_;
    Urls urls_{std::string(test::base_url)};
    Time now_ = SystemClock{}.now();
};

} // namespace rounds::social
