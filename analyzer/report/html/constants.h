/* Style, script and policy of the page, made from page.css and page.js by make_constants.py. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_CONSTANTS_H
#define WMILOG_ANALYZER_REPORT_HTML_CONSTANTS_H

/* As they stand between their tags, byte for byte; the policy names them by their SHA-256. */
extern const char html_style[], html_script[];
extern const char html_policy[]; /* fit for an attribute */

#endif
