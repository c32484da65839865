# `cpack` in the build folder makes rounds_VERSION_ARCH.deb. It brings no service to life: rounds-setup does.
set(debian "${CMAKE_CURRENT_LIST_DIR}/debian")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rounds)
set(CPACK_PACKAGE_VENDOR Rounds)
set(CPACK_PACKAGE_CONTACT "Rounds maintainers <maintainers@rounds.invalid>" CACHE STRING "Maintainer of the package")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Rounds is the server that a hospital or a medical society runs to host topic networks:
moderated chats of patients, carers and clinicians on a condition, and reviewed summaries of what they found. Instances
federate over ActivityPub; people use the Mastodon app they have.
.
rounds-setup writes the configuration and starts the service.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Linked libraries come from dpkg-shlibdeps. Films are read by ffmpeg; the password of the first account by openssl.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, ffmpeg, openssl")
# Not needed where database.url names a server elsewhere.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql-15 | postgresql (>= 15)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx | caddy, prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${debian}/conffiles" "${debian}/postinst" "${debian}/prerm" "${debian}/postrm")
include(CPack)
