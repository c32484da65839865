#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace rounds {

/// Outcomes a caller plans for. Anything else (database gone, a bug) is an exception.
enum class errc {
    not_found = 1,    ///< absent, or hidden from whoever asks: the two must look the same
    already_exists,   ///< a unique rule holds it back; the transaction is still usable
    forbidden,        ///< visible, but this account may not do it
    invalid_argument, ///< a value out of its bounds
    gone,             ///< existed, was deleted for good
    unavailable,      ///< a dependency (a peer, a pool) could not answer in time; try again later
    unauthorized,     ///< no proof, or a wrong one, of who is asking
    too_large,        ///< larger than the configured limit
    too_many,         ///< a rate or count limit is reached
};

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

template <class T> using result = boost::system::result<T>;

} // namespace rounds

template <> struct boost::system::is_error_code_enum<rounds::errc> : std::true_type
{
};
