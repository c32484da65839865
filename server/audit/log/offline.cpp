#include "server/audit/log/offline.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <stdexcept>

namespace rounds::audit {

Report verify_export(std::istream& in, Witness witness, std::string key)
{
    Verifier verifier(std::move(witness), std::move(key));
    const auto line = read_export(in, verifier);
    if (line != 0) throw std::runtime_error(fmt::format("line {} is no line of an audit log", line));
    Report report;
    report.findings = verifier.finish(std::nullopt);
    report.sealed = verifier.sealed();
    report.key = verifier.key();
    report.pruned = verifier.pruned();
    return report;
}

std::string to_json(const Report& report)
{
    boost::json::array rows;
    for (const auto& one : report.findings)
        rows.push_back(boost::json::object{
            {"fault", name_of(one.fault)},
            {"seal", std::to_string(one.seq)},
            {"entry", std::to_string(one.entry)},
        });
    boost::json::value pruned = nullptr;
    if (report.pruned)
        pruned = boost::json::object{
            {"seal", std::to_string(report.pruned->seq)},
            {"entry", std::to_string(report.pruned->entry)},
            {"until", to_iso8601(report.pruned->until)},
        };
    return boost::json::serialize(boost::json::object{
        {"sealed", std::to_string(report.sealed)},
        {"key", report.key},
        {"pruned", std::move(pruned)},
        {"findings", std::move(rows)},
    });
}

std::string to_text(const Report& report)
{
    std::string text;
    if (report.pruned) text += describe(*report.pruned) + '\n';
    for (const auto& one : report.findings) text += describe(one) + '\n';
    if (report.findings.empty()) text += fmt::format("{} sealed entries, all as they were sealed.", report.sealed);
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

} // namespace rounds::audit
