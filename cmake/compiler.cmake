# C++20 as the standard has it: without GNU extensions g++ does not fuse a*b + c, so that floating
# point gives one result everywhere. -Wpedantic is left out because it rejects __int128, -Wrestrict
# because g++ 12 reports it falsely for "text" + std::string.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wno-restrict)

option(FATHOM_SANITIZE "Stop at the first fault that the sanitizers find" OFF)
if(FATHOM_SANITIZE)
  # Under sanitizers g++ falsely reports uninitialised variables.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                      -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=address,undefined)
endif()

find_program(CCACHE ccache)
mark_as_advanced(CCACHE)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
