#include "server/api/media_form.hpp"

#include "server/media/service.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::api {

result<MediaForm> MediaForm::from(const http::Params& params, std::size_t most)
{
    MediaForm form;
    form.description = params.text("description");
    if (form.description && text::count_code_points(*form.description) > most) return media::refused::description;
    if (const auto focus = params.text("focus"); focus && !focus->empty()) {
        form.focus = media::parse_focus(*focus);
        if (!form.focus) return media::refused::focus;
    }
    return form;
}

storage::media::Change MediaForm::change() const
{
    storage::media::Change change;
    change.description = description;
    if (focus) change.focus_x = focus->x;
    if (focus) change.focus_y = focus->y;
    return change;
}

std::string file_of(const http::Params& params, std::string_view field)
{
    const auto& files = params.files();
    const auto found = std::ranges::find(files, field, &http::FilePart::field);
    return found == files.end() ? std::string{} : found->content;
}

result<void> check_attachments(
    Transaction& tx, AccountId account, const std::vector<MediaId>& media, std::size_t most, std::optional<StatusId> on
)
{
    if (media.empty()) return {};
    if (media.size() > most) return invalid::media_too_many;
    const auto found = storage::media::list_own(tx, account, media);
    if (found.size() != media.size()) return invalid::media_not_found;
    bool alone = false;
    for (const auto& one : found) {
        if (one.status && one.status != on) return invalid::media_not_found;
        if (one.media.state != "ready") return invalid::media_not_ready;
        alone = alone || one.media.kind != "image";
    }
    if (alone && found.size() > 1) return invalid::media_mixed;
    return {};
}

asio::awaitable<result<void>> set_thumbnail(Context& ctx, MediaId id, std::string bytes)
{
    const auto picture = co_await ctx.app().media->make_picture(media::Task::thumbnail, std::move(bytes));
    if (!picture) co_return picture.error();
    const auto& p = *picture;
    const auto set = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::media::set_preview(tx, id, p.key, p.width, p.height, p.blurhash);
    });
    co_return set;
}

} // namespace rounds::api
