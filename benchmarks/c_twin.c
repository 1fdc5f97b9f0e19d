/* What people walk in one tick without a push, as `sim/kernels/movement.py` does it: the same columns, the same blocks of
 * rows, the same loops, the same random numbers. `c_twin.py` compiles it, compares every bit, and times both. */

#include <stdint.h>
#include <string.h>

#define BLOCK 2048
enum { CIVILIAN, FIGHTER, BESIEGER };
enum { INSIDE = 0 };

typedef struct { uint32_t first, second; } Key;

/* All arrays as in `state/columns.py` and `state/grid.py`; those of the grid are rows of the way that each kind takes. */
typedef struct {
    int32_t *cell;
    const float *mind, *health;
    const uint16_t *weight;
    const uint8_t *status;
    const int32_t *next_cell[3];
    const float *step_probability[3];
    const uint8_t *holder;
    int32_t *strength[3]; /* none of civilians */
    int64_t kind_start[4];
    float mean[3]; /* cells walked in a tick, at most 1 */
    float fit_health, cordon, reserve;
    Key hop, way, role;
    uint8_t own[3]; /* holder of the cells where a kind may go */
    uint8_t unused;
} Walk;

static float first[BLOCK];
static int32_t force[BLOCK], marked[BLOCK], chosen[BLOCK];
static uint8_t mark[BLOCK] __attribute__((aligned(64)));
static int32_t places[64];

static inline uint32_t lowbias32(uint32_t x) {
    x = (x ^ x >> 16) * 0x7FEB352Du;
    x = (x ^ x >> 15) * 0x846CA68Bu;
    return x ^ x >> 16;
}

static inline float uniform(Key key, uint32_t uid) {
    uint32_t bits = lowbias32(lowbias32(uid ^ key.first) + key.second);
    return (float)(int32_t)(bits >> 8) * 5.9604644775390625e-08f; /* 24 bits: the sign is never set */
}

/* `kernels/block.py`: list_marked. */
static int64_t list_marked(int64_t n, int32_t *restrict listed) {
    const uint64_t de_bruijn = 0x03F79D71B4CB0A89u;
    uint64_t found = 0;
    for (int64_t block = 0; block < n / 64; block++) {
        uint64_t bits = 0, number = 0;
        for (int k = 0; k < 8; k++) {
            uint64_t word;
            memcpy(&word, mark + 64 * block + 8 * k, 8);
            bits |= (word * 0x0102040810204080u >> 56) << 8 * k;
            number += word;
        }
        uint64_t at = found;
        found += number * 0x0101010101010101u >> 56;
        while (at < found) {
            for (int k = 0; k < 4; k++) {
                uint64_t rest = bits & (bits - 1);
                listed[at + k] = (int32_t)(64 * block) + places[(bits ^ rest) * de_bruijn >> 58];
                bits = rest;
            }
            at += 4;
        }
    }
    for (int64_t i = n - n % 64; i < n; i++) {
        listed[found] = (int32_t)i;
        found += mark[i];
    }
    return (int64_t)found;
}

/* `kernels/block.py`: bernoulli, of the rows in `marked`; fills `chosen`. */
static int64_t bernoulli(int64_t n, int constant, float probability, Key key, uint32_t uid) {
    for (int64_t k = 0; k < n; k++)
        mark[k] = uniform(key, uid + (uint32_t)marked[k]) < (constant ? probability : first[k]);
    int64_t found = list_marked(n, chosen);
    for (int64_t k = 0; k < found; k++)
        chosen[k] = marked[chosen[k]];
    return found;
}

static void walk_block(const Walk *w, int kind, int64_t a, int64_t n, uint32_t uid) {
    int32_t *restrict cell = w->cell + a;
    const float *mind = w->mind + a, *health = w->health + a;
    const float *step_probability = w->step_probability[kind];
    const uint8_t *status = w->status + a;
    const uint16_t *weight = w->weight + a;
    const float mean = w->mean[kind];
    int64_t walkers;
    if (kind == CIVILIAN) {
        for (int64_t i = 0; i < n; i++) {
            float reach = mean * mind[i], whole = (float)(int32_t)reach;
            int walks = (whole > 0.0f) | (uniform(w->hop, uid + (uint32_t)i) < reach - whole);
            mark[i] = walks & (status[i] == INSIDE);
        }
        int64_t afraid = list_marked(n, marked);
        for (int64_t k = 0; k < afraid; k++)
            first[k] = step_probability[(uint32_t)cell[(uint32_t)marked[k]]];
        walkers = bernoulli(afraid, 0, 0.0f, w->way, uid);
    } else {
        for (int64_t i = 0; i < n; i++)
            first[i] = step_probability[(uint32_t)cell[i]];
        for (int64_t i = 0; i < n; i++)
            mark[i] = (uniform(w->way, uid + (uint32_t)i) < first[i]) & (status[i] == INSIDE);
        walkers = bernoulli(list_marked(n, marked), 1, mean, w->hop, uid);
    }
    const int32_t *next_cell = w->next_cell[kind];
    for (int64_t k = 0; k < walkers; k++) {
        uint32_t i = (uint32_t)chosen[k];
        if (kind == BESIEGER) {
            float rank = uniform(w->role, uid + i);
            if (rank >= w->cordon && rank < w->cordon + w->reserve)
                continue;
        }
        int32_t c = cell[i], there = next_cell[c];
        cell[i] = w->holder[there] == w->own[kind] ? there : c;
    }
    if (kind == CIVILIAN)
        return;
    for (int64_t i = 0; i < n; i++) {
        int32_t man = (int32_t)(mind[i] * 256.0f) * (int32_t)weight[i];
        force[i] = (status[i] == INSIDE) & (health[i] >= w->fit_health) ? man : 0;
    }
    int32_t *strength = w->strength[kind];
    for (int64_t i = 0; i < n; i++)
        strength[(uint32_t)cell[i]] += force[i];
}

void walk_tick(const Walk *w, int64_t cells) {
    if (!places[1]) /* where a word's only bit is, by the top six bits of its product with a de Bruijn sequence */
        for (int place = 0; place < 64; place++)
            places[(0x03F79D71B4CB0A89u << place) >> 58] = place;
    for (int kind = FIGHTER; kind <= BESIEGER; kind++)
        memset(w->strength[kind], 0, (size_t)cells * sizeof(int32_t));
    for (int kind = CIVILIAN; kind <= BESIEGER; kind++) {
        int64_t start = w->kind_start[kind], end = w->kind_start[kind + 1];
        for (int64_t a = start; a < end; a += BLOCK) {
            int64_t n = end - a < BLOCK ? end - a : BLOCK;
            walk_block(w, kind, a, n, ((uint32_t)(kind + 1) << 28) + (uint32_t)(a - start));
        }
    }
}
