/* Helpful answers for files that are no log: by their first bytes, by what was done to a log, and
 * by what they look like. */

#include "parsers/base/count.h"
#include "parsers/base/text.h"
#include "parsers/event/reader.h"

enum {
    MAX_ROOT = 1024,     /* bytes of a document that its root stands in */
    CUT_LETTER = 4,      /* more bytes than there are of a letter that the head is cut in */
    WITH_RECORDS = 8192, /* bytes of an event log that records stand in, if any do */
    FEW_FEEDS = 8,
    FEW_LETTERS = 32,    /* as many at least make a text that is taken for base64 or hexadecimal */
    SHOWN_BY = 512,      /* letters of base64 that are looked at */
    HEX_START = 8,       /* letters of hexadecimal that are looked at, and before a colon */
    ENOUGH_NOISE = 4096, /* bytes that tell noise from others */
    CODE_DIGITS = 8,
};

#define HEX_LETTERS "0123456789abcdefABCDEF"

/* Files that people send instead of an event XML export, by their first bytes. */
struct stranger {
    struct view magic;
    const char *message;
};

static const struct stranger strangers[] = {
    {{"Rar!\x1A\x07", 6}, "a RAR archive; unpack it and give its files"},
    {{"PK\x07\x08PK\x03\x04", 8},
     "the first volume of a split zip archive (.z01); unpack the whole and give its files"},
    {{"\x30\x00\x00\x00LfLe", 8},
     "an event log of Windows before Vista (.evt), which has no WMI-Activity; on Windows, "
     "wevtutil epl FILE.evt FILE.evtx /lf:true converts it"},
    {{"{'EventRecordID'", 16},
     "what python-evtx's evtx_dump_json.py prints, which lacks the numbers of the events; give the "
     ".evtx file that it was made from"},
    {{"{'", 2},
     "what Python prints of an object, which is not JSON; write it with json.dumps, or give the "
     "log "
     "that it was made from"},
    {{"[{'", 3},
     "what Python prints of objects, which is not JSON; write them with json.dumps, or give the "
     "log that they were made from"},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8},
     "a mail of Outlook (.msg) or an old document of Office; save the mail as .eml, the document "
     "as "
     "text"},
    {{"%PDF", 4}, "a PDF document; give its text"},
    {{"\x89PNG", 4}, "a PNG picture, in which nothing is read; give the event as text"},
    {{"\xFF\xD8\xFF", 3}, "a JPEG picture, in which nothing is read; give the event as text"},
    {{"MZ", 2}, "a program or library"},
    {{"\x7F\x45LF", 4}, "a program or library"},
    {{"MDMP", 4}, "a memory dump"},
    {{"PAGEDU", 6}, "a memory dump"},
    {{"\x0A\x0D\x0D\x0A", 4}, "a capture of network packets (.pcapng)"},
    {{"\xD4\xC3\xB2\xA1", 4}, "a capture of network packets (.pcap)"},
    {{"GMBU", 4}, "a capture of network packets (.cap)"},
    {{"SQLite format 3", 15}, "a database of SQLite"},
    {{"regf", 4}, "a hive of the registry"},
    {{"PAR1\x15", 5}, "a table in Parquet; write it as CSV or JSON"},
    {{"ARROW1\0\0", 8}, "a table in Arrow; write it as CSV or JSON"},
    {{"Obj\x01", 4}, "records in Avro; write them as JSON"},
    {{"WARC/", 5}, "an archive of web pages (.warc); give the logs that are in it"},
    {{"#!/bin/sh\n# This is a shell archive", 35},
     "a shell archive (.shar); unpack it and give its files"},
    {{"\x00\x01\x00\x00Standard ", 13}, "a database of Access; export its table as CSV"},
    {{"!BDN", 4}, "a mailbox of Outlook (.pst); save the mail as .eml"},
    {{"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", 8}, "a notebook of OneNote; copy its text"},
    {{"EVF\x09", 4}, "an image of a disk; give the logs that are in it"},
    {{"vhdxfile", 8}, "an image of a disk; give the logs that are in it"},
    {{"GIF89a", 6}, "a GIF picture, in which nothing is read; give the event as text"},
    {{"MSWIM\0\0\0", 8}, "an image of Windows (.wim); give the logs that are in it"},
    {{"SZDD\x88\xF0\x27\x33", 8}, "a file that COMPRESS packed; unpack it with expand"},
    {{"\x4C\0\0\0\x01\x14\x02\0", 8}, "a shortcut (.lnk); give the file that it leads to"},
    {{"[InternetShortcut]", 18}, "a shortcut (.url); give the file that it leads to"},
    {{"\0\x05\x16\x07\0\x02\0\0", 8},
     "what macOS keeps beside a file (._NAME); give the file itself"},
    {{"bplist00", 8},
     "a property list of Apple, as stands for a file that is not downloaded (.icloud)"},
    {{"version https://git-lfs", 23},
     "what git keeps in place of a large file; fetch it (git lfs pull)"},
    {{"-----BEGIN PGP", 14}, "an encrypted file (PGP); decrypt it"},
    {{"age-encryption.org", 18}, "an encrypted file (age); decrypt it"},
    {{"Salted__", 8}, "an encrypted file (OpenSSL); decrypt it"},
};

/* What wmilog itself writes names it early. */
static const struct view own_words[] = {
    {"\"tool\":{\"name\":\"wmilog\"", 23},
    {"\"tool\":{\"driver\":{\"name\":\"wmilog\"", 33},
    {"<title>WMI failures of ", 23},
    {"# wmilog report\n", 16},
    {"id,time,computer,verdict,phase,stage,viewpoint,", 47},
};

static bool is_own_report(struct view head)
{
    for (size_t i = 0; i < COUNT_OF(own_words); i++) {
        if (view_find(view_slice(head, 0, MAX_ROOT), own_words[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

/* Log Parser names itself in an attribute of the root; what it writes has no data, unless messages
 * were asked for too. */
static bool is_of_log_parser(struct view head)
{
    char root[MAX_ROOT];
    size_t len = 0;
    for (size_t i = 0; i < head.len && len < sizeof(root); i++) {
        if (head.data[i] != '\0') { /* UTF-16 or not */
            root[len++] = head.data[i];
        }
    }
    const struct view start = {root, len};
    return view_find(start, VIEW("CREATED_BY=\"Microsoft Log Parser"), 0) != SIZE_MAX &&
           view_find(start, VIEW("Message"), 0) == SIZE_MAX;
}

static size_t count_byte(struct view data, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < data.len; i++) {
        count += data.data[i] == byte;
    }
    return count;
}

static bool has_upper_half(struct view data)
{
    for (size_t i = 0; i < data.len; i++) {
        if ((uint8_t)data.data[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

/* Each line feed stands behind a carriage return, as none would by chance. */
static bool has_text_ends(struct view data)
{
    size_t feeds = 0;
    for (size_t i = 1; i < data.len; i++) {
        if (data.data[i] == '\n' && data.data[i - 1] != '\r') {
            return false;
        }
        feeds += data.data[i] == '\n';
    }
    return feeds >= FEW_FEEDS;
}

static const char transferred_as_text[] =
    "an .evtx file that was transferred as text, which destroyed it: each line feed has a carriage "
    "return before it; transfer it as binary (FTP: type I), or packed (.zip)";

/* An event log that a program took for text. Checksums, times and GUIDs are no UTF-8, and each
 * record of these decades has bytes of the upper half in its time. */
static const char *spoiled_log(struct view head)
{
    const struct view magic = VIEW("ElfFile\0");
    const bool has_mark = view_starts(head, VIEW("\xEF\xBB\xBF"));
    const struct view data = view_from(head, has_mark ? 3 : 0);
    if (view_starts(head, VIEW("\xFF\xFE"
                               "E\0l\0f\0F\0i\0l\0e\0"))) {
        return "an .evtx file that a program took for text and wrote as UTF-16, which destroyed "
               "it; "
               "send the file itself, packed (.zip)";
    }
    if (!view_starts(data, magic)) {
        return NULL;
    }
    if (has_mark || (has_upper_half(data) && data.len - text_utf8_valid_len(data) < CUT_LETTER)) {
        return "an .evtx file that a program took for text and wrote as UTF-8, which destroyed it; "
               "send the file itself, packed (.zip)";
    }
    if (data.len > WITH_RECORDS && !has_upper_half(data)) {
        return "an .evtx file that was sent as text, which destroyed it: no byte over 127 is left; "
               "send the file itself, packed (.zip)";
    }
    if (has_text_ends(data)) {
        return transferred_as_text;
    }
    return NULL;
}

bool reader_has_line_ends(struct view head)
{
    return spoiled_log(head) == transferred_as_text;
}

const char *reader_stranger(struct view head)
{
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        if (view_starts(head, strangers[i].magic)) {
            return strangers[i].message;
        }
    }
    const char *spoiled = spoiled_log(head);
    if (spoiled) {
        return spoiled;
    }
    if (is_own_report(head)) {
        return "a report of wmilog; give the logs that it was made from";
    }
    if (is_of_log_parser(head)) {
        return "Log Parser's XML, which lacks the events' data; give the .evtx file that it was "
               "made from, or export with wevtutil qe /f:xml";
    }
    return NULL;
}

static bool is_in(struct view data, const char *letters)
{
    for (size_t i = 0; i < data.len; i++) {
        if (!ascii_is_of(letters, data.data[i])) {
            return false;
        }
    }
    return true;
}

/* Without blanks and the line that may stand before it. */
static bool is_base64(struct view head)
{
    struct view text = view_trim(head), line;
    if (view_starts(text, VIEW("-----BEGIN "))) {
        view_cut(text, VIEW("\n"), &line, &text);
    }
    text = view_slice(text, 0, SHOWN_BY);
    return text.len >= FEW_LETTERS &&
           is_in(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n");
}

/* "456c66", "45 6c 66", "00000000: 456c 6646 ...", "0000  45 6c 66 ...". */
static bool is_hexadecimal(struct view head)
{
    struct view line = view_slice(view_trim(head), 0, FEW_LETTERS);
    const size_t colon = view_find(line, VIEW(":"), 0);
    const struct view rest = view_from(line, colon == SIZE_MAX ? 0 : colon + 1);
    return is_in(view_slice(line, 0, colon == SIZE_MAX ? HEX_START : colon),
                 HEX_LETTERS " ") &&
           is_in(view_slice(rest, 0, HEX_START), HEX_LETTERS " \r\n") &&
           line.len == FEW_LETTERS;
}

static bool is_page(struct view head)
{
    struct view text = view_trim(view_from(head, view_starts(head, VIEW("\xEF\xBB\xBF")) ? 3 : 0));
    return view_starts_nocase(text, VIEW("<!DOCTYPE html")) ||
           view_starts_nocase(text, VIEW("<html"));
}

/* Words that name an error of WMI or of Windows, "0x80041032" or "0x800706BA", without an event. */
static bool names_codes(struct view head)
{
    const struct view start = VIEW("0x800");
    for (size_t at = view_find(head, start, 0); at != SIZE_MAX;
         at = view_find(head, start, at + start.len)) {
        const struct view code = view_slice(head, at, at + CODE_DIGITS + 2);
        if (code.len == CODE_DIGITS + 2 && is_in(view_from(code, 2), HEX_LETTERS)) {
            return true;
        }
    }
    return false;
}

/* By the sum of squares of how often each byte comes, which for bytes drawn by chance is within a
 * few percent of what it is on average. */
static bool is_noise(struct view head)
{
    uint64_t counts[UINT8_MAX + 1] = {0}, squares = 0;
    for (size_t i = 0; i < head.len; i++) {
        counts[(uint8_t)head.data[i]]++;
    }
    for (size_t i = 0; i <= UINT8_MAX; i++) {
        squares += counts[i] * counts[i];
    }
    const uint64_t even = (uint64_t)head.len * head.len / (UINT8_MAX + 1) + head.len;
    return head.len >= ENOUGH_NOISE && squares < even + even / 50;
}

const char *reader_guess(struct view head)
{
    if (count_byte(head, '\0') == head.len) {
        return "a file of zeros, as stands for one that a cloud drive has not downloaded, or that "
               "was lost when the machine went down; copy it anew";
    }
    if (view_starts(head, VIEW("begin ")) ||
        view_find(view_slice(head, 0, MAX_ROOT), VIEW("\nbegin 6"), 0) != SIZE_MAX) {
        return "text that holds a file (uuencode); decode it and give the file";
    }
    if (is_hexadecimal(head)) {
        return "the bytes of a file in hexadecimal; give the file itself";
    }
    if (is_base64(head)) {
        return "a file as text (base64); decode it: certutil -decode FILE LOG, or base64 -d";
    }
    if (is_page(head)) {
        return "a web page without events, as comes in place of a download when that needs a "
               "login, or is gone";
    }
    if (is_noise(head)) {
        return "bytes without any order, as of an encrypted file, one in quarantine, or a volume "
               "of an archive in several (put all of them together, or unpack it); give the log "
               "itself";
    }
    if (names_codes(head)) {
        return "not an event log but words that name result codes: wmilog explain CODE tells of a "
               "code; of an event copy all of its message, with Operation and ResultCode";
    }
    return NULL;
}
