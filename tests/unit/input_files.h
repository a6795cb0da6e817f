/* Files and streams for tests, in a folder of their own that goes with the test. */
#ifndef WMILOG_TESTS_UNIT_INPUT_FILES_H
#define WMILOG_TESTS_UNIT_INPUT_FILES_H
#include "parsers/base/view.h"

enum { INPUT_FILES_MAX = 8, INPUT_PATH_SIZE = 256 };

/* Checked fixture. */
void setup_files(void);
void clear_files(void);

/* The folder's path, and that of a name in it; valid until clear_files. */
const char *files_folder(void);
const char *file_path(const char *name);
/* Writes a file; its path. */
const char *file_with(const char *name, struct view bytes);
/* A named pipe that a thread writes `bytes` to (borrowed until clear_files) once somebody reads. */
const char *stream_with(const char *name, struct view bytes);

#endif
