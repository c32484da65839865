# The libraries, all from Debian's packages. Where a package brings no CMake file, an imported target gives it a name.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(PkgConfig REQUIRED)

pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
add_library(pqxx::pqxx ALIAS PkgConfig::PQXX)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
add_library(re2::re2 ALIAS PkgConfig::RE2)
pkg_check_modules(GUMBO REQUIRED IMPORTED_TARGET gumbo)
add_library(gumbo::gumbo ALIAS PkgConfig::GUMBO)
pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark-gfm)
add_library(cmark_gfm INTERFACE)
target_link_libraries(cmark_gfm INTERFACE PkgConfig::CMARK cmark-gfm-extensions)
add_library(cmark::gfm ALIAS cmark_gfm)
pkg_check_modules(VIPS REQUIRED IMPORTED_TARGET vips)
add_library(vips::vips ALIAS PkgConfig::VIPS)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
add_library(seccomp::seccomp ALIAS PkgConfig::SECCOMP)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
add_library(qrencode::qrencode ALIAS PkgConfig::QRENCODE)
pkg_check_modules(FIDO2 REQUIRED IMPORTED_TARGET libfido2)
add_library(fido2::fido2 ALIAS PkgConfig::FIDO2)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
add_library(sodium::sodium ALIAS PkgConfig::SODIUM)
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(tomlplusplus INTERFACE)
target_include_directories(tomlplusplus SYSTEM INTERFACE "${TOMLPLUSPLUS_INCLUDE_DIR}")
add_library(tomlplusplus::tomlplusplus ALIAS tomlplusplus)

# Asio and Beast are compiled once, here; everyone else sees declarations only. One library, because the inbound server
# and the outbound client both use it and are linked into one program.
add_library(beast_split STATIC
    "${CMAKE_SOURCE_DIR}/federation/fetch/boost/boost_asio.cpp"
    "${CMAKE_SOURCE_DIR}/federation/fetch/boost/boost_asio_ssl.cpp"
    "${CMAKE_SOURCE_DIR}/federation/fetch/boost/boost_beast.cpp")
target_compile_definitions(beast_split PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_HAS_CO_AWAIT)
target_link_libraries(beast_split PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)

# Headers of others that most files include anyway, parsed once: a build takes half the time. All targets of the project
# share them, so all are compiled with the same definitions.
target_link_libraries(rounds_flags INTERFACE Boost::headers Boost::json Boost::url fmt::fmt spdlog::spdlog)
target_compile_definitions(rounds_flags INTERFACE
    $<TARGET_PROPERTY:beast_split,INTERFACE_COMPILE_DEFINITIONS>)
file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cpp" "")
add_library(rounds_precompiled OBJECT "${CMAKE_BINARY_DIR}/precompiled.cpp")
target_link_libraries(rounds_precompiled PRIVATE rounds_flags)
target_compile_options(rounds_flags INTERFACE
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang>>:SHELL:-Xclang -fno-pch-timestamp>)
set(ROUNDS_PRECOMPILED
    <algorithm> <array> <atomic> <charconv> <chrono> <concepts> <cstdint> <deque> <exception> <filesystem> <functional>
    <map> <memory> <mutex> <optional> <ranges> <set> <span> <stdexcept> <string> <string_view> <thread> <unordered_map>
    <utility> <variant> <vector>
    <boost/asio/any_io_executor.hpp> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/post.hpp>
    <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp> <boost/json.hpp> <boost/system/result.hpp>
    <fmt/core.h> <fmt/format.h>)
target_precompile_headers(rounds_precompiled PRIVATE ${ROUNDS_PRECOMPILED})

# rounds_precompile(TARGET): the target uses them.
function(rounds_precompile target)
    target_precompile_headers(${target} REUSE_FROM rounds_precompiled)
endfunction()
