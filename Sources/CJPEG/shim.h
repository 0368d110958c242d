// SPDX-License-Identifier: Apache-2.0

// Reading and writing of JPEG files in memory. libjpeg reports errors by a function that must not return,
// so the calls are made here, where they can be left by a jump.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <jpeglib.h>
#include <jerror.h>

/// The result of a call: 0 and a message if it failed.
typedef struct {
  int32_t width, height, components;
  char message[JMSG_LENGTH_MAX];
} gnl_jpeg_t;

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
} gnl_jpeg_errors;

static void gnl_jpeg_fail(j_common_ptr info) {
  gnl_jpeg_errors *errors = (gnl_jpeg_errors *)info->err;
  (*info->err->format_message)(info, errors->message);
  longjmp(errors->escape, 1);
}

// A warning is about damaged data, whose pixels would be made up, except for that about the version of the header.
static void gnl_jpeg_warn(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code != JWRN_JFIF_MAJOR) gnl_jpeg_fail(info);
}

static inline struct jpeg_error_mgr *gnl_jpeg_errors_begin(gnl_jpeg_errors *errors) {
  struct jpeg_error_mgr *manager = jpeg_std_error(&errors->manager);
  manager->error_exit = gnl_jpeg_fail;
  manager->emit_message = gnl_jpeg_warn;
  return manager;
}

/// Reads the size and the number of components of a file. Returns whether it could be read.
static inline int gnl_jpeg_header(const uint8_t *bytes, int64_t count, gnl_jpeg_t *result) {
  struct jpeg_decompress_struct info;
  gnl_jpeg_errors errors;
  info.err = gnl_jpeg_errors_begin(&errors);
  if (setjmp(errors.escape)) {
    memcpy(result->message, errors.message, sizeof errors.message);
    jpeg_destroy_decompress(&info);
    return 0;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(&info, TRUE);
  result->width = (int32_t)info.image_width;
  result->height = (int32_t)info.image_height;
  result->components = info.num_components;
  jpeg_destroy_decompress(&info);
  return 1;
}

/// Reads the pixels of a file as 1 or 3 colours per pixel. Returns whether they could be read.
static inline int gnl_jpeg_read(
    const uint8_t *bytes, int64_t count, int32_t colours, uint8_t *pixels, gnl_jpeg_t *result) {
  struct jpeg_decompress_struct info;
  gnl_jpeg_errors errors;
  info.err = gnl_jpeg_errors_begin(&errors);
  if (setjmp(errors.escape)) {
    memcpy(result->message, errors.message, sizeof errors.message);
    jpeg_destroy_decompress(&info);
    return 0;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(&info, TRUE);
  info.out_color_space = colours == 1 ? JCS_GRAYSCALE : JCS_RGB;
  // The exact transform: the same pixels on every processor.
  info.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = pixels + (size_t)info.output_scanline * info.output_width * (size_t)colours;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return 1;
}

/// Writes pixels of 1 or 3 colours. Returns the bytes, which the caller frees, or NULL.
static inline uint8_t *gnl_jpeg_write(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t colours, int32_t quality,
    int64_t *count, gnl_jpeg_t *result) {
  struct jpeg_compress_struct info;
  gnl_jpeg_errors errors;
  unsigned char *target = NULL;
  unsigned long size = 0;
  info.err = gnl_jpeg_errors_begin(&errors);
  if (setjmp(errors.escape)) {
    memcpy(result->message, errors.message, sizeof errors.message);
    jpeg_destroy_compress(&info);
    return NULL;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &target, &size);
  info.image_width = (JDIMENSION)width;
  info.image_height = (JDIMENSION)height;
  info.input_components = colours;
  info.in_color_space = colours == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.dct_method = JDCT_ISLOW;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = (JSAMPROW)pixels + (size_t)info.next_scanline * (size_t)width * (size_t)colours;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  *count = (int64_t)size;
  return target;
}
