/* Names in bundles: none of them is documented, these are the names that are met. */
#include "analyzer/input/bundle.h"

#include "parsers/base/ascii.h"

static const struct view list_names[] = {
    {"tasklist.csv", 12},  /* of the collector, in wmilog-HOST or wmilog-HOST_2 */
    {"processes.txt", 13}, /* of WMI-Collect, in WMI-Results-HOST-yyyyMMdd_HHmmss */
};

/* The part of a path that a position stands in, without the separators around it. */
static struct view last_part(struct view path)
{
    size_t start = path.len;
    while (start > 0 && path.data[start - 1] != '/') {
        start--;
    }
    return view_from(path, start);
}

static struct view folder_of(struct view path)
{
    const size_t base = last_part(path).len;
    return base < path.len ? view_slice(path, 0, path.len - base - 1) : VIEW("");
}

static bool starts(struct view text, struct view start)
{
    return view_equal_nocase(view_slice(text, 0, start.len), start);
}

/* "HOST" of "HOST-20250411_090240", where the rest behind the mark is of digits and '_'. */
static struct view without_end(struct view text, char mark)
{
    size_t end = text.len;
    while (end > 0 &&
           (ascii_is_digit(text.data[end - 1]) || (text.data[end - 1] == '_' && mark != '_'))) {
        end--;
    }
    const bool has_end = end > 1 && end < text.len && text.data[end - 1] == mark;
    return has_end ? view_slice(text, 0, end - 1) : text;
}

/* The computer that a folder is named after, or an empty view. */
static struct view host_of_folder(struct view path)
{
    for (struct view rest = path; rest.len > 0; rest = folder_of(rest)) {
        const struct view part = last_part(rest);
        if (starts(part, VIEW("WMI-Results-"))) {
            return without_end(view_from(part, VIEW("WMI-Results-").len), '-');
        }
        if (starts(part, VIEW("wmilog-"))) {
            return without_end(view_from(part, VIEW("wmilog-").len), '_');
        }
    }
    return VIEW("");
}

bool bundle_is_process_list(struct view name, struct view *host)
{
    const struct view base = last_part(name);
    const struct view start = VIEW("tasklist-"), end = VIEW(".txt");
    *host = VIEW("");
    if (starts(base, start) && base.len > start.len + end.len &&
        view_equal_nocase(view_from(base, base.len - end.len), end)) {
        *host = view_slice(base, start.len, base.len - end.len);
    }
    for (size_t i = 0; i < sizeof(list_names) / sizeof(list_names[0]); i++) {
        if (view_equal_nocase(base, list_names[i])) {
            *host = host_of_folder(folder_of(name));
        }
    }
    return host->len > 0;
}
