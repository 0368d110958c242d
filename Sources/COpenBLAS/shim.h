// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <cblas.h>
#include <stddef.h>

// The LAPACK functions that are used, which OpenBLAS includes. Each character argument has a hidden
// length at the end of the argument list.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobzLength, size_t uploLength);
// QR factorization, and the first columns of Q from its result.
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work, const int *lwork,
             int *info);
void dorgqr_(const int *m, const int *n, const int *k, double *a, const int *lda, const double *tau, double *work,
             const int *lwork, int *info);
