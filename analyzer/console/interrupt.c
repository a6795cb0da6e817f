/* A signal as a mark. */
#include "analyzer/console/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t has_come;

static void on_interrupt(int number)
{
    (void)number;
    has_come = 1;
}

void interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = on_interrupt,
                               .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    struct sigaction old;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
        sigaction(SIGINT, &action, NULL);
    }
}

bool interrupt_came(void)
{
    return has_come != 0;
}

void interrupt_end(void)
{
    if (interrupt_came()) {
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
}
