/* Object paths, as far as they name a host, a class and a method. */
#ifndef WMILOG_RULES_TEXTS_OBJECT_PATH_H
#define WMILOG_RULES_TEXTS_OBJECT_PATH_H
#include "parsers/base/view.h"

/* Views into the text, absent where it names none; the host "." is none. */
struct object_path {
    struct view host;
    struct view class_name;
};

/* [\\HOST\NAMESPACE:]Class[.key=... | =@ | ::Method]. Only the head is read: keys may hold
 * anything, other paths included. */
struct object_path object_path_read(struct view text);

/* A namespace without \\.\ or \\HOST\ before it; `*host` becomes HOST and stays for "." or none.
 */
struct view object_path_namespace(struct view text, struct view *host);

/* Splits "PATH::METHOD" at the last '::' outside quotes; false (outputs untouched) when there is
 * none. A path whose quotes do not match up (an unescaped backslash before the closing one) is
 * split at the last '::' of all. */
bool object_path_cut_method(struct view text, struct view *path, struct view *method);

#endif
