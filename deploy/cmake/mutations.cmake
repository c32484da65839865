# A build whose guards can be switched off one by one (storage/base/guards.hpp), for tests/mutations/run alone. It is made in
# build/mutations and can be neither installed nor packed.
option(ROUNDS_MUTATIONS "Guards of the negative tests can be switched off; never for use" OFF)

if(ROUNDS_MUTATIONS)
    get_filename_component(folder "${CMAKE_BINARY_DIR}" NAME)
    if(NOT folder STREQUAL "mutations")
        message(FATAL_ERROR "ROUNDS_MUTATIONS makes a server that can be told to believe forgeries: only the preset "
                            "\"mutations\" sets it, for its own folder.")
    endif()
    install(CODE "message(FATAL_ERROR \"A build with ROUNDS_MUTATIONS is not for use\")")
    # Only the files that hold guards differ from the release build, so that the compiler cache has all others.
    file(GLOB_RECURSE guarded CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/storage/*.cpp" "${CMAKE_SOURCE_DIR}/federation/*.cpp"
        "${CMAKE_SOURCE_DIR}/server/*.cpp")
    foreach(source IN LISTS guarded)
        file(STRINGS "${source}" found LIMIT_COUNT 1 REGEX "storage/base/guards\\.hpp")
        if(found)
            set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS ROUNDS_MUTATIONS)
        endif()
    endforeach()
endif()
