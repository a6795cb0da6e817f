/* One script a shell: the commands, the options of each, and the names that an option takes. */
#include "analyzer/manual/shell.h"

#include <string.h>

#include "analyzer/cli.h"
#include "analyzer/commands/option_rows.h"

static const char *const top_words = "--help --version";

/* The shell completes paths by itself; other values only their writer knows. */
static bool is_path(const struct option_row *row)
{
    return strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "PATH") == 0;
}

static void add_names(struct buffer *out, const struct names *names)
{
    for (uint32_t i = 0; names && i < names->count; i++) {
        buffer_format(out, "%s%s", i > 0 ? " " : "", names_get(names, i));
    }
}

/* A text between single quotes; within it the characters of `special` get a backslash. */
static void add_quoted(struct buffer *out, struct view text, const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'') {
            buffer_add_text(out, "'\\''");
            continue;
        }
        if (ascii_is_of(special, text.data[i])) {
            buffer_add_char(out, '\\');
        }
        buffer_add_char(out, text.data[i]);
    }
}

static void add_help(struct buffer *out, const struct option_row *row, const char *special)
{
    struct buffer help;
    buffer_init(&help, BUFFER_NO_MAX);
    option_row_help(row, &help);
    add_quoted(out, buffer_view(&help), special);
    buffer_release(&help);
}

static void bash_values(struct buffer *out, const struct command *command)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (!option_row_is_taken(row, command->options) || !row->argument ||
            (!row->names && is_path(row))) {
            continue;
        }
        buffer_format(out, "    %s:%s", command->name, row->written);
        if (row->letter) {
            buffer_format(out, " | %s:-%c", command->name, row->letter);
        }
        buffer_add_text(out, ") words='");
        add_names(out, row->names);
        buffer_add_text(out, "'; takes_value=yes ;;\n");
    }
}

static void bash_options(struct buffer *out, const struct command *command)
{
    buffer_format(out, "    %s) options='", command->name);
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_row_is_taken(&option_rows[i], command->options)) {
            buffer_format(out, "%s ", option_rows[i].written);
        }
    }
    buffer_add_text(out, "'; words='");
    add_names(out, command->words);
    buffer_add_text(out, "' ;;\n");
}

void shell_bash(struct buffer *out)
{
    buffer_add_text(
        out, "# Completion of wmilog for bash.\n"
             "_wmilog()\n"
             "{\n"
             "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
             "    local options= words= takes_value=\n"
             "    COMPREPLY=()\n"
             "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
             "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < cli_command_count; i++) {
        buffer_format(out, "%s ", cli_commands[i]->name);
    }
    buffer_format(out, "%s' -- \"$current\"))\n        return\n    fi\n", top_words);
    buffer_add_text(out, "    case ${COMP_WORDS[1]}:$previous in\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        bash_values(out, cli_commands[i]);
    }
    buffer_add_text(out, "    esac\n"
                         "    if [ \"$takes_value\" ]; then\n"
                         "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                         "        return\n"
                         "    fi\n"
                         "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        bash_options(out, cli_commands[i]);
    }
    buffer_add_text(out, "    esac\n"
                         "    case $current in\n"
                         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
                         "    *) [ \"$COMP_CWORD\" -ne 2 ] ||\n"
                         "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
                         "    esac\n"
                         "}\n"
                         "complete -o default -F _wmilog wmilog\n");
}

static void zsh_option(struct buffer *out, const struct option_row *row)
{
    if (row->letter) {
        buffer_format(out, " \\\n        '(-%c %s)'{-%c,%s}'[", row->letter, row->written,
                      row->letter, row->written);
    } else {
        buffer_format(out, " \\\n        '*%s[", row->written);
    }
    add_help(out, row, "[]:\\");
    buffer_add_char(out, ']');
    if (row->argument) {
        buffer_format(out, ":%s:", row->argument);
        if (row->names) {
            buffer_add_char(out, '(');
            add_names(out, row->names);
            buffer_add_char(out, ')');
        } else if (is_path(row)) {
            buffer_add_text(out, "_files");
        }
    }
    buffer_add_char(out, '\'');
}

static void zsh_command(struct buffer *out, const struct command *command)
{
    buffer_format(out, "%s)\n    _arguments", command->name);
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_row_is_taken(&option_rows[i], command->options)) {
            zsh_option(out, &option_rows[i]);
        }
    }
    if (command->words) {
        buffer_add_text(out, " \\\n        '1: :(");
        add_names(out, command->words);
        buffer_add_text(out, ")'");
    }
    buffer_add_text(out, " \\\n        '*:input:_files'\n    ;;\n");
}

void shell_zsh(struct buffer *out)
{
    buffer_add_text(out, "#compdef wmilog\n"
                         "# Completion of wmilog for zsh.\n"
                         "local -a commands\n"
                         "commands=(");
    for (size_t i = 0; i < cli_command_count; i++) {
        buffer_format(out, "\n    '%s:", cli_commands[i]->name);
        add_quoted(out, view_of(cli_commands[i]->summary), ":\\");
        buffer_add_char(out, '\'');
    }
    buffer_format(out,
                  ")\n"
                  "if (( CURRENT == 2 )); then\n"
                  "    _describe command commands\n"
                  "    compadd -- %s\n"
                  "    return\n"
                  "fi\n"
                  "shift words\n"
                  "(( CURRENT-- ))\n"
                  "case $words[1] in\n",
                  top_words);
    for (size_t i = 0; i < cli_command_count; i++) {
        zsh_command(out, cli_commands[i]);
    }
    buffer_add_text(out, "esac\n");
}

static void fish_option(struct buffer *out, const struct command *command,
                        const struct option_row *row)
{
    buffer_format(out, "complete -c wmilog -n '__fish_seen_subcommand_from %s' -l %s",
                  command->name, row->written + strlen("--"));
    if (row->letter) {
        buffer_format(out, " -s %c", row->letter);
    }
    if (row->argument) {
        buffer_add_text(out, is_path(row) ? " -r" : " -x");
    }
    if (row->names) {
        buffer_add_text(out, " -a '");
        add_names(out, row->names);
        buffer_add_char(out, '\'');
    }
    buffer_add_text(out, " -d '");
    add_help(out, row, "\\");
    buffer_add_text(out, "'\n");
}

static void fish_command(struct buffer *out, const struct command *command)
{
    buffer_format(out, "complete -c wmilog -n __fish_use_subcommand -f -a %s -d '", command->name);
    add_quoted(out, view_of(command->summary), "\\");
    buffer_add_text(out, "'\n");
    if (command->words) {
        buffer_format(out, "complete -c wmilog -n '__fish_seen_subcommand_from %s' -a '",
                      command->name);
        add_names(out, command->words);
        buffer_add_text(out, "'\n");
    }
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_row_is_taken(&option_rows[i], command->options)) {
            fish_option(out, command, &option_rows[i]);
        }
    }
}

void shell_fish(struct buffer *out)
{
    buffer_add_text(out, "# Completion of wmilog for fish.\n"
                         "complete -c wmilog -n __fish_use_subcommand -l help -d 'the commands'\n"
                         "complete -c wmilog -n __fish_use_subcommand -l version\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        fish_command(out, cli_commands[i]);
    }
}
