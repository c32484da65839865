#include "server/media/service.hpp"

#include "server/media/format/format.hpp"
#include "server/media/orders.hpp"
#include "server/media/remote.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

namespace rounds::media {
namespace {

/// Whether a file may have failed for the disk's sake and not for its own: what is made of it takes less than this.
bool lacks_room(const std::filesystem::path& folder)
{
    constexpr std::uintmax_t enough = 16U << 20U;
    std::error_code error;
    const auto room = std::filesystem::space(folder, error);
    return !error && room.available < enough;
}

namespace fs = std::filesystem;
using storage::Transaction;

/// A blob that no row came to refer to within this time never will.
constexpr std::chrono::hours unclaimed{24};
constexpr unsigned blocking_threads = 4;
constexpr std::chrono::seconds in_line{30}; ///< longest wait of a picture for its turn

std::unique_ptr<storage::BlobStore> blob_store(const app::Config& config)
{
    const auto& media = config.media;
    if (media.store != "s3") return storage::make_disk_store(config.paths.data / "media" / "files");
    std::ifstream in(media.s3_credentials_file);
    storage::S3Settings settings{media.s3_endpoint, media.s3_bucket, media.s3_region, {}, {}};
    if (!std::getline(in, settings.access_key) || !std::getline(in, settings.secret_key))
        throw std::runtime_error(fmt::format(
            "media.s3_credentials_file = \"{}\" cannot be read; it takes two lines: access key, secret key",
            media.s3_credentials_file
        ));
    settings.access_key = text::trim(settings.access_key);
    settings.secret_key = text::trim(settings.secret_key);
    return storage::make_s3_store(std::move(settings));
}

std::string_view kind_of(Family family) noexcept
{
    if (family == Family::video) return "video";
    return family == Family::audio ? "audio" : "image";
}

std::optional<int> pixels(int count)
{
    return count > 0 ? std::optional{count} : std::nullopt;
}

std::optional<std::string> text_or_none(std::string text)
{
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

} // namespace

Service::Service(app::App& app)
    : app_(app),
      blobs_(blob_store(app.config)),
      work_(app.config.paths.data / "media" / "work"),
      blocking_(blocking_threads),
      workshop_({sandbox_program(), app.config.media.processes, app.config.media.waiting}),
      remote_(std::make_unique<Remote>(app, *this))
{
    if (!fs::exists(sandbox_program()))
        log::error("{} is missing: uploads cannot be processed", sandbox_program().string());
    resume();
}

Service::~Service()
{
    stop();
}

void Service::stop()
{
    workshop_.stop();
    blocking_.stop();
}

bool Service::begin(MediaId id, const fs::path& folder, const Format& format)
{
    const auto family = family_of_work(format, Task::attachment);
    {
        const std::lock_guard lock(mutex_);
        landings_[id] = std::make_shared<Landing>();
    }
    Job job;
    job.folder = folder;
    job.order = order_for(config(), Task::attachment, family);
    job.patience = patience_for(config(), family);
    job.done = [this, id, folder](const Outcome& outcome) { ended(id, folder, outcome); };
    if (workshop_.add(std::move(job), Workshop::Turn::first)) return true;
    const std::lock_guard lock(mutex_);
    landings_.erase(id);
    return false;
}

void Service::resume()
{
    std::vector<MediaId> ids;
    for (const auto& name : work_.adopt())
        if (const auto id = parse_id<MediaId>(name)) ids.push_back(*id);
    const auto busy =
        app_.work_db.transact_blocking([&](Transaction& tx) { return storage::media::still_busy(tx, ids); });
    for (const auto id : ids) {
        const auto folder = work_.place(to_string(id));
        std::string head(64, '\0');
        std::ifstream in(folder / input_name, std::ios::binary);
        in.read(head.data(), static_cast<std::streamsize>(head.size()));
        const auto format = sniff(head.substr(0, static_cast<std::size_t>(in.gcount())));
        std::error_code ignored;
        if (std::ranges::find(busy, id) == busy.end() || !format || !begin(id, folder, *format))
            fs::remove_all(folder, ignored);
    }
}

asio::awaitable<result<MediaId>> Service::accept(AccountId account, Upload upload)
{
    if (upload.bytes.empty()) co_return refused::blank;
    const auto format = sniff(upload.bytes);
    if (!format) co_return refused::type;
    if (upload.bytes.size() > most_bytes(config(), family_of_work(*format, Task::attachment))) co_return refused::size;
    if (workshop_.is_full()) co_return errc::unavailable;
    storage::Media media;
    media.kind = kind_of(format->family);
    media.media_type = format->media_type;
    media.description = std::move(upload.description);
    if (upload.focus) media.focus_x = upload.focus->x;
    if (upload.focus) media.focus_y = upload.focus->y;
    const auto id =
        co_await app_.db.transact([&](Transaction& tx) { return storage::media::add_busy(tx, account, media); });
    std::exception_ptr broken;
    const bool begun = co_await blocking_.run([&] {
        try {
            return begin(id, work_.put(to_string(id), upload.bytes), *format);
        } catch (const std::exception& failure) {
            log::error("an upload cannot be kept: {}", failure.what());
            broken = std::current_exception();
            return false;
        }
    });
    if (begun) co_return id;
    co_await app_.db.transact([&](Transaction& tx) { storage::media::fail(tx, id, "overloaded"); });
    if (broken) std::rethrow_exception(broken); // a disk that is full is answered as such
    co_return errc::unavailable;
}

asio::awaitable<void> Service::wait(MediaId id, std::chrono::milliseconds patience)
{
    std::shared_ptr<Landing> landing;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = landings_.find(id); found != landings_.end()) landing = found->second;
    }
    if (landing) (void)co_await landing->wait(patience);
}

void Service::ended(MediaId id, const fs::path& folder, const Outcome& outcome)
{
    try {
        if (outcome.made)
            keep(id, folder, *outcome.made);
        else if (!outcome.stopped)
            app_.work_db.transact_blocking([&](Transaction& tx) {
                storage::media::fail(tx, id, lacks_room(folder) ? "overloaded" : to_string(outcome.failure));
            });
    } catch (const std::exception& failure) {
        // Where even this cannot be written, the upload stays busy until maintenance gives it up.
        log::error("upload {} is lost: {}", rounds::to_string(id), log::printable(failure.what()));
        app_.work_db.transact_blocking([&](Transaction& tx) { storage::media::fail(tx, id, "overloaded"); });
    }
    std::shared_ptr<Landing> landing;
    {
        const std::lock_guard lock(mutex_);
        if (auto found = landings_.extract(id)) landing = std::move(found.mapped());
    }
    if (landing) landing->land();
}

std::string Service::store(const fs::path& folder, const MadeFile& file)
{
    if (file.name.empty()) return {};
    auto key = storage::new_blob_key(fs::path(file.name).extension().string());
    const auto due = app_.clock.now() + unclaimed;
    app_.work_db.transact_blocking([&](Transaction& tx) { storage::media::trash(tx, {key}, due); });
    blobs_->put(key, folder / file.name, type_of_made(file.name));
    return key;
}

void Service::keep(MediaId id, const fs::path& folder, const Made& made)
{
    storage::Media media;
    media.id = id;
    media.kind = made.kind;
    media.media_type = type_of_made(made.original.name);
    media.blurhash = text_or_none(made.blurhash);
    media.width = pixels(made.original.width);
    media.height = pixels(made.original.height);
    media.file_key = text_or_none(store(folder, made.original));
    media.preview_key = text_or_none(store(folder, made.small));
    media.preview_width = pixels(made.small.width);
    media.preview_height = pixels(made.small.height);
    media.duration = made.duration;
    media.frame_rate = made.frame_rate;
    media.bitrate = made.bitrate;
    // Deleted meanwhile: its blobs stay in the trash.
    (void)app_.work_db.transact_blocking([&](Transaction& tx) { return storage::media::finish(tx, media); });
}

namespace {

/// Outlives the request when its patience ends first.
struct PictureState
{
    Landing landing;
    result<Picture> picture = errc::unavailable;
};

} // namespace

result<Picture> Service::picture_of(const fs::path& folder, const Outcome& outcome)
{
    if (outcome.stopped) return errc::unavailable;
    if (!outcome.made && lacks_room(folder)) return errc::unavailable;
    if (!outcome.made) return refusal_of(outcome.failure);
    const auto& file = outcome.made->original.name.empty() ? outcome.made->small : outcome.made->original;
    try {
        return Picture{store(folder, file), file.width, file.height, outcome.made->blurhash};
    } catch (const std::exception& failure) {
        log::error("a picture cannot be kept: {}", log::printable(failure.what()));
        return errc::unavailable;
    }
}

asio::awaitable<result<Picture>> Service::make_picture(Task task, std::string bytes)
{
    if (bytes.empty()) co_return refused::blank;
    const auto format = sniff(bytes);
    if (!format || format->family != Family::image) co_return refused::type;
    if (bytes.size() > config().image_bytes) co_return refused::size;

    auto state = std::make_shared<PictureState>();
    Job job;
    job.order = order_for(config(), task, Family::image);
    job.patience = patience_for(config(), Family::image);
    const auto name = storage::new_blob_key(".in");
    const bool begun = co_await blocking_.run([&] {
        job.folder = work_.put(name, bytes);
        job.done = [this, state, folder = job.folder](const Outcome& outcome) {
            state->picture = picture_of(folder, outcome);
            state->landing.land();
        };
        return workshop_.add(job, Workshop::Turn::first);
    });
    if (!begun) co_return errc::unavailable;
    const auto patience = patience_for(config(), Family::image) + in_line;
    const bool landed = co_await state->landing.wait(patience);
    if (!landed) co_return errc::unavailable;
    co_return std::move(state->picture);
}

} // namespace rounds::media
