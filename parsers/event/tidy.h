/* Texts in the one form in which every reader gives them: UTF-8, line ends LF, nothing that XML
 * forbids. */
#ifndef WMILOG_PARSERS_EVENT_TIDY_H
#define WMILOG_PARSERS_EVENT_TIDY_H
#include "parsers/base/arena.h"

/* A copy in the arena of well-formed UTF-8: CR LF and CR become LF; U+FFFE, U+FFFF and control
 * characters but tab and LF become U+FFFD. VIEW_NONE stays VIEW_NONE. */
struct view tidy_text(struct arena *arena, struct view utf8);
/* The same. `*is_plain` becomes true for ASCII without line ends and other control characters, and
 * false for less than eight bytes of it. */
struct view tidy_plain(struct arena *arena, struct view utf8, bool *is_plain);
/* The same of UTF-16LE, without the NULs at its end; what is ill-formed becomes U+FFFD. */
struct view tidy_utf16(struct arena *arena, struct view utf16);
/* The text, in the arena, as it is told in a problem: of more than 64 bytes the first, with " ..."
 * behind them. */
struct view tidy_told(struct arena *arena, struct view utf8);
/* UTF-16LE without the NULs at its end and without half a unit. */
struct view tidy_without_nuls(struct view utf16);

#endif
