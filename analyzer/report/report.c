/* The list of report formats. */
#include "analyzer/report/report.h"

#define FORMAT(name, ending) &report_##name,
const struct report_format *const report_formats[] = {REPORT_FORMATS(FORMAT) NULL};

#define NAME(name, ending) #name,
static const char *const format_table[] = {REPORT_FORMATS(NAME)};
const struct names report_format_names = NAMES_OF("a form of report", format_table);

#define ENDING(name, ending) {ending, sizeof(ending) - 1},
static const struct view endings[] = {REPORT_FORMATS(ENDING)};

const struct report_format *report_format_of_path(struct view path)
{
    for (uint32_t i = 0; i < report_format_names.count; i++) {
        if (path.len > endings[i].len && view_ends_nocase(path, endings[i])) {
            return report_formats[i];
        }
    }
    return NULL;
}
