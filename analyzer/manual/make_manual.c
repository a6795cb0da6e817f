/* Runs at build time: writes the manual page and the completions from the tables that the program
 * itself reads its command line with.
 *
 * usage: make_manual man VERSION TEMPLATE | bash | zsh | fish
 * In TEMPLATE a line "@COMMANDS@", "@OPTIONS@" or "@EXIT@" stands for what the tables have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/cli.h"
#include "analyzer/commands/option_rows.h"
#include "analyzer/manual/shell.h"
#include "parsers/base/count.h"

/* Text of ours as roff: nothing in it is a request or an escape. */
static void add_roff(struct buffer *out, struct view text)
{
    bool is_first = true;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.data[i];
        if (is_first && (c == '.' || c == '\'')) {
            buffer_add_text(out, "\\&");
        }
        if (c == '\\') {
            buffer_add_text(out, "\\e");
        } else if (c == '-') {
            buffer_add_text(out, "\\-");
        } else {
            buffer_add_char(out, c);
        }
        is_first = c == '\n';
    }
}

static void add_commands(struct buffer *out)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        const struct command *command = cli_commands[i];
        buffer_format(out, ".SS \"wmilog %s\"\n", command->name);
        add_roff(out, view_of(command->summary));
        buffer_add_text(out, ".\n.PP\n.RS\n.nf\nwmilog ");
        add_roff(out, view_of(command->usage));
        /* Sentences are filled; what stands in columns stays as it is. */
        buffer_add_text(out, command->words ? "\n.PP\n" : "\n.fi\n.PP\n");
        add_roff(out, view_of(command->help));
        buffer_add_text(out, command->words ? "\n.fi\n.RE\n" : "\n.RE\n");
    }
}

static void add_takers(struct buffer *out, const struct option_row *row)
{
    const char *before = " (";
    for (size_t i = 0; i < cli_command_count; i++) {
        if (option_row_is_taken(row, cli_commands[i]->options)) {
            buffer_format(out, "%s%s", before, cli_commands[i]->name);
            before = ", ";
        }
    }
    buffer_add_text(out, ")\n");
}

static void add_options(struct buffer *out)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        struct buffer help;
        buffer_init(&help, BUFFER_NO_MAX);
        option_row_help(row, &help);
        buffer_add_text(out, ".TP\n\\fB");
        if (row->letter) {
            buffer_format(out, "\\-%c\\fR, \\fB", row->letter);
        }
        add_roff(out, view_of(row->written));
        buffer_format(out, "\\fR%s%s%s\n", row->argument ? " \\fI" : "",
                      row->argument ? row->argument : "", row->argument ? "\\fR" : "");
        add_roff(out, buffer_view(&help));
        add_takers(out, row);
        buffer_release(&help);
    }
}

static void add_exits(struct buffer *out)
{
    for (size_t i = 0; i < cli_exit_count; i++) {
        buffer_format(out, ".TP\n.B %d\n", (int)cli_exits[i].status);
        add_roff(out, view_of(cli_exits[i].words));
        buffer_add_text(out, ".\n");
    }
}

static const struct {
    const char *line;
    void (*add)(struct buffer *out);
} parts[] = {{"@COMMANDS@\n", add_commands}, {"@OPTIONS@\n", add_options}, {"@EXIT@\n", add_exits}};

static void add_line(struct buffer *out, const char *line, const char *version)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (strcmp(line, parts[i].line) == 0) {
            parts[i].add(out);
            return;
        }
    }
    struct view before, after;
    if (view_cut(view_of(line), VIEW("@VERSION@"), &before, &after)) {
        buffer_format(out, "%.*s%s%.*s", VIEW_ARG(before), version, VIEW_ARG(after));
    } else {
        buffer_add_text(out, line);
    }
}

static bool add_page(struct buffer *out, const char *version, const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return false;
    }
    while (fgets(line, sizeof(line), file)) {
        add_line(out, line, version);
    }
    const bool is_read = !ferror(file);
    fclose(file);
    return is_read;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*add)(struct buffer *out);
    } shells[] = {{"bash", shell_bash}, {"zsh", shell_zsh}, {"fish", shell_fish}};
    struct buffer out;
    buffer_init(&out, BUFFER_NO_MAX);
    bool is_made = argc == 4 && strcmp(argv[1], "man") == 0 && add_page(&out, argv[2], argv[3]);
    for (size_t i = 0; argc == 2 && i < COUNT_OF(shells); i++) {
        if (strcmp(argv[1], shells[i].name) == 0) {
            shells[i].add(&out);
            is_made = true;
        }
    }
    is_made = is_made && fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
    buffer_release(&out);
    return is_made ? EXIT_SUCCESS : EXIT_FAILURE;
}
