/* Where the host, the class and the method stand in a path. */
#include "rules/texts/object_path.h"

#include "rules/texts/wql.h"

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

/* What stands in the namespace of a path beside names: GUIDs and SIDs do, too. */
static bool is_namespace_mark(char c)
{
    return is_slash(c) || c == '-' || c == '{' || c == '}';
}

/* Takes "\\HOST\" off; "." and "?" are no host. */
static void take_host(struct view *path, struct view *host)
{
    if (path->len < 2 || !is_slash(path->data[0]) || !is_slash(path->data[1])) {
        return;
    }
    size_t start = 2;
    while (start < path->len && is_slash(path->data[start])) {
        start++; /* escaped once more */
    }
    size_t end = start;
    while (end < path->len && !is_slash(path->data[end])) {
        end++;
    }
    const struct view name = view_slice(*path, start, end);
    if (name.len > 0 && !view_equal(name, VIEW(".")) && !view_equal(name, VIEW("?"))) {
        *host = name;
    }
    *path = view_from(*path, end);
}

struct view object_path_namespace(struct view text, struct view *host)
{
    struct view rest = view_trim(text);
    const bool has_host = rest.len > 2 && is_slash(rest.data[0]) && is_slash(rest.data[1]);
    const bool is_escaped = has_host && is_slash(rest.data[2]);
    take_host(&rest, host);
    size_t slashes = 0;
    while (has_host && slashes < rest.len && is_slash(rest.data[slashes])) {
        slashes++;
    }
    /* One too many stays: WMI refuses such a name. */
    const bool has_more = !is_escaped && slashes > 1 && slashes < rest.len;
    return view_from(rest, has_more ? slashes - 1 : slashes);
}

/* Length of what may be a namespace, or is a class. */
static size_t namespace_len(struct view text)
{
    size_t pos = 0, len;
    do {
        len = wql_name_len(view_from(text, pos));
        if (len == 0 && pos < text.len && is_namespace_mark(text.data[pos])) {
            len = 1;
        }
        pos += len;
    } while (len > 0);
    return pos;
}

struct object_path object_path_read(struct view text)
{
    struct object_path path = {VIEW_NONE, VIEW_NONE};
    struct view rest = wql_skip_blanks(text);
    take_host(&rest, &path.host);
    const size_t pos = namespace_len(rest);
    if (pos < rest.len && rest.data[pos] == ':' && !view_starts(view_from(rest, pos), VIEW("::"))) {
        rest = wql_skip_blanks(view_from(rest, pos + 1));
    }
    const size_t len = wql_name_len(rest);
    const struct view behind = wql_skip_blanks(view_from(rest, len));
    const bool ends = behind.len == 0 || behind.data[0] == '.' || behind.data[0] == '=' ||
                      behind.data[0] == '}' || view_starts(behind, VIEW("::"));
    if (len > 0 && ends) {
        path.class_name = view_slice(rest, 0, len);
    }
    return path;
}

bool object_path_cut_method(struct view text, struct view *path, struct view *method)
{
    size_t outside = SIZE_MAX;
    bool is_closed = true;
    for (size_t pos = 0; pos < text.len;) {
        const char c = text.data[pos];
        if (c == '"' || c == '\'') {
            pos = wql_string_end(text, pos, &is_closed);
        } else if (c == ':' && view_starts(view_from(text, pos), VIEW("::"))) {
            outside = pos;
            pos += 2;
        } else {
            pos++;
        }
    }
    if (!is_closed) {
        for (size_t pos = text.len; pos > 1; pos--) {
            if (text.data[pos - 1] == ':' && text.data[pos - 2] == ':') {
                outside = pos - 2;
                break;
            }
        }
    }
    if (outside == SIZE_MAX) {
        return false;
    }
    *path = view_slice(text, 0, outside);
    *method = wql_only_name(view_trim(view_from(text, outside + 2)));
    return true;
}
