// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS

/// Restricts BLAS and LAPACK to one thread. The library divides the work itself, at positions that
/// depend only on the shape, because other divisions would change the rounding of results.
///
/// Code that calls BLAS, LAPACK or a library based on them evaluates this constant first.
package let blasOnOneThread: Void = openblas_set_num_threads(1)
