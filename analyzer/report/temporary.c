/* The handler of signals that end the program, and the one name that it knows of. */
#include "analyzer/report/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "parsers/base/count.h"

/* Those that end a program and can be handled. */
static const int endings[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,   SIGALRM,
                              SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};

enum { ENDING_COUNT = COUNT_OF(endings) };

/* The file to be removed: global, because nothing can be handed to a handler. It is changed while
 * the signals are blocked. */
static const char *volatile current;

static void remove_current(void)
{
    if (current) {
        unlink(current);
    }
}

/* The signal's own action is in force again (SA_RESETHAND): raised here, it ends the program when
 * the handler returns. */
static void on_ending(int number)
{
    int saved = errno;
    remove_current();
    raise(number);
    errno = saved;
}

static void endings_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        sigaddset(set, endings[i]);
    }
}

/* Signals that are ignored, as under nohup, or handled by another part of the program stay so. */
static void handle_endings(void)
{
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        struct sigaction action = {.sa_handler = on_ending, .sa_flags = (int)SA_RESETHAND};
        struct sigaction old;
        sigemptyset(&action.sa_mask);
        if (sigaction(endings[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
            sigaction(endings[i], &action, NULL);
        }
    }
}

int temporary_create(const char *name)
{
    static bool is_prepared;
    sigset_t blocked;
    sigset_t before;
    endings_set(&blocked);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int reason = errno;
    if (fd >= 0) {
        current = name;
        handle_endings();
        is_prepared = is_prepared || at_quick_exit(remove_current) == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = reason;
    return fd;
}

void temporary_forget(void)
{
    current = NULL;
}
