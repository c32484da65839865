#pragma once

#include "server/knowledge/chats.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/summaries.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {

using namespace std::chrono_literals;

/// A network with its steward, a verified doctor and two patients, at a time that tests move.
class Stage : public ::testing::Test
{
protected:
    template <class F> void with(F body) { database_.db().transact_blocking(std::move(body)); }

    void SetUp() override
    {
        with([&](Transaction& tx) {
            steward_ = test::make_user(tx, {.username = "ines", .role = "admin"});
            doctor_ = test::make_user(tx, {.username = "okafor", .stakeholder = "doctor"});
            maya_ = test::make_user(tx, {.username = "maya"});
            ruth_ = test::make_user(tx, {.username = "ruth"});
            issuer_ = test::make_account(tx, {.username = "instance", .actor_type = "Application"});
            keyring_.create(tx, issuer_);
            NetworkForm form;
            form.username = "breastcancer";
            form.title = "Breast cancer";
            form.conditions = {"DOID:1612"};
            network_ = open_network(tx, urls_, keyring_, steward_, form).value();
            (void)issue(tx, doctor_, "doctor");
        });
    }

    result<Credential> issue(Transaction& tx, const Account& to, const std::string& role)
    {
        CredentialForm form;
        form.role = role;
        form.specialty_mesh = "D008495";
        form.specialty_name = "Medical Oncology";
        form.method = "staff roster";
        return issue_credential(tx, urls_, keyring_, issuer_, to, form, clock_.now());
    }

    /// One hour from now, for an hour, with T1 after 5, T2 after 25 and T3 after 45 minutes.
    ChatForm evening() const
    {
        ChatForm form;
        form.title = "Living with fatigue";
        form.starts_at = clock_.now() + 1h;
        form.ends_at = form.starts_at + 1h;
        form.timezone = "America/New_York";
        form.prompts = {{"What helped?", 5min}, {"What did not?", 25min}, {"What next?", 45min}};
        return form;
    }
    Chat schedule(Transaction& tx)
    {
        return schedule_chat(tx, urls_, steward_, network_.id, evening(), clock_.now()).value();
    }
    /// Runs what the clock demands until nothing is left.
    std::size_t run(Transaction& tx)
    {
        std::size_t all = 0;
        while (const auto done = run_due(tx, urls_, clock_.now())) all += done;
        return all;
    }
    storage::Status answer(Transaction& tx, const Account& by, StatusId to, const std::string& text)
    {
        social::PostForm form;
        form.text = text;
        form.in_reply_to = to;
        const auto status = social::post(tx, urls_, by, form, clock_.now()).value();
        record_chat_post(tx, status, clock_.now());
        return status;
    }
    std::vector<std::string> prompt_states(Transaction& tx, ChatId chat)
    {
        std::vector<std::string> states;
        for (const auto& prompt : storage::chats::prompts(tx, chat)) states.push_back(prompt.state);
        return states;
    }

    test::TestDatabase database_;
    social::Urls urls_{std::string(test::base_url)};
    crypto::SecretBox secrets_{std::string(32, 'k')};
    build::Keyring keyring_{secrets_};
    ManualClock clock_{std::chrono::floor<std::chrono::seconds>(SystemClock{}.now())};
    Account steward_, doctor_, maya_, ruth_, issuer_;
    storage::Network network_;
};

} // namespace rounds::knowledge
