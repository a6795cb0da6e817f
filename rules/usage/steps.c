/* Steps of spans: what lies below four units has a step of its own each. */
#include "rules/usage/steps.h"

size_t steps_of(uint64_t units)
{
    if (units < STEPS_PER_DOUBLING) {
        return (size_t)units;
    }
    const unsigned top = 63U - (unsigned)__builtin_clzll(units); /* at least 2 */
    const size_t step = (size_t)(top - 1) * STEPS_PER_DOUBLING + ((units >> (top - 2)) & 3U);
    return step < STEPS_COUNT ? step : STEPS_COUNT - 1;
}

int64_t steps_middle(size_t step, int64_t unit)
{
    if (step < STEPS_PER_DOUBLING) {
        return (int64_t)step * unit + unit / 2;
    }
    const unsigned top = (unsigned)(step / STEPS_PER_DOUBLING) + 1;
    const int64_t width = unit << (top - 2);
    return (int64_t)(STEPS_PER_DOUBLING + step % STEPS_PER_DOUBLING) * width + width / 2;
}
