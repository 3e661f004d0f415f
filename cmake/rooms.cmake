# fathom_library(name LIBRARIES ... SOURCES ...): one room. What it links, its users link too. A room
# of headers alone has no SOURCES.
function(fathom_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LIBRARIES;SOURCES")
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_LIBRARIES})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LIBRARIES})
  endif()
endfunction()

# fathom_experiment(name): the program experiments/name.cpp.
function(fathom_experiment name)
  add_executable(${name} ${name}.cpp)
  target_link_libraries(${name} PRIVATE fathom_experiments)
endfunction()

# fathom_test(name LIBRARIES ... SOURCES ...): one test binary, which tests/run.sh runs.
function(fathom_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LIBRARIES;SOURCES")
  add_executable(${name} $<TARGET_OBJECTS:test_main> ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Catch2::Catch2 ${ARG_LIBRARIES})
  target_compile_definitions(${name} PRIVATE FATHOM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_property(GLOBAL APPEND PROPERTY FATHOM_TESTS ${name})
endfunction()
