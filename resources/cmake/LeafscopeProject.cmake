# Settings every target of the project shares, and the helper that declares a test.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Seventy programs that link VTK: a second each instead of several.
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_library(project_settings INTERFACE)
target_compile_features(project_settings INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(project_settings INTERFACE ${CMAKE_SOURCE_DIR})
# LibTorch uses `slots` as a name, so Qt's lower-case keywords stay off everywhere.
target_compile_definitions(project_settings INTERFACE QT_NO_KEYWORDS
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(LEAFSCOPE_SANITIZE)
    target_compile_options(project_settings INTERFACE
        -fsanitize=${LEAFSCOPE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(project_settings INTERFACE -fsanitize=${LEAFSCOPE_SANITIZE})
endif()

add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
    -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${LEAFSCOPE_WERROR}>:-Werror>
    # GCC 12 sees overlaps and foreign frees in inlined std::string that are not there (PR 105651).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict;-Wno-free-nonheap-object>)

# leafscope_test(NAME SOURCES ... LIBRARIES ... [DISPLAY] [PLACES])
# One Qt Test executable; DISPLAY runs it under a virtual X server, so it never depends on a screen. PLACES tells it
# where the source and build folders are; the others compile to the same object in every checkout.
function(leafscope_test name)
    cmake_parse_arguments(arg "DISPLAY;PLACES" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} Qt6::Test project_settings project_warnings)
    if(arg_PLACES)
        target_compile_definitions(${name} PRIVATE
            LEAFSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LEAFSCOPE_BINARY_DIR="${CMAKE_BINARY_DIR}")
    endif()
    # What a test leaves behind for the next run of the program stays with the build.
    set(places "LEAFSCOPE_STATE=${CMAKE_BINARY_DIR}/test-state")
    if(arg_DISPLAY)
        add_test(NAME ${name} COMMAND xvfb-run -a -s "-screen 0 1600x1000x24" $<TARGET_FILE:${name}>)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON ENVIRONMENT "${places}")
    else()
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;${places}")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
