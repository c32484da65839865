# What `cmake --install` and the Debian package put where. Included at the end of CMakeLists.txt.
include(GNUInstallDirs)

# Packages are made of what is built; without this, making one would build the tests first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

# rounds looks for rounds-media beside itself.
install(TARGETS rounds rounds-media rounds-audit-verify RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(PROGRAMS "${CMAKE_SOURCE_DIR}/deploy/install" DESTINATION "${CMAKE_INSTALL_SBINDIR}" RENAME rounds-setup)
install(PROGRAMS "${CMAKE_SOURCE_DIR}/deploy/packaging/rounds-admin" DESTINATION "${CMAKE_INSTALL_SBINDIR}")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/deploy/systemd/" DESTINATION lib/systemd/system
    FILES_MATCHING PATTERN "*.service" PATTERN "*.socket" PATTERN "*.target" PATTERN "*.timer")
install(FILES "${CMAKE_SOURCE_DIR}/deploy/config.example.toml" "${CMAKE_SOURCE_DIR}/deploy/systemd/own-tls.conf"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/rounds")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/deploy/proxy" "${CMAKE_SOURCE_DIR}/deploy/monitoring"
    "${CMAKE_SOURCE_DIR}/deploy/pgbackrest"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/rounds")
install(FILES README.md CHANGELOG.md FEDERATION.md SECURITY.md deploy/UPGRADE.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES deploy/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME README.deploy.md)
install(FILES deploy/packaging/debian/copyright DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# /usr keeps its settings in /etc; any other prefix keeps them inside, so that a trial installation touches nothing else.
install(CODE [[set(rounds_etc "${CMAKE_INSTALL_PREFIX}/etc")
if(CMAKE_INSTALL_PREFIX MATCHES "/usr/?$")
    get_filename_component(rounds_etc "${CMAKE_INSTALL_PREFIX}/../etc" ABSOLUTE)
endif()]])
install(CODE "file(INSTALL DESTINATION \"\${rounds_etc}/default\" TYPE FILE
    RENAME rounds FILES \"${CMAKE_SOURCE_DIR}/deploy/packaging/environment\")")

include("${CMAKE_CURRENT_LIST_DIR}/package.cmake")
