#pragma once
#include <cblas.h>
#include <stddef.h>

// The part of LAPACK that is used; OpenBLAS carries it. Every character argument has a hidden length at the end.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobzLength, size_t uploLength);
