/* What of a computer's name tells it from others: "\\SRV01", "srv01" and "SRV01.example.org" are
 * one. */
#include "parsers/base/computer_name.h"

#include <string.h>

#include "parsers/base/ascii.h"
#include "parsers/base/count.h"

bool computer_name_is_address(struct view name)
{
    bool has_digit = false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == ':') {
            return true;
        }
        if (name.data[i] != '.' && !ascii_is_digit(name.data[i])) {
            return false;
        }
        has_digit |= name.data[i] != '.';
    }
    return has_digit;
}

struct view computer_name_label(struct view name)
{
    name = view_trim(name);
    while (name.len > 0 && name.data[0] == '\\') {
        name = view_from(name, 1);
    }
    if (computer_name_is_address(name)) {
        return name;
    }
    const char *dot = name.len > 0 ? memchr(name.data, '.', name.len) : NULL;
    return dot ? view_slice(name, 0, (size_t)(dot - name.data)) : name;
}

bool computer_name_same(struct view a, struct view b)
{
    struct view left = computer_name_label(a), right = computer_name_label(b);
    return left.len > 0 && view_equal_nocase(left, right);
}

struct view computer_name_of_service(struct view text)
{
    struct view service, host, rest;
    if (!view_cut(text, VIEW("/"), &service, &host)) {
        return text;
    }
    (void)view_cut(host, VIEW("/"), &host, &rest);
    (void)view_cut(host, VIEW(":"), &host, &rest);
    return host;
}

bool computer_name_is_generated(struct view name)
{
    static const struct {
        struct view start;
        size_t random; /* letters and digits behind it */
    } forms[] = {
        {{"WIN-", 4}, 11}, {{"DESKTOP-", 8}, 7}, {{"LAPTOP-", 7}, 8}, {{"EC2AMAZ-", 8}, 7}};
    struct view label = computer_name_label(name);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        size_t len = forms[i].start.len;
        if (!view_starts_nocase(label, forms[i].start) || label.len != len + forms[i].random) {
            continue;
        }
        while (len < label.len && ascii_is_alnum(label.data[len])) {
            len++;
        }
        return len == label.len;
    }
    return false;
}

struct view computer_name_fold(struct view name, char text[COMPUTER_NAME_MAX])
{
    size_t len = name.len < COMPUTER_NAME_MAX ? name.len : COMPUTER_NAME_MAX;
    ascii_lower(text, name.data, len);
    return (struct view){text, len};
}
