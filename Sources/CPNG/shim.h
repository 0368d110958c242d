// SPDX-License-Identifier: Apache-2.0

// libpng's simplified interface. The formats are macros, which Swift does not import.
#pragma once
#include <png.h>

static const png_uint_32 gnl_png_gray = PNG_FORMAT_GRAY;
static const png_uint_32 gnl_png_rgb = PNG_FORMAT_RGB;
static const png_uint_32 gnl_png_version = PNG_IMAGE_VERSION;
static const png_uint_32 gnl_png_color = PNG_FORMAT_FLAG_COLOR;

/// Returns whether the last call failed. Warnings do not count.
static inline int gnl_png_failed(const png_image *image) { return PNG_IMAGE_FAILED(*image); }
