/* Completions of the command line for shells, made from the tables of commands and options. */
#ifndef WMILOG_ANALYZER_MANUAL_SHELL_H
#define WMILOG_ANALYZER_MANUAL_SHELL_H
#include "parsers/base/buffer.h"

void shell_bash(struct buffer *out);
void shell_zsh(struct buffer *out);
void shell_fish(struct buffer *out);

#endif
