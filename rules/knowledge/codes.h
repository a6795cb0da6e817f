/* What is known about result codes: generated from codes.tsv and aliases.tsv into sorted tables. */
#ifndef WMILOG_RULES_KNOWLEDGE_CODES_H
#define WMILOG_RULES_KNOWLEDGE_CODES_H
#include "parsers/base/view.h"

/* One symbol of one value; a value may have several, the preferred one first. */
struct code {
    uint32_t value;
    const char *symbol;   /* "WBEM_E_ACCESS_DENIED" */
    const char *facility; /* "ITF/WBEM" */
    bool is_error;
    const char *meaning; /* a sentence */
    const char *source;  /* the header it is read from */
};

struct code_alias {
    const char *name; /* "wbemErrAccessDenied" */
    uint32_t value;
    const char *api;
    const char *note; /* "" or what is odd about it */
};

/* The preferred entry for a value; NULL when unknown. Preferred: WMI's own symbols first, then the
 * plain header symbols (E_ACCESSDENIED), then HRESULT_FROM_WIN32(...) forms. */
const struct code *code_find(uint32_t value);
/* All entries of a value, preferred first; NULL and a count of 0 when unknown. */
const struct code *code_find_all(uint32_t value, size_t *count);
/* Other names of a value, by name; NULL and a count of 0 when there are none. */
const struct code_alias *code_aliases(uint32_t value, size_t *count);
size_t code_count(void);                  /* rows of the table */
const struct code *code_at(size_t index); /* by value, then preference; NULL past the end */

/* Facility of a value: of the table, or for what is not in it from its bits: "WIN32", "ITF/WBEM",
 * ..., at last "UNKNOWN". Never NULL. */
const char *code_facility(uint32_t value);

/* A failure as an HRESULT: bit 31 set. */
bool code_is_failure(uint32_t value);

enum { CODE_MAX_READINGS = 8 };

/* Every value that a person may mean by `text`: 0x80041003, 80041003 (8 hex digits), 2147749891,
 * -2147217405, WBEM_E_ACCESS_DENIED, wbemErrAccessDenied, HRESULT_FROM_WIN32(5), in any case, with
 * surrounding blanks, quotes or brackets, a leading ':', and sign extension to 64 bits. A Win32
 * error as a decimal number or a symbol (5, RPC_S_SERVER_UNAVAILABLE) gives its HRESULT form and
 * then the raw one; as a hexadecimal number (0x6BA) the raw form comes first. Most likely first, no
 * value twice. Returns how many; 0 when it is not a code. */
size_t code_read(struct view text, uint32_t values[CODE_MAX_READINGS]);

#endif
