# Language level, warnings, hardening and sanitizers for every target of the project.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines (objects are destroyed twice). "
                        "Use clang 19 (cmake --preset release) or GCC 13 and newer.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

set(ROUNDS_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # What ccache asks for before it caches a file that uses a precompiled header.
    set(launcher "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${launcher}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}")
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
    add_link_options(-fuse-ld=mold)
endif()

# Paths of the building machine stay out of the binary, and builds from two checkouts share their cache.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

add_library(rounds_flags INTERFACE)
target_compile_options(rounds_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wimplicit-fallthrough
    -Wnon-virtual-dtor -Woverloaded-virtual -Werror>)
target_include_directories(rounds_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(rounds_flags INTERFACE ROUNDS_VERSION="${PROJECT_VERSION}")

# Everywhere, as a precompiled header wants the same of all that use it.
add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-pthread>)

# After the OpenSSF compiler hardening guide, as far as clang 19 knows the options.
add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing)
add_compile_definitions($<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>)
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed)
if(ROUNDS_SANITIZE)
    # A fuzzer is worth the time that optimising takes.
    add_compile_options(-fsanitize=${ROUNDS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        $<IF:$<BOOL:${ROUNDS_BUILD_FUZZ}>,-O1,-O0> -g1)
    add_link_options(-fsanitize=${ROUNDS_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-O2> -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
else()
    add_compile_options(-g1)
endif()
