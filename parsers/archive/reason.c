/* The words of libarchive 3.4 to 3.7 for what it cannot read. */
#include "parsers/archive/reason.h"

#include <string.h>

#include "parsers/base/count.h"

#define CAB_CUT "damaged or cut off: the rest of what is packed in it is missing"
#define INSTEAD "unpack it and give the folder"

static const struct {
    const char *word;   /* in libarchive's reason; "" where it gives none */
    const char *format; /* of such an archive only; NULL for any */
    struct archive_reason is;
} reasons[] = {
    {"assphrase", "zip", {STATUS_UNSUPPORTED, "it is encrypted", false}},
    {"ncrypt", "zip", {STATUS_UNSUPPORTED, "it is encrypted", false}},
    {"assphrase", NULL, {STATUS_UNSUPPORTED, "it is encrypted, " INSTEAD, false}},
    {"ncrypt", NULL, {STATUS_UNSUPPORTED, "it is encrypted, " INSTEAD, false}},
    {"nsupported",
     NULL,
     {STATUS_UNSUPPORTED, "packed in a way that is not known here, " INSTEAD, false}},
    {"not supported",
     NULL,
     {STATUS_UNSUPPORTED, "packed in a way that is not known here, " INSTEAD, false}},
    {"nknown codec",
     NULL,
     {STATUS_UNSUPPORTED, "packed in a way that is not known here, " INSTEAD, false}},
    /* What libarchive says of all that stands behind such a member. */
    {"Decompression internal error",
     "7z",
     {STATUS_UNSUPPORTED, "packed in a way that is not known here, " INSTEAD, true}},
    {"too much memory",
     NULL,
     {STATUS_UNSUPPORTED, "packed with more memory than is given here, " INSTEAD, false}},
    /* What libarchive says of a cabinet is how it holds its data. */
    {"parse block", "cab", {STATUS_DAMAGED, CAB_CUT, true}},
    {"runcated CAB", "cab", {STATUS_DAMAGED, CAB_CUT, true}},
    {"",
     "7z",
     {STATUS_DAMAGED,
      "damaged or cut off: its directory, which stands at its end, is missing" ARCHIVE_VOLUMES,
      false}},
};

struct archive_reason archive_reason_of(const char *reason, const char *format)
{
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        const char *word = reasons[i].word;
        const bool is_said = word[0] == '\0' ? !reason : reason && strstr(reason, word);
        if (is_said && (!reasons[i].format || strcmp(reasons[i].format, format) == 0)) {
            return reasons[i].is;
        }
    }
    return (struct archive_reason){STATUS_DAMAGED, "damaged or cut off", false};
}
