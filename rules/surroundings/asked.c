/* Lists the codes and families of other failures that conditions name. */
#include "rules/surroundings/asked.h"

#include <stdlib.h>

#include "parsers/base/memory.h"

void asked_release(struct asked *a)
{
    free(a->codes);
    *a = (struct asked){.codes = NULL};
}

/* As they are looked up: by code, else by family, else among all. */
void asked_add(struct asked *a, const struct condition_details *d)
{
    a->is_any = true;
    a->is_all |= d->code_count == 0 && d->family_count == 0;
    for (size_t i = 0; i < d->code_count; i++) {
        a->codes = memory_grow(a->codes, a->code_count, &a->code_cap, sizeof(*a->codes));
        a->codes[a->code_count++] = d->codes[i];
    }
    for (size_t i = 0; d->code_count == 0 && i < d->family_count; i++) {
        a->families[d->families[i]] = true;
    }
}

static int compare_code(const void *key, const void *item)
{
    const uint32_t a = *(const uint32_t *)key, b = *(const uint32_t *)item;
    return (a > b) - (a < b);
}

void asked_sort(struct asked *a)
{
    if (a->code_count > 0) {
        qsort(a->codes, a->code_count, sizeof(*a->codes), compare_code);
    }
}

bool asked_has_code(const struct asked *a, uint32_t code)
{
    return a->code_count > 0 &&
           bsearch(&code, a->codes, a->code_count, sizeof(*a->codes), compare_code);
}
