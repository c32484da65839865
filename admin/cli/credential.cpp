#include "server/knowledge/credentials.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/describe.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Transaction;

struct Options
{
    std::string name;
    knowledge::CredentialForm form;
    int days = 365;
};

void verify(const Environment& environment, Options& options)
{
    options.form.valid_for = std::chrono::days(options.days);
    demand_fields(knowledge::wrong_field(options.form));
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto issued = app.db.transact_blocking([&](Transaction& tx) {
        const auto account = local_account(tx, options.name);
        note_run(tx, environment, "account", to_int(account.id));
        return demand(
            knowledge::issue_credential(
                tx, app.urls, app.keyring, runtime->instance_actor(), account, options.form, app.clock.now()
            ),
            "credential of " + options.name
        );
    });
    wake_servers(app);
    print(
        environment,
        rounds_api::credential_json(issued),
        fmt::format(
            "{} is vouched for as {} until {} ({}).",
            options.name,
            issued.role,
            to_iso_date(issued.valid_until),
            issued.uri
        )
    );
}

} // namespace

void add_verify(CLI::App& account, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto& form = options->form;
    auto* sub =
        account.add_subcommand("verify", "Vouch for what a person is: a signed credential, checkable elsewhere");
    sub->add_option("username", options->name)->required();
    sub->add_option("--role", form.role, "doctor, hcp, researcher ...")->required();
    sub->add_option("--specialty-mesh", form.specialty_mesh, "D008495");
    sub->add_option("--specialty-name", form.specialty_name, "Medical Oncology");
    sub->add_option("--method", form.method, "How it was checked: \"staff roster\"")->required();
    sub->add_flag("--name-withheld", form.name_withheld, "Reviews are signed without the name");
    sub->add_option("--days", options->days, "How long it holds (at most 365)")->check(CLI::Range(1, 365));
    sub->callback([&environment, options] { verify(environment, *options); });
}

} // namespace rounds::cli
