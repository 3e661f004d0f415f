# Finds the C++ Actor Framework, for which Debian ships no CMake file. Use:
#   find_package(CAF 0.17.6 REQUIRED COMPONENTS core io openssl)
# Gives CAF::core and, for the components asked for, CAF::io and CAF::openssl.

find_path(CAF_INCLUDE_DIR caf/config.hpp)
mark_as_advanced(CAF_INCLUDE_DIR)

if(CAF_INCLUDE_DIR)
  file(STRINGS ${CAF_INCLUDE_DIR}/caf/config.hpp CAF_VERSION REGEX "^#define CAF_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+" number "${CAF_VERSION}")  # for example 1706
  math(EXPR major "${number} / 10000")
  math(EXPR minor "${number} / 100 % 100")
  math(EXPR patch "${number} % 100")
  set(CAF_VERSION ${major}.${minor}.${patch})
endif()

list(PREPEND CAF_FIND_COMPONENTS core)
list(REMOVE_DUPLICATES CAF_FIND_COMPONENTS)
foreach(component IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${component}_LIBRARY caf_${component})
  mark_as_advanced(CAF_${component}_LIBRARY)
  list(APPEND libraries CAF_${component}_LIBRARY)
  if(CAF_${component}_LIBRARY AND NOT TARGET CAF::${component})
    add_library(CAF::${component} UNKNOWN IMPORTED)
    set_target_properties(CAF::${component} PROPERTIES
      IMPORTED_LOCATION ${CAF_${component}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${CAF_INCLUDE_DIR}
      # caf::detail::init_fun_factory dereferences a null shared_ptr to an empty tuple.
      INTERFACE_COMPILE_OPTIONS "-fno-sanitize=null;-U_GLIBCXX_ASSERTIONS")
    if(NOT component STREQUAL core)
      set_target_properties(CAF::${component} PROPERTIES INTERFACE_LINK_LIBRARIES CAF::core)
    endif()
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CAF REQUIRED_VARS CAF_INCLUDE_DIR ${libraries}
                                  VERSION_VAR CAF_VERSION)
