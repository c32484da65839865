#pragma once

#include "server/app/app.hpp"
#include "server/media/blocking.hpp"
#include "server/media/format/focus.hpp"
#include "server/media/landing.hpp"
#include "server/media/refused.hpp"
#include "server/media/work_folder.hpp"
#include "server/media/workshop.hpp"
#include "storage/blobs/blob_store.hpp"
#include "storage/media.hpp"

#include "server/media/format/format.hpp"

#include <map>
#include <memory>

namespace rounds::media {

class Remote; // files of other servers: server/media/remote.hpp

/// What an uploader sends.
struct Upload
{
    std::string bytes;
    std::string description;
    std::optional<Focus> focus;
};

/// A picture that was made and stored. Its key is in the trash until a row refers to it (storage::media::untrash).
struct Picture
{
    std::string key;
    int width = 0;
    int height = 0;
    std::string blurhash;
};

/// Takes files in, has them made harmless by the sandbox, and keeps what that makes.
class Service
{
public:
    /// Uploads that a process before this one began and could not end are begun again.
    explicit Service(app::App& app);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Keeps the upload and begins to work on it; when this returns it survives a crash. `refused` when its content or
    /// size is none that is taken; unavailable when too many wait.
    [[nodiscard]] asio::awaitable<result<MediaId>> accept(AccountId account, Upload upload);
    /// Until this process has ended its work on the upload, or patience ends.
    [[nodiscard]] asio::awaitable<void> wait(MediaId id, std::chrono::milliseconds patience);
    /// A picture for an account or a preview, at once. `refused`, or unavailable.
    [[nodiscard]] asio::awaitable<result<Picture>> make_picture(Task task, std::string bytes);

    [[nodiscard]] storage::BlobStore& blobs() noexcept { return *blobs_; }
    [[nodiscard]] Blocking& blocking() noexcept { return blocking_; }
    [[nodiscard]] Workshop& workshop() noexcept { return workshop_; }
    [[nodiscard]] WorkFolder& work() noexcept { return work_; }
    [[nodiscard]] Remote& remote() noexcept { return *remote_; }
    [[nodiscard]] const app::Config::Media& config() const noexcept { return app_.config.media; }

    /// Ends work under way; uploads in it are taken up by the next process. Repeating it does nothing.
    void stop();

private:
    [[nodiscard]] bool begin(MediaId id, const std::filesystem::path& folder, const Format& format);
    void resume();
    void ended(MediaId id, const std::filesystem::path& folder, const Outcome& outcome);
    void keep(MediaId id, const std::filesystem::path& folder, const Made& made);
    [[nodiscard]] result<Picture> picture_of(const std::filesystem::path& folder, const Outcome& outcome);
    [[nodiscard]] std::string store(const std::filesystem::path& folder, const MadeFile& file);

    app::App& app_;
    std::unique_ptr<storage::BlobStore> blobs_;
    WorkFolder work_;
    Blocking blocking_;
    std::mutex mutex_;
    std::map<MediaId, std::shared_ptr<Landing>> landings_; ///< of uploads under way
    Workshop workshop_;
    std::unique_ptr<Remote> remote_;
};

} // namespace rounds::media
