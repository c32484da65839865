#include "server/app/config_options.hpp"

namespace rounds::app {

void add_sign_on(std::vector<Option>& table)
{
    table.push_back(text(
        "sign_on.issuer",
        ROUNDS_FIELD(sign_on.issuer),
        "Address of the OpenID provider by which staff logs in, exactly as it names itself. Empty: none. Its log-in "
        "stands for the password; a second factor that somebody has here is asked for as well."
    ));
    table.push_back(text(
        "sign_on.client_id",
        ROUNDS_FIELD(sign_on.client_id),
        "What this instance is called there. Register there as redirect address https://DOMAIN/auth/sign_on/callback, "
        "as address after logging out https://DOMAIN/, and for back-channel logout "
        "https://DOMAIN/auth/sign_on/logout."
    ));
    table.push_back(text(
        "sign_on.client_secret_file",
        ROUNDS_FIELD(sign_on.client_secret_file),
        "File whose first line is the client secret; empty: a public client, by PKCE alone."
    ));
    table.push_back(
        text("sign_on.name", ROUNDS_FIELD(sign_on.name), "What people call it: \"Log in through ...\".", false)
    );
    table.push_back(list("sign_on.scopes", ROUNDS_FIELD(sign_on.scopes), "Scopes that are asked for, openid first."));
    table.push_back(
        text("sign_on.groups_claim", ROUNDS_FIELD(sign_on.groups_claim), "Claim that lists a person's groups.", false)
    );
    table.push_back(list(
        "sign_on.roles",
        ROUNDS_FIELD(sign_on.roles),
        "Which group has which role, as \"group=moderator\" or \"group=admin\". When any is named, the provider "
        "decides at each log-in by it: who has left the groups is a member from then on."
    ));
    table.push_back(one_of(
        "sign_on.new_accounts",
        ROUNDS_FIELD(sign_on.new_accounts),
        {"nobody", "staff", "anybody"},
        "Who gets an account here at the first log-in: nobody: people link the account that they have; staff: who is "
        "in a group of sign_on.roles; anybody: whom the provider vouches for. An account is never found by its e-mail "
        "address."
    ));
    table.push_back(flag(
        "sign_on.intranet",
        ROUNDS_FIELD(sign_on.intranet),
        "The provider is in the hospital's own network: its addresses may be private ones, its port any."
    ));
}

} // namespace rounds::app
