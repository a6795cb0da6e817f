/* Commands that are hidden in base64, made readable. */
#ifndef WMILOG_RULES_CONSUMERS_ENCODED_H
#define WMILOG_RULES_CONSUMERS_ENCODED_H
#include "parsers/base/arena.h"

enum {
    ENCODED_MAX_TEXT = 256 * 1024, /* bytes of what is decoded altogether, and searched again */
    ENCODED_MAX_SHOWN = 16 * 1024, /* bytes of it that are given; each text has its share */
    ENCODED_MAX_PIECES = 64,       /* encoded texts in one action */
    ENCODED_MAX_LEVELS = 4,        /* encoded texts within encoded texts */
};

/* What is encoded in a command line or a script: the argument of powershell's -EncodedCommand and
 * its abbreviations (UTF-16LE), and literals given to FromBase64String (UTF-16LE or UTF-8,
 * whichever it is; of anything else only kind and size are said). Pieces are separated by a line
 * feed, and those within others follow them. In the arena, UTF-8, not cleaned. VIEW_NONE when there
 * is nothing. `*is_cut` becomes true when it is not all, and stays else. */
struct view encoded_find(struct arena *arena, struct view action, bool *is_cut);

#endif
