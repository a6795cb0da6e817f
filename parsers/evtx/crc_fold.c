/* Folding as in Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
 * Instruction" (Intel, 2009), with the constants of that paper for the bit-reflected CRC-32. */
#include "parsers/evtx/crc_fold.h"

#ifdef __x86_64__
#include <immintrin.h>

enum { LANES = 4, LANE_SIZE = 16, STEP_SIZE = LANES * LANE_SIZE, LEAST_SIZE = 256 };

#define FOLDS __attribute__((target("pclmul,sse4.1")))

FOLDS static inline __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* Moves a lane over the distance that the constants stand for, onto the bytes there. */
FOLDS static inline __m128i fold(__m128i lane, __m128i constants, __m128i onto)
{
    __m128i low = _mm_clmulepi64_si128(lane, constants, 0x00);
    __m128i high = _mm_clmulepi64_si128(lane, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), onto);
}

/* The remainder of one lane: down to 64 bits, then by Barrett's way to 32. */
FOLDS static uint32_t reduce(__m128i lane, __m128i by_lane)
{
    const __m128i by_half = _mm_set_epi64x(0, 0x163cd6124);
    const __m128i polynomial = _mm_set_epi64x(0x1f7011641, 0x1db710641);
    const __m128i evens = _mm_setr_epi32(-1, 0, -1, 0);
    lane = _mm_xor_si128(_mm_srli_si128(lane, 8), _mm_clmulepi64_si128(lane, by_lane, 0x10));
    __m128i upper = _mm_srli_si128(lane, 4);
    lane = _mm_clmulepi64_si128(_mm_and_si128(lane, evens), by_half, 0x00);
    lane = _mm_xor_si128(lane, upper);
    __m128i rest = _mm_clmulepi64_si128(_mm_and_si128(lane, evens), polynomial, 0x10);
    rest = _mm_clmulepi64_si128(_mm_and_si128(rest, evens), polynomial, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(lane, rest), 1);
}

/* `len` is a multiple of STEP_SIZE, and not 0. */
FOLDS static uint32_t fold_all(uint32_t crc, const char *p, size_t len)
{
    const __m128i by_step = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_lane = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const char *end = p + len;
    __m128i lanes[LANES];
    for (size_t i = 0; i < LANES; i++) {
        lanes[i] = load(p + i * LANE_SIZE);
    }
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128((int)~crc));
    for (p += STEP_SIZE; p < end; p += STEP_SIZE) {
        for (size_t i = 0; i < LANES; i++) {
            lanes[i] = fold(lanes[i], by_step, load(p + i * LANE_SIZE));
        }
    }
    for (size_t i = 1; i < LANES; i++) {
        lanes[0] = fold(lanes[0], by_lane, lanes[i]);
    }
    return ~reduce(lanes[0], by_lane);
}

uint32_t evtx_crc_fold(uint32_t crc, struct view bytes, size_t *done)
{
    bool is_quick = bytes.len >= LEAST_SIZE && __builtin_cpu_supports("pclmul") &&
                    __builtin_cpu_supports("sse4.1");
    *done = is_quick ? bytes.len - bytes.len % STEP_SIZE : 0;
    return is_quick ? fold_all(crc, bytes.data, *done) : crc;
}

#else

uint32_t evtx_crc_fold(uint32_t crc, struct view bytes, size_t *done)
{
    (void)bytes;
    *done = 0;
    return crc;
}

#endif
