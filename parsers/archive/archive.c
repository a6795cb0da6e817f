/* Members of archives, read through libarchive. */
#include "parsers/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/archive/bzip2_blocks.h"
#include "parsers/archive/gzip_check.h"
#include "parsers/archive/kinds.h"
#include "parsers/archive/mail.h"
#include "parsers/archive/names.h"
#include "parsers/archive/office.h"
#include "parsers/archive/reason.h"
#include "parsers/archive/rest.h"
#include "parsers/archive/resume.h"
#include "parsers/base/memory.h"

enum {
    PIECE = 64 * 1024,
    /* Bytes of a table that become text at a time: few, as a short cell may name a long text. */
    OFFICE_PIECE = 256,
    MAX_RESUMES = 256, /* behind damage */
};

struct archive_file {
    struct archive *archive;
    struct mail *mail; /* in place of an archive; NULL for none */
    struct source *source;
    uint64_t offset; /* of the next byte that libarchive gets */
    struct archive_budget *budget;
    size_t members;
    bool is_in_member;
    bool has_password;
    locale_t names; /* in which libarchive makes UTF-8 of names; 0 for none */
    struct error read_error;
    char piece[PIECE];        /* the last bytes that were read, */
    size_t piece_len;         /* so many */
    struct gzip_check *check; /* of a file that is compressed so; NULL for others */
    const struct archive_kind *kind;
    struct archive_resume resumed; /* where it went on behind damage */
    uint64_t start;                /* where its first byte would stand in the source */
    uint64_t limit;                /* of what is read at a time; 0 for the end of the source */
    size_t resumes;
    struct bzip2_blocks blocks;  /* behind damage: one by one, in place of the source */
    struct buffer block;         /* the one that is read; empty before */
    size_t block_left;           /* of it that libarchive gets */
    uint64_t given, skipped;     /* bytes that were unpacked, and those that are so again */
    struct error lost;           /* the damage that it went on behind first */
    bool has_first;              /* what is asked for first was looked at before: */
    struct archive_entry *first; /* this, with ... */
    int first_result;
    struct office *office; /* of such a document; NULL for other archives */
    enum office_part part; /* that the member is of it */
    uint64_t member_start; /* of its bytes, about, and how many came out of them */
    uint64_t member_given;
    struct buffer text; /* of the member, as far as it was made */
    size_t text_start;  /* of what was not given yet */
    const char *password;
};

static la_ssize_t read_source(struct archive *a, void *context, const void **data)
{
    struct archive_file *file = context;
    size_t got = 0;
    if (file->block.len > 0) {
        *data = file->block.data;
        got = file->block_left;
        file->block_left = 0;
        return (la_ssize_t)got;
    }
    if (file->resumed.head_len > 0) { /* what stands before all else, but not here */
        memcpy(file->piece, file->resumed.head, file->resumed.head_len);
        *data = file->piece;
        got = file->resumed.head_len;
        file->resumed.head_len = 0;
        return (la_ssize_t)got;
    }
    const uint64_t left = file->limit > 0 ? file->limit - file->offset : PIECE;
    if (source_read(file->source, file->offset, file->piece, left < PIECE ? (size_t)left : PIECE,
                    &got, &file->read_error) != STATUS_OK) {
        archive_set_error(a, EIO, "%s", file->read_error.message);
        return ARCHIVE_FATAL;
    }
    *data = file->piece;
    file->offset += got;
    file->piece_len = got > 0 ? got : file->piece_len;
    if (file->check) {
        gzip_check_add(file->check, (struct view){file->piece, got});
    }
    source_forget(file->source, file->offset);
    return (la_ssize_t)got;
}

static la_int64_t skip_source(struct archive *a, void *context, la_int64_t wanted)
{
    (void)a;
    struct archive_file *file = context;
    if (file->source->is_stream || wanted <= 0) {
        return 0; /* libarchive reads it, then */
    }
    const uint64_t size = file->source->size;
    const uint64_t left = file->offset < size ? size - file->offset : 0;
    const uint64_t step = (uint64_t)wanted < left ? (uint64_t)wanted : left;
    file->offset += step;
    return (la_int64_t)step;
}

static la_int64_t seek_source(struct archive *a, void *context, la_int64_t offset, int whence)
{
    struct archive_file *file = context;
    const la_int64_t size = (la_int64_t)file->source->size;
    la_int64_t base = 0;
    if (whence == SEEK_CUR) {
        base = (la_int64_t)file->offset;
    } else if (whence == SEEK_END) {
        base = size;
    }
    if (offset < -base || offset > size - base) { /* any number may stand in the archive */
        archive_set_error(a, EIO, "a place outside of the file is asked for");
        return ARCHIVE_FATAL;
    }
    file->offset = (uint64_t)(base + offset);
    return base + offset;
}

static bool is_zip(struct archive_file *file)
{
    return (archive_format(file->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

/* Why libarchive could not read on, with its own words, or the system's reason for the source. */
static enum status fail(struct archive_file *file, struct error *err)
{
    if (file->read_error.status != STATUS_OK) {
        return error_set(err, file->read_error.status, "%s", file->read_error.message);
    }
    const char *words = archive_error_string(file->archive);
    const struct archive_reason reason =
        archive_reason_of(words, is_zip(file) ? "zip" : file->kind->name);
    words = reason.says_all ? NULL : words;
    return error_set_at(err, reason.status, file->offset, "%s%s%s", reason.what, words ? ": " : "",
                        words ? words : "");
}

/* Begins at the offset. */
static int start_archive(struct archive_file *file)
{
    file->archive = archive_kind_reader(file->kind, file->password);
    archive_read_set_read_callback(file->archive, read_source);
    archive_read_set_skip_callback(file->archive, skip_source);
    if (!file->source->is_stream) {
        archive_read_set_seek_callback(file->archive, seek_source);
    }
    archive_read_set_callback_data(file->archive, file);
    return archive_read_open1(file->archive);
}

/* Begins anew. */
static bool restart(struct archive_file *file)
{
    archive_read_free(file->archive);
    return start_archive(file) == ARCHIVE_OK &&
           archive_read_next_header(file->archive, &file->first) == ARCHIVE_OK &&
           !archive_kind_is_none(file->archive);
}

/* Begins anew at a part, up to `limit`, which is 0 for the end of the source. */
static bool start_at(struct archive_file *file, const struct archive_resume *part, uint64_t limit)
{
    file->resumed = *part;
    file->offset = part->at;
    file->start = part->at - part->head_len;
    file->limit = limit;
    return restart(file);
}

/* The part with all that follows it or, where that is damaged so near that nothing comes out,
 * alone.
 */
static bool start_part(struct archive_file *file, const struct archive_resume *part)
{
    struct archive_resume next;
    return start_at(file, part, 0) ||
           (archive_resume_find(file->source, file->kind->name, part->at + 1, &next) &&
            next.head_len == 0 && start_at(file, part, next.at));
}

/* The next block of bzip2 that can be unpacked. The first time all are, for only so it is known
 * where they end: what was given of them is left out. */
static bool start_block(struct archive_file *file)
{
    file->skipped = file->block.len > 0 ? file->skipped : file->given;
    while (file->resumes <= MAX_RESUMES && bzip2_blocks_next(&file->blocks, &file->block)) {
        file->block_left = file->block.len;
        file->limit = file->block.len;
        if (restart(file)) {
            return true;
        }
        file->skipped = 0; /* this one is where the damage was */
        file->resumes++;
    }
    return false;
}

/* Goes on behind damage of a single file that is compressed: with the next part of it that can be
 * read without what stands before. */
static bool resume(struct archive_file *file)
{
    const bool is_single =
        file->members == 0 || archive_format(file->archive) == ARCHIVE_FORMAT_RAW;
    const la_int64_t taken = archive_filter_bytes(file->archive, -1);
    const struct archive_resume same = {.at = file->start};
    struct archive_resume next;
    if (!is_single || !file->kind->is_filter || file->source->is_stream ||
        file->read_error.status != STATUS_OK) {
        return false;
    }
    if (file->lost.status == STATUS_OK) {
        fail(file, &file->lost);
        gzip_check_free(file->check);
        file->check = NULL;
    }
    if (strcmp(file->kind->name, "bzip2") == 0) {
        return start_block(file);
    }
    uint64_t from = file->limit > 0 ? file->limit : file->start + (uint64_t)(taken > 0 ? taken : 1);
    if (file->resumes == 0 && taken <= 0 && file->resumes++ == 0 && start_part(file, &same)) {
        return true;
    }
    while (file->resumes++ < MAX_RESUMES &&
           archive_resume_find(file->source, file->kind->name, from, &next)) {
        if (start_part(file, &next)) {
            return true;
        }
        from = next.at + 1;
    }
    return false;
}

static enum status open_archive(struct archive_file **made, struct source *source,
                                struct archive_budget *budget, const char *password,
                                struct error *err)
{
    struct archive_file *file = memory_new(1, sizeof(*file));
    size_t got = 0;
    *file = (struct archive_file){
        .source = source, .budget = budget, .has_password = password, .password = password};
    buffer_init(&file->text, BUFFER_NO_MAX);
    buffer_init(&file->block, BUFFER_NO_MAX);
    file->blocks.source = source;
    *made = NULL;
    error_init(&file->read_error);
    error_init(&file->lost);
    enum status status = source_read(source, 0, file->piece, PIECE, &got, err);
    if (status == STATUS_OK && mail_recognise((struct view){file->piece, got})) {
        file->mail = mail_open(source);
        *made = file;
        return STATUS_OK;
    }
    file->kind = archive_kind_of((struct view){file->piece, got});
    if (status != STATUS_OK || !file->kind) {
        free(file);
        return status != STATUS_OK ? status : error_set(err, STATUS_NOT_FORMAT, "no archive");
    }
    file->check = strcmp(file->kind->name, "gzip") == 0 ? gzip_check_new() : NULL;
    file->names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (start_archive(file) != ARCHIVE_OK && !(file->has_first = resume(file))) {
        status = fail(file, err);
        archive_file_close(file);
        return status;
    }
    *made = file;
    return STATUS_OK;
}

void archive_file_close(struct archive_file *file)
{
    if (!file) {
        return;
    }
    mail_close(file->mail);
    office_free(file->office);
    buffer_release(&file->text);
    buffer_release(&file->block);
    archive_read_free(file->archive);
    gzip_check_free(file->check);
    if (file->names) {
        freelocale(file->names);
    }
    free(file);
}

static void fill_member(struct archive_file *file, struct archive_entry *entry,
                        struct archive_member *member)
{
    const bool is_single = archive_format(file->archive) == ARCHIVE_FORMAT_RAW;
    const locale_t before = file->names ? uselocale(file->names) : (locale_t)0;
    archive_clean_name(is_single ? "" : archive_name_of(entry), member->name);
    if (before) {
        uselocale(before);
    }
    member->text = ARCHIVE_TEXT_NONE;
    member->takes_password = is_zip(file);
    member->is_encrypted =
        archive_entry_is_encrypted(entry) && !(file->has_password && member->takes_password);
}

/* Counts bytes that came out of the archive. */
static enum status count_unpacked(struct archive_file *file, uint64_t count, struct error *err)
{
    struct archive_budget *budget = file->budget;
    budget->unpacked += count;
    if (file->source->is_stream) {
        budget->packed = file->source->size;
    }
    if (budget->unpacked > ARCHIVE_FREE_BYTES &&
        budget->unpacked / ARCHIVE_MAX_RATIO > budget->packed) {
        return error_set(err, STATUS_LIMIT, "more than %d times its size comes out of it",
                         ARCHIVE_MAX_RATIO);
    }
    return STATUS_OK;
}

/* What of a block was given before is left out; what is damaged in it ends there. */
static la_ssize_t read_member(struct archive_file *file, void *data, size_t len)
{
    la_ssize_t count = archive_read_data(file->archive, data, len);
    while (count > 0 && (uint64_t)count <= file->skipped) {
        file->skipped -= (uint64_t)count;
        count = archive_read_data(file->archive, data, len);
    }
    const size_t left_out = count > 0 ? (size_t)file->skipped : 0;
    if (left_out > 0) {
        memmove(data, (char *)data + left_out, (size_t)count - left_out);
    }
    file->skipped = count == 0 ? file->skipped : 0;
    return count - (la_ssize_t)left_out;
}

/* True when much more came out of a member than was packed in it. */
static bool is_bomb(struct archive_file *file, uint64_t count)
{
    file->member_given += count;
    const uint64_t packed =
        file->offset > file->member_start ? file->offset - file->member_start + PIECE : PIECE;
    return file->member_given > ARCHIVE_FREE_MEMBER &&
           file->member_given / ARCHIVE_MAX_RATIO > packed && archive_kind_is_plain(file->archive);
}

static enum status read_bytes(struct archive_file *file, void *data, size_t len, size_t *got,
                              struct error *err)
{
    *got = 0;
    la_ssize_t count = read_member(file, data, len);
    while ((count < 0 || (count == 0 && file->limit > 0)) && resume(file)) {
        count = read_member(file, data, len);
    }
    file->given += count > 0 ? (uint64_t)count : 0;
    if (count <= 0 && file->lost.status != STATUS_OK) {
        return error_set_at(err, STATUS_DAMAGED, file->lost.offset, "%s", file->lost.message);
    }
    if (count < 0) {
        return fail(file, err);
    }
    enum status status = count_unpacked(file, (uint64_t)count, err);
    *got = status == STATUS_OK ? (size_t)count : 0;
    return status == STATUS_OK && is_bomb(file, (uint64_t)count)
               ? error_set(err, STATUS_UNSUPPORTED,
                           "more than %d times its size comes out of it: the rest is not read",
                           ARCHIVE_MAX_RATIO)
               : status;
}

/* Makes more text of the member, if there is more. */
static enum status make_text(struct archive_file *file, struct error *err)
{
    char bytes[OFFICE_PIECE];
    size_t got = 1;
    enum status status = STATUS_OK;
    file->text_start = 0;
    buffer_clear(&file->text);
    while (status == STATUS_OK && got > 0 && file->text.len == 0) {
        status = read_bytes(file, bytes, sizeof(bytes), &got, err);
        office_add(file->office, (struct view){bytes, got}, &file->text);
    }
    if (status == STATUS_OK && got == 0 && office_lost_strings(file->office)) {
        return error_set(err, STATUS_UNSUPPORTED,
                         "cells have texts that are too long or stand elsewhere: save it as CSV");
    }
    return status == STATUS_OK ? count_unpacked(file, file->text.len, err) : status;
}

enum status archive_file_read(struct archive_file *file, void *data, size_t len, size_t *got,
                              struct error *err)
{
    enum status status = STATUS_OK;
    *got = 0;
    if (file->mail) {
        return mail_read(file->mail, data, len, got, err); /* never more than the mail has */
    }
    if (!file->office || file->part == OFFICE_FILE) {
        return read_bytes(file, data, len, got, err);
    }
    if (file->text_start == file->text.len) {
        status = make_text(file, err);
    }
    const size_t left = file->text.len - file->text_start;
    *got = status != STATUS_OK ? 0 : left < len ? left : len;
    if (*got > 0) {
        memcpy(data, file->text.data + file->text_start, *got);
        file->text_start += *got;
    }
    return status;
}

/* Passes over the rest of a member by reading it, where skipping would unpack it unseen, and
 * without bound. */
static enum status drain(struct archive_file *file, struct error *err)
{
    const bool is_free = archive_kind_is_plain(file->archive);
    char bytes[4096];
    size_t got = 1;
    enum status status = STATUS_OK;
    while (!is_free && file->is_in_member && got > 0 && status == STATUS_OK) {
        status = read_bytes(file, bytes, sizeof(bytes), &got, err);
    }
    file->is_in_member = false;
    return status;
}

/* The next part of a mail. */
static enum status next_part(struct archive_file *file, struct archive_member *member,
                             bool *has_one, struct error *err)
{
    char name[MAIL_MAX_NAME];
    enum status status = mail_next(file->mail, name, has_one, err);
    if (status == STATUS_OK && *has_one) {
        if (file->members++ == ARCHIVE_MAX_MEMBERS) {
            *has_one = false;
            return error_set(err, STATUS_LIMIT, "more than %d parts", ARCHIVE_MAX_MEMBERS);
        }
        archive_clean_name(name, member->name);
        member->text = ARCHIVE_TEXT_NONE;
        if (member->name[0] == '\0') {
            member->text = mail_is_plain(file->mail)  ? ARCHIVE_TEXT_PLAIN
                           : mail_is_page(file->mail) ? ARCHIVE_TEXT_PAGE
                                                      : ARCHIVE_TEXT_NONE;
            snprintf(member->name, sizeof(member->name), "part %zu", file->members);
        }
        member->is_encrypted = false;
    }
    return status;
}

static enum status end(struct archive_file *file, struct error *err)
{
    const struct view last = {file->piece, file->piece_len};
    enum status status = archive_rest_check(file->archive, file->source, file->offset, last, err);
    return status == STATUS_OK ? gzip_check_rest(file->check, file->source, file->offset, err)
                               : status;
}

static int next_header(struct archive_file *file, struct archive_entry **entry)
{
    const locale_t before = file->names ? uselocale(file->names) : (locale_t)0;
    int result = file->first_result;
    *entry = file->first;
    if (!file->has_first) {
        result = archive_read_next_header(file->archive, entry);
    }
    file->has_first = false;
    if (before) {
        uselocale(before);
    }
    return result;
}

/* The texts that cells of the workbook name, which mostly stand behind its tables. What of them
 * cannot be read is missing, which is told where a cell names it. */
static void load_strings(struct archive_file *file)
{
    struct archive_file *again;
    struct archive_member member;
    struct error err;
    bool has_one = true;
    char bytes[4096];
    size_t got;
    error_init(&err);
    enum status status = open_archive(&again, file->source, file->budget, file->password, &err);
    while (again && status == STATUS_OK && has_one && office_lacks_strings(file->office)) {
        status = archive_file_next(again, &member, &has_one, &err);
        if (status != STATUS_OK || !has_one || office_part_of(member.name) != OFFICE_STRINGS) {
            continue;
        }
        office_begin(file->office, OFFICE_STRINGS);
        do {
            status = read_bytes(again, bytes, sizeof(bytes), &got, &err);
            office_add(file->office, (struct view){bytes, got}, &file->text);
        } while (status == STATUS_OK && got > 0);
    }
    archive_file_close(again);
}

/* True for a member that is handed out, for which all is made ready then; parts of an office
 * document that are of no use, or only needed by its tables, are not. */
static bool take_part(struct archive_file *file, const struct archive_member *member)
{
    if (!file->office) {
        return true;
    }
    file->part = office_part_of(member->name);
    if (file->part == OFFICE_SHEET && office_lacks_strings(file->office) &&
        !file->source->is_stream) {
        load_strings(file);
    }
    const bool is_given = file->part != OFFICE_REST && file->part != OFFICE_STRINGS;
    if (is_given && file->part != OFFICE_FILE) {
        office_begin(file->office, file->part);
    }
    buffer_clear(&file->text);
    file->text_start = 0;
    return is_given;
}

enum status archive_file_next(struct archive_file *file, struct archive_member *member,
                              bool *has_one, struct error *err)
{
    struct archive_entry *entry;
    *has_one = false;
    if (file->mail) {
        return next_part(file, member, has_one, err);
    }
    enum status status = drain(file, err);
    while (status == STATUS_OK) {
        const int result = next_header(file, &entry);
        if (result == ARCHIVE_EOF) {
            return end(file, err);
        }
        if (result == ARCHIVE_FATAL && file->members == 0 && resume(file)) {
            file->has_first = true;
            file->first_result = ARCHIVE_OK;
            continue;
        }
        if (result == ARCHIVE_FATAL || result == ARCHIVE_FAILED) {
            return fail(file, err);
        }
        if (archive_kind_is_none(file->archive)) {
            return error_set(err, STATUS_DAMAGED, "damaged or cut off: its head cannot be read");
        }
        if (file->members++ == ARCHIVE_MAX_MEMBERS) {
            return error_set(err, STATUS_LIMIT, "more than %d members", ARCHIVE_MAX_MEMBERS);
        }
        if (result != ARCHIVE_RETRY &&
            (archive_entry_filetype(entry) == AE_IFREG || archive_entry_filetype(entry) == 0)) {
            fill_member(file, entry, member);
            file->is_in_member = true;
            file->member_start = file->offset;
            file->member_given = 0;
            *has_one = take_part(file, member);
            if (*has_one) {
                return STATUS_OK;
            }
        }
    }
    return status;
}

/* Looks at the first member: documents of office programs begin with one of their own. */
static void look_for_office(struct archive_file *file)
{
    struct archive_member member;
    const int result = next_header(file, &file->first);
    file->first_result = result;
    file->has_first = true;
    if ((result != ARCHIVE_OK && result != ARCHIVE_WARN) || !is_zip(file)) {
        return;
    }
    fill_member(file, file->first, &member);
    if (office_begins_with(member.name)) {
        file->office = office_new();
    }
}

enum status archive_file_open(struct archive_file **made, struct source *source,
                              struct archive_budget *budget, const char *password,
                              struct error *err)
{
    enum status status = open_archive(made, source, budget, password, err);
    if (*made && !(*made)->mail) {
        look_for_office(*made);
    }
    return status;
}
