#include "server/workers/crew.hpp"

#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/app/guarded.hpp"
#include "server/app/secret_key.hpp"
#include "server/inbound/service.hpp"
#include "server/media/service.hpp"
#include "server/workers/backup_watch.hpp"
#include "server/workers/chat_worker.hpp"
#include "server/workers/clock_worker.hpp"
#include "server/workers/delivery_worker.hpp"
#include "server/workers/inbox_worker.hpp"
#include "server/workers/index_worker.hpp"
#include "server/workers/mail_worker.hpp"
#include "server/workers/maintenance_worker.hpp"
#include "server/workers/opening_worker.hpp"
#include "server/workers/outbox_worker.hpp"
#include "server/workers/push_worker.hpp"
#include "server/workers/seal_worker.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/base/log.hpp"
#include "storage/channels.hpp"
#include "storage/pg/listener.hpp"
#include "storage/pg/roles.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <thread>

namespace rounds::workers {
namespace {

OutboxWorker::Parts outbox_parts(app::App& app, std::function<void()> on_deliveries)
{
    return {
        .db = app.work_db,
        .keyring = app.keyring,
        .urls = app.urls,
        .clock = app.clock,
        .on_deliveries = std::move(on_deliveries)
    };
}

TaskWorker::Parts task_parts(
    app::App& app,
    inbound::Inbound inbound,
    const boost::asio::any_io_executor& executor,
    std::function<void()> on_posts
)
{
    return {
        .db = app.work_db,
        .urls = app.urls,
        .clock = app.clock,
        .inbound = inbound,
        .executor = executor,
        .fetch = app.config.discovery.previews ? &app.fetch : nullptr,
        .resolver = &app.resolver,
        .care = app::care_of(app.config),
        .app = &app,
        .on_posts = std::move(on_posts)
    };
}

/// What another server did not answer is asked for again as what it did not take is sent again.
InboxWorkerSettings inbox_settings(const app::App& app)
{
    InboxWorkerSettings settings;
    settings.retry_base = std::chrono::seconds(app.config.federation.retry_base_s);
    settings.retry_cap = std::chrono::seconds(app.config.federation.retry_cap_s);
    return settings;
}

storage::BlobStore* blobs_of(const app::App& app)
{
    return app.media == nullptr ? nullptr : &app.media->blobs();
}

SealWorker::Parts seal_parts(const app::App& app)
{
    auto database = app.work_db.settings();
    database.connections = 1;
    database.name = "rounds sealer";
    if (!database.role.empty()) database.role = storage::roles::sealer;
    return {
        .database = std::move(database),
        .clock = app.clock,
        .key = audit::signing_key(app::load_secret_key(app.config.paths.data, false)),
        .file = audit::HeadsFile(audit::heads_file(app.config.paths.data)),
        .keep = std::chrono::years(app.config.retention.audit_years),
    };
}

} // namespace

struct Crew::Impl
{
    app::App& app;
    boost::asio::io_context inbox_context{1};
    InboxWorker inbox;
    DeliveryWorker deliveries;
    OutboxWorker outbox;
    PushWorker pushes;
    MailWorker mails;
    ChatWorker chats;
    TaskWorker publisher;
    TaskWorker tasks;
    IndexWorker index;
    SealWorker seals;
    MaintenanceWorker maintenance;
    ClockWorker clock;
    BackupWatch backups;
    OpeningWorker openings;
    std::thread inbox_thread;
    std::unique_ptr<storage::Listener> listener;

    Impl(app::App& given, inbound::Service& inbound, const std::string& database_url)
        : app(given),
          inbox(inbox_context.get_executor(), inbound.inbound(), inbox_settings(app)),
          deliveries(app),
          outbox(outbox_parts(app, [this] { on_deliveries(); }), {}),
          pushes(app, {}),
          mails(app, {}),
          chats({.db = app.work_db, .urls = app.urls, .clock = app.clock, .on_posts = [this] { on_posts(); }}, {}),
          publisher(
              task_parts(app, inbound.inbound(), inbox_context.get_executor(), [this] { on_posts(); }), prompt_tasks()
          ),
          tasks(task_parts(app, inbound.inbound(), inbox_context.get_executor(), [this] { on_posts(); }), slow_tasks()),
          index(app.work_db, {}),
          seals(seal_parts(app)),
          maintenance({.db = app.work_db, .clock = app.clock, .keep = app.config.retention, .blobs = blobs_of(app)}),
          clock({.db = app.work_db, .clock = app.clock, .on_step = [this] { wake_all(); }}),
          backups(app.work_db, app.metrics),
          openings(app, {})
    {
        boost::asio::co_spawn(inbox_context, inbox.run(), [](const std::exception_ptr& error) {
            if (error) log::error("the inbox worker ended by an exception; what arrived waits for a restart");
        });
        inbox_thread = std::thread([this] { inbox_context.run(); });
        listener = std::make_unique<storage::Listener>(
            database_url,
            std::vector<std::string>{
                storage::channels::jobs,
                storage::channels::inbox,
                storage::channels::deliveries,
                storage::channels::chats,
                storage::channels::policies
            },
            [this](std::string_view channel, std::string_view) { notice(channel); }
        );
    }

    void on_deliveries()
    {
        deliveries.wake();
        app.notifier.notify(storage::channels::deliveries);
    }

    void on_posts()
    {
        outbox.wake();
        pushes.wake();
        app.notifier.notify(storage::channels::jobs);
        app.notifier.notify(storage::channels::events);
    }

    void wake_all()
    {
        for (const auto* channel :
             {storage::channels::jobs, storage::channels::inbox, storage::channels::deliveries, storage::channels::chats
             })
            notice(channel);
    }

    void notice(std::string_view channel)
    {
        if (channel == storage::channels::jobs) {
            outbox.wake();
            pushes.wake();
            mails.wake();
            tasks.wake();
        }
        if (channel == storage::channels::inbox) inbox.wake();
        if (channel == storage::channels::deliveries) deliveries.wake();
        if (channel == storage::channels::chats) chats.wake();
        if (channel == storage::channels::policies)
            app.work_db.transact_blocking([this](storage::Transaction& tx) { app.trust.reload(tx); });
    }

    void stop()
    {
        listener.reset();
        clock.stop();
        openings.stop();
        backups.stop();
        maintenance.stop();
        seals.stop();
        index.stop();
        tasks.stop();
        publisher.stop();
        chats.stop();
        mails.stop();
        pushes.stop();
        outbox.stop();
        deliveries.stop();
        inbox.stop();
        if (inbox_thread.joinable()) inbox_thread.join();
    }
};

Crew::Crew(app::App& app, inbound::Service& inbound, std::string database_url)
    : impl_(std::make_unique<Impl>(app, inbound, database_url))
{
}

Crew::~Crew()
{
    stop();
}

void Crew::wake_inbox()
{
    impl_->inbox.wake();
}

void Crew::stop()
{
    if (impl_) impl_->stop();
}

} // namespace rounds::workers
