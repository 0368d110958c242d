internal import COpenBLAS

/// BLAS and LAPACK run on one thread: ours cut the work, at places that depend on the shape only, because other
/// cuts give other bits. Code that calls them, or a library built on them, mentions this first.
package let blasOnOneThread: Void = openblas_set_num_threads(1)
