#include "server/rounds_api/describe_metrics.hpp"

#include <cmath>

namespace rounds::rounds_api {
namespace {

json::value rounded(const std::optional<double>& value, double steps)
{
    if (!value) return nullptr;
    return json::value(std::round(*value * steps) / steps);
}

json::value ratio(const std::optional<double>& value)
{
    return rounded(value, 10000);
}

json::value seconds(const std::optional<double>& value)
{
    return rounded(value, 1);
}

json::value sum(const std::optional<std::int64_t>& value)
{
    if (!value) return nullptr;
    return json::value(*value);
}

json::object window(const knowledge::Figures& figures)
{
    return {{"days", figures.window.count()}, {"until", to_iso8601(figures.until)}};
}

json::object questions(const knowledge::NetworkFigures& figures)
{
    json::object out;
    out["asked"] = figures.asked;
    out["answered"] = figures.answered;
    out["answered_by_verified_clinician"] = figures.answered_by_clinician;
    out["solved"] = figures.solved;
    out["reopened"] = figures.reopened;
    out["unanswered_over_72_hours"] = figures.waiting;
    out["first_clinician_answer_median_s"] = seconds(figures.median_seconds);
    out["first_clinician_answer_p90_s"] = seconds(figures.p90_seconds);
    return out;
}

json::object summaries(const knowledge::NetworkFigures& figures)
{
    json::object out;
    out["published"] = figures.summaries;
    out["review_overdue"] = figures.overdue;
    out["statements"] = figures.statements;
    out["reference_density"] = ratio(figures.reference_density);
    out["references"] = figures.references;
    out["dead_references"] = figures.dead_references;
    out["retracted_references"] = figures.retracted_references;
    out["open_access_share"] = ratio(figures.free_share);
    out["reading_grade"] = rounded(figures.reading_grade, 10);
    out["helpful"] = sum(figures.helpful);
    out["unclear"] = sum(figures.unclear);
    out["ask_my_clinician"] = sum(figures.ask);
    out["corrections"] = figures.corrections;
    out["correction_lag_median_s"] = seconds(figures.correction_seconds);
    return out;
}

} // namespace

json::object metrics_json(const knowledge::NetworkFigures& figures)
{
    json::object out;
    out["window"] = window(figures);
    out["posts"] = figures.posts;
    out["people"] = sum(figures.people);
    out["reciprocity"] = ratio(figures.reciprocity);
    out["cross_group_share"] = ratio(figures.cross_group_share);
    out["questions"] = questions(figures);
    out["summaries"] = summaries(figures);
    return out;
}

json::object metrics_json(const knowledge::OrganisationFigures& figures)
{
    json::object out;
    out["window"] = window(figures);
    out["domain"] = figures.domain;
    out["posts"] = figures.posts;
    out["two_way_ratio"] = ratio(figures.two_way_ratio);
    out["promotion_share"] = ratio(figures.promotion_share);
    return out;
}

} // namespace rounds::rounds_api
