// SPDX-License-Identifier: Apache-2.0

// Steps of optimisers.
#include "CGraphKernels.h"
#define GNK_BODY "optimizers_body.h"
#include "levels.h"

void gnk_adam(gnk_adam_t settings, float *weight, const float *gradient, float *first, float *second,
              int64_t count) {
  GNK_SELECT(adam)(settings, weight, gradient, first, second, count);
}
void gnk_sgd(float learningRate, float momentum, float weightDecay, int32_t nesterov, int32_t isFirst,
             float *weight, const float *gradient, float *velocity, int64_t count) {
  GNK_SELECT(sgd)(learningRate, momentum, weightDecay, nesterov, isFirst, weight, gradient, velocity, count);
}
void gnk_rmsprop(gnk_rmsprop_t settings, float *weight, const float *gradient, float *square, float *mean,
                 float *velocity, int64_t count) {
  GNK_SELECT(rmsprop)(settings, weight, gradient, square, mean, velocity, count);
}
void gnk_adagrad(float learningRate, float epsilon, float weightDecay, float *weight, const float *gradient,
                 float *sum, int64_t count) {
  GNK_SELECT(adagrad)(learningRate, epsilon, weightDecay, weight, gradient, sum, count);
}
void gnk_adadelta(float learningRate, float decay, float epsilon, float weightDecay, float *weight,
                  const float *gradient, float *square, float *change, int64_t count) {
  GNK_SELECT(adadelta)(learningRate, decay, epsilon, weightDecay, weight, gradient, square, change, count);
}
