/* The list of forms of a comparison. */
#include "analyzer/report/diff/diff.h"

/* Name and ending of a file, for -f and -o. */
#define FORMATS(X)   \
    X(text, ".txt")  \
    X(json, ".json") \
    X(html, ".html") \
    X(markdown, ".md")

#define FORM(name, ending) {diff_write_##name},
const struct diff_form diff_forms[] = {FORMATS(FORM)};

#define NAME(name, ending) #name,
static const char *const format_table[] = {FORMATS(NAME)};
const struct names diff_format_names = NAMES_OF("a form of comparison", format_table);

#define ENDING(name, ending) {ending, sizeof(ending) - 1},
static const struct view endings[] = {FORMATS(ENDING)};

bool diff_format_of_path(struct view path, uint32_t *form)
{
    for (uint32_t i = 0; i < diff_format_names.count; i++) {
        if (path.len > endings[i].len && view_ends_nocase(path, endings[i])) {
            *form = i;
            return true;
        }
    }
    return false;
}
