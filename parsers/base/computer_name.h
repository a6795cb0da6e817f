/* Names of computers as logs write them: one way to compare and to fold them. */
#ifndef WMILOG_PARSERS_BASE_COMPUTER_NAME_H
#define WMILOG_PARSERS_BASE_COMPUTER_NAME_H
#include "parsers/base/view.h"

enum { COMPUTER_NAME_MAX = 255 }; /* bytes of a name that count; DNS allows no more */

/* An IP address in place of a name: digits and dots, or anything with a colon. */
bool computer_name_is_address(struct view name);
/* The part of a name that tells the computer: without blanks around it, leading backslashes and DNS
 * suffix; an IP address whole. */
struct view computer_name_label(struct view name);
/* The same computer by that part, without case; empty names equal nothing. */
bool computer_name_same(struct view a, struct view b);
/* HOST of the name of a service, "RPCSS/HOST", "HTTP/HOST:5985/NAME"; all of a text without '/'. */
struct view computer_name_of_service(struct view text);
/* True for a name as the setup of Windows gives it to a machine that nobody has named yet:
 * "WIN-E0PO207ERMD", "DESKTOP-23PS6ES". */
bool computer_name_is_generated(struct view name);
/* The name in lower case, cut at COMPUTER_NAME_MAX, in `text`: a key. */
struct view computer_name_fold(struct view name, char text[COMPUTER_NAME_MAX]);

#endif
