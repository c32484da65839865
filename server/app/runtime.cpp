#include "server/app/runtime.hpp"

#include "federation/signatures/sign.hpp"
#include "server/app/documents.hpp"
#include "server/app/instance_setup.hpp"
#include "server/app/policy_texts.hpp"
#include "server/app/secret_key.hpp"
#include "server/app/sign_on.hpp"
#include "server/app/tokens.hpp"
#include "server/privacy/guard.hpp"
#include "storage/base/log.hpp"
#include "storage/base/vault.hpp"
#include "storage/pg/cluster.hpp"
#include "storage/pg/migrator.hpp"
#include "storage/pg/roles.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <stop_token>
#include <thread>

namespace rounds::app {
namespace {

namespace fs = std::filesystem;

/// Of the console and the admin API: a few people look at pages there, one after another.
constexpr unsigned operator_connections = 2;

fs::path prepared_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw std::runtime_error(fmt::format("paths.data = \"{}\": {}", folder.string(), error.message()));
    return folder;
}

std::unique_ptr<storage::PrivateCluster> private_cluster(const Config& config)
{
    if (!config.database.url.empty()) return nullptr;
    storage::PrivateCluster::Settings settings;
    settings.folder = config.paths.data / "postgresql";
    settings.durable = !config.database.allow_unsafe_settings;
    settings.max_connections =
        3 * (config.database.connections + config.database.worker_connections + operator_connections) + 20;
    return std::make_unique<storage::PrivateCluster>(std::move(settings));
}

std::string migrated(std::string url, bool migrate)
{
    storage::Migrator migrator(url);
    if (migrate)
        for (const auto& name : migrator.migrate()) log::info("migrated: {}", name);
    return url;
}

bool has_roles(const std::string& url, bool migrate)
{
    return migrate ? storage::roles::prepare(url) : storage::roles::ready(url);
}

storage::DatabaseSettings request_pool(const Config& config, const std::string& url, bool roles)
{
    storage::DatabaseSettings settings;
    settings.url = url;
    settings.connections = config.database.connections;
    settings.acquire_timeout = std::chrono::milliseconds(config.database.acquire_timeout_ms);
    settings.statement_timeout = std::chrono::milliseconds(config.database.statement_timeout_ms);
    settings.allow_unsafe_settings = config.database.allow_unsafe_settings;
    settings.name = "rounds requests";
    if (roles) settings.role = storage::roles::app;
    return settings;
}

storage::DatabaseSettings worker_pool(const Config& config, const std::string& url, bool roles)
{
    auto settings = request_pool(config, url, roles);
    settings.connections = config.database.worker_connections;
    settings.acquire_timeout = std::chrono::seconds(30);
    settings.statement_timeout = std::chrono::seconds(30);
    settings.name = "rounds workers";
    settings.plan_once = true;
    return settings;
}

storage::DatabaseSettings operator_pool(const Config& config, const std::string& url, bool roles)
{
    auto settings = request_pool(config, url, roles);
    settings.connections = operator_connections;
    settings.name = "rounds operators";
    return settings;
}

privacy::Guard::Settings guard_settings(const Config& config, const std::string& secret_key)
{
    privacy::Guard::Settings settings;
    settings.mode = config.guard.mode == "on"      ? privacy::Guard::Mode::on
                    : config.guard.mode == "watch" ? privacy::Guard::Mode::watch
                                                   : privacy::Guard::Mode::off;
    settings.house = privacy::HouseRules(config.guard.patterns, config.guard.allowed);
    settings.confirm = std::chrono::minutes(config.guard.confirm_minutes);
    settings.private_contact = config.guard.private_contact;
    settings.key = crypto::hmac_sha256(secret_key, "privacy guard: hashes of texts");
    settings.hold_arriving = config.guard.hold_arriving;
    return settings;
}

peers::TrustList trust_list(const Config& config)
{
    const auto mode = peers::parse_mode(config.federation.mode);
    if (!mode) throw std::runtime_error(fmt::format("federation.mode = \"{}\": no such mode", config.federation.mode));
    return {*mode, config.instance.domain, config.federation.peers};
}

fetch::Settings fetch_settings(const Config& config, const peers::TrustList& trust, http::Metrics& metrics)
{
    fetch::Settings settings;
    settings.loopback_testing = config.federation.loopback_testing;
    settings.extra_ca_files = config.federation.extra_ca_files;
    settings.intranet_hosts = intranet_hosts(config);
    settings.host_allowed = [&trust](std::string_view host) { return trust.allows(host); };
    settings.on_outcome = [&metrics](std::string_view outcome, std::string_view) {
        metrics.count("rounds_fetch_total", "Requests to other servers by outcome", {{"outcome", outcome}});
    };
    settings.requests_per_host =
        std::max<std::size_t>(settings.requests_per_host, config.federation.deliveries_per_host);
    settings.user_agent =
        fmt::format("Rounds/{} (+{}://{}/)", ROUNDS_VERSION, config.instance.scheme, config.instance.domain);
    return settings;
}

} // namespace

struct Runtime::Impl
{
    Config config;
    SystemClock clock;
    social::Urls urls;
    fs::path data;
    std::unique_ptr<storage::PrivateCluster> cluster;
    std::string url;
    bool roles;
    storage::Database db;
    storage::Database work_db;
    storage::Database operator_db;
    crypto::SecretBox secrets;
    build::Keyring keyring;
    InstanceSetup setup;
    boost::asio::io_context background;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy;
    fetch::Signer sign_as_instance;
    peers::TrustList trust;
    http::Metrics metrics;
    privacy::Guard guard;
    fetch::Client fetch;
    storage::Notifier notifier;
    http::RateLimiter limits;
    Tokens tokens;
    Documents documents;
    social::Passwords passwords;
    std::unique_ptr<sign_on::Provider> sign_on;
    App app;
    std::vector<std::thread> threads;
    std::jthread database_watch;
    std::jthread trust_watch;

    Impl(Config given, const Options& options)
        : config(std::move(given)),
          urls(config.instance.scheme + "://" + config.instance.domain),
          data(prepared_folder(config.paths.data)),
          cluster(private_cluster(config)),
          url(migrated(cluster ? cluster->url() : config.database.url, options.migrate)),
          roles(has_roles(url, options.migrate)),
          db(request_pool(config, url, roles)),
          work_db(worker_pool(config, url, roles)),
          operator_db(operator_pool(config, url, roles)),
          secrets(load_secret_key(data, !holds_secrets(db))),
          keyring(secrets),
          setup(set_up_instance(db, config, urls, keyring)),
          busy(boost::asio::make_work_guard(background)),
          sign_as_instance([this](const fetch::Outgoing& request) {
              return signatures::sign_cavage(request, setup.keys->rsa, setup.keys->rsa_id, clock.now());
          }),
          trust(trust_list(config)),
          guard(guard_settings(config, load_secret_key(data, false))),
          fetch(background.get_executor(), fetch_settings(config, trust, metrics)),
          notifier(url),
          limits(clock),
          tokens(db, clock, config.accounts.staff_second_factor, &operator_db),
          documents(clock),
          app{config,
              clock,
              urls,
              db,
              work_db,
              fetch,
              secrets,
              notifier,
              limits,
              tokens,
              documents,
              passwords,
              keyring,
              sign_as_instance,
              trust,
              metrics,
              guard}
    {
        if (auto settings = sign_on_settings(config)) {
            sign_on = std::make_unique<sign_on::Provider>(fetch, clock, std::move(*settings));
            app.sign_on = sign_on.get();
        }
        const auto vault = std::make_shared<crypto::Vault>(load_secret_key(data, false));
        db.use_vault(vault);
        work_db.use_vault(vault);
        operator_db.use_vault(vault);
        db.transact_blocking([this](storage::Transaction& tx) { trust.reload(tx); });
        keep_policy_texts(db, config, clock.now());
        for (unsigned i = 0; i < options.background_threads; ++i) threads.emplace_back([this] { background.run(); });
        trust_watch = std::jthread([this](const std::stop_token& stop) { watch_trust(stop); });
        if (cluster) database_watch = std::jthread([this](const std::stop_token& stop) { watch_database(stop); });
    }

    /// What operators and rosters say about other servers reaches every process, whatever its roles.
    void watch_trust(const std::stop_token& stop)
    {
        constexpr std::chrono::seconds every{20};
        std::mutex mutex;
        std::condition_variable_any asked_to_stop;
        std::unique_lock lock(mutex);
        while (!asked_to_stop.wait_for(lock, stop, every, [&] { return stop.stop_requested(); })) {
            try {
                work_db.transact_blocking([this](storage::Transaction& tx) { trust.reload(tx); });
            } catch (const std::exception& failure) {
                log::warn("what is said about other servers is not read again: {}", failure.what());
            }
        }
    }

    /// Nobody else looks after our private PostgreSQL: should it die, it is started again while requests get 503.
    void watch_database(const std::stop_token& stop)
    {
        constexpr std::chrono::milliseconds every{500};
        std::mutex mutex;
        std::condition_variable_any asked_to_stop;
        std::unique_lock lock(mutex);
        while (!asked_to_stop.wait_for(lock, stop, every, [&] { return stop.stop_requested(); })) {
            try {
                if (cluster->revive()) log::warn("PostgreSQL runs again");
            } catch (const std::exception& failure) {
                log::error("{}", failure.what());
            }
        }
    }

    ~Impl()
    {
        trust_watch = {};
        database_watch = {}; // stops and joins
        busy.reset();
        background.stop();
        for (auto& thread : threads) thread.join();
        work_db.stop();
        operator_db.stop();
        db.stop();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
};

Runtime::Runtime(Config config, Options options) : impl_(std::make_unique<Impl>(std::move(config), options)) {}

Runtime::~Runtime() = default;

App& Runtime::app() noexcept
{
    return impl_->app;
}

boost::asio::any_io_executor Runtime::background()
{
    return impl_->background.get_executor();
}

const std::string& Runtime::database_url() const noexcept
{
    return impl_->url;
}

const storage::Account& Runtime::instance_actor() const noexcept
{
    return impl_->setup.actor;
}

} // namespace rounds::app
