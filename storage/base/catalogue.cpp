#include "storage/base/catalogue.hpp"

#include "storage/base/text.hpp"

#include <stdexcept>
#include <string>

namespace rounds::base {

Catalogue read_catalogue(std::string_view table)
{
    Catalogue catalogue;
    for (const auto line : text::split(table, '\n')) {
        if (line.empty()) continue;
        const auto columns = text::split(line, '\t');
        if (columns.size() != catalogue.size() + 1 || catalogue[0].contains(columns[0]))
            throw std::logic_error("not a line of a catalogue: \"" + std::string(line) + '"');
        for (std::size_t i = 0; i < catalogue.size(); ++i) catalogue[i][columns[0]] = columns[i + 1];
    }
    return catalogue;
}

} // namespace rounds::base
