/* What the files of known bundles are, by their names: those of `wmilog collector`, and of
 * WMI-Collect (WMI-Results-HOST-DATE). */
#ifndef WMILOG_ANALYZER_INPUT_BUNDLE_H
#define WMILOG_ANALYZER_INPUT_BUNDLE_H
#include "parsers/base/view.h"

/* Whether a member of an archive is the process list of a computer, and of which: a view into
 * `name`, never empty. A list that names no computer is none. */
bool bundle_is_process_list(struct view name, struct view *host);

#endif
