# Turns the report page's template, styles, scripts and libraries into one C++ source that holds the
# page's text:  cmake -DSOURCE=... -DMODULES=... -DOUTPUT=... -P page.cmake
# Each "@name@" that stands on a line of its own in the template is replaced.
cmake_minimum_required(VERSION 3.25)

function(read_all variable tag)
  set(text "")
  foreach(file IN LISTS ARGN)
    file(READ "${file}" content)
    string(APPEND text "<${tag}>\n${content}</${tag}>\n")
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

include("${CMAKE_CURRENT_LIST_DIR}/page_files.cmake")
list(TRANSFORM page_scripts PREPEND "${SOURCE}/")
list(TRANSFORM page_libraries PREPEND "${MODULES}/")
list(TRANSFORM page_licences PREPEND "${MODULES}/")
read_all(styles style "${SOURCE}/style.css")
read_all(libraries script ${page_libraries})
read_all(scripts script ${page_scripts})
set(licences "")
foreach(file IN LISTS page_licences)
  file(READ "${file}" content)
  string(APPEND licences "<!--\n${content}-->\n")
endforeach()

file(READ "${SOURCE}/page.html" page)
foreach(part styles licences libraries scripts)
  string(REPLACE "@${part}@\n" "${${part}}" page "${page}")
endforeach()

file(WRITE "${OUTPUT}" "#include \"experiments/report/page.hpp\"\n\n"
  "extern const std::string_view fathom::kPageTemplate = R\"fathom_page(${page})fathom_page\";\n")
